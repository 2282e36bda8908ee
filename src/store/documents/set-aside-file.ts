// The records that were set aside, as a file: loaded when somebody asks for it.
import { encodeBase64Url } from '../../core/base64url.ts';
import { setAsidePrefix } from './set-aside.ts';

/** JSON in which bytes are base64url: whatever can be stored can be written so. */
export async function setAsideFile(records: ReadonlyMap<string, unknown>): Promise<Blob> {
  const plain: [string, unknown][] = [];
  for (const [key, record] of records) plain.push([key.slice(setAsidePrefix.length), await plainOf(record, new Set())]);
  return new Blob([JSON.stringify({ format: 'tessera-set-aside', records: Object.fromEntries(plain) })], {
    type: 'application/json',
  });
}

/** @param within the objects around it: of a circle only the first round is written */
async function plainOf(value: unknown, within: ReadonlySet<object>): Promise<unknown> {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (within.has(value)) return null;
  if (value instanceof Blob) return bytesOf(value.type || 'Blob', new Uint8Array(await value.arrayBuffer()));
  if (value instanceof ArrayBuffer) return bytesOf('ArrayBuffer', new Uint8Array(value));
  if (ArrayBuffer.isView(value)) {
    return bytesOf(value.constructor.name, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  if (value instanceof Date) return value.toJSON();
  const around = new Set([...within, value]);
  const list = value instanceof Map || value instanceof Set ? [...value] : value;
  if (Array.isArray(list)) return Promise.all(list.map((item) => plainOf(item, around)));
  const fields: [string, unknown][] = [];
  for (const [name, field] of Object.entries(list)) fields.push([name, await plainOf(field, around)]);
  return Object.fromEntries(fields);
}

function bytesOf(type: string, bytes: Uint8Array): { type: string; base64url: string } {
  return { type, base64url: encodeBase64Url(bytes) };
}
