// ONNX files whose parts are changed where they mean something: what bytes changed at random seldom reach.
import { PbfReader, PbfWriter } from 'pbf';
import type { Random } from './random.ts';

interface Field {
  readonly number: number;
  /** Messages are bytes until something within them is changed. */
  value: number | Uint8Array | Message;
  kind: Kind | undefined;
  /** Bytes that its length lies by. */
  lie: number;
}

type Message = Field[];

/** The fields of a message that are messages themselves. */
interface Kind {
  readonly [field: number]: Kind;
}

const tensor: Kind = {};
const value: Kind = { 2: { 1: { 2: { 1: {} } } } };
const graph: Kind = { 1: { 5: { 5: tensor } }, 5: tensor, 11: value, 12: value };
const model: Kind = { 7: graph };

function read(bytes: Uint8Array, kind: Kind): Message {
  const reader = new PbfReader(bytes);
  const message: Message = [];
  const readValue = () => {
    if (reader.type === 0) return reader.readVarint(true);
    return reader.type === 2 ? reader.readBytes() : reader.readFloat();
  };
  reader.readFields((number) => message.push({ number, value: readValue(), kind: kind[number], lie: 0 }), null);
  return message;
}

function write(message: Message): Uint8Array {
  const pbf = new PbfWriter();
  for (const { number, value, lie } of message) {
    if (typeof value !== 'number') {
      const bytes = value instanceof Uint8Array ? value : write(value);
      pbf.writeTag(number, 2);
      pbf.writeVarint(Math.max(0, bytes.length + lie));
      pbf.realloc(bytes.length);
      pbf.buf.set(bytes, pbf.pos);
      pbf.pos += bytes.length;
    } else if (Number.isInteger(value)) pbf.writeVarintField(number, value);
    else pbf.writeFloatField(number, value);
  }
  return pbf.finish();
}

const oddNumbers = [0, 1, -1, 2, 7, 8, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 53, 0.5, Number.NaN];

interface Place {
  readonly message: Message;
  readonly index: number;
}

/** Any field, at any depth. */
function anyPlace(file: Message, random: Random): Place {
  let message = file;
  for (;;) {
    const index = random.below(message.length);
    const field = message[index]!;
    const isMessage = field.kind && typeof field.value !== 'number';
    if (!isMessage || random.chance(0.15)) return { message, index };
    const inner = field.value instanceof Uint8Array ? read(field.value, field.kind!) : (field.value as Message);
    if (inner.length === 0) return { message, index };
    field.value = inner;
    message = inner;
  }
}

function copied(field: Field): Field {
  const { value } = field;
  return { ...field, value: Array.isArray(value) ? value.map(copied) : value };
}

function mutate(file: Message, random: Random): void {
  const { message, index } = anyPlace(file, random);
  const field = message[index]!;
  const kind = random.below(10);
  if (kind === 0) message.splice(index, 1);
  else if (kind === 1) message.splice(index, 0, copied(field));
  else if (kind === 2) field.lie = random.pick([-1, 1, 3, 2 ** 31, 1000]);
  else if (kind === 3) message.splice(random.below(message.length), 0, ...message.splice(index, 1));
  else if (typeof field.value === 'number' && kind < 8) field.value = random.pick(oddNumbers);
  else if (field.value instanceof Uint8Array && kind < 6) {
    field.value = resized(field.value, random);
    field.kind = undefined;
  } else {
    // What stands somewhere else: names, numbers and whole parts.
    const other = anyPlace(file, random);
    const { value, kind: itsKind } = copied(other.message[other.index]!);
    field.value = value;
    field.kind = itsKind;
  }
}

function resized(bytes: Uint8Array, random: Random): Uint8Array {
  const resized = new Uint8Array(
    random.pick([0, Math.max(0, bytes.length - 1), bytes.length + 1, 4, bytes.length * 2]),
  );
  resized.set(bytes.subarray(0, resized.length));
  if (random.chance(0.3)) resized.fill(0xff, resized.length >> 1);
  return resized;
}

export function mutateOnnx(file: Uint8Array, random: Random): Uint8Array {
  const message = read(file, model);
  for (let left = 1 + random.below(3); left > 0 && message.length > 0; left--) mutate(message, random);
  return write(message);
}
