// The prior's step graph with a cache that grows: the same nodes and weights, but the cache's length is free, and nothing of
// it is hidden. For comparison with caches that are one row longer after every step, as transformers.js has them.
import { PbfReader, PbfWriter } from 'pbf';

/** Fields of onnx.proto3. */
const modelGraph = 7;
const graphNode = 1;
const graphInput = 11;
const node = { input: 1, operator: 4 };
const valueInfo = { name: 1, type: 2 };
const typeTensor = 1;
const tensorShape = 2;
const shapeDim = 1;
const dimName = 2;

/** Of the cache [layers, heads, context, headDim]. */
const contextAxis = 2;

/**
 * @param {Uint8Array} model prior-autoregressive.onnx
 * @param {readonly string[]} caches the names of its two cache inputs
 * @returns {Uint8Array} the model with caches [layers, heads, n, headDim] for any n, all of which a step reads
 */
export function withGrowingCache(model, caches) {
  let freed = 0;
  const lifted = { masks: 0 };
  const grown = edit(model, {
    [modelGraph]: (graph) =>
      edit(graph, {
        [graphNode]: (bytes) => liftMask(bytes, lifted),
        [graphInput]: (bytes) => {
          if (!caches.includes(textOf(bytes, valueInfo.name))) return bytes;
          freed++;
          return freeContext(bytes);
        },
      }),
  });
  if (freed !== caches.length || lifted.masks !== 1) throw new Error('This is no step graph of the recipe’s.');
  return grown;
}

/** The one choice in the graph hides the cache's rows from the position on: it is made the "not hidden" that it has. */
function liftMask(bytes, lifted) {
  if (textOf(bytes, node.operator) !== 'Where') return bytes;
  lifted.masks++;
  let input = 0;
  return edit(bytes, {
    [node.input]: (name) => (input++ === 1 ? name : null),
    [node.operator]: () => new TextEncoder().encode('Identity'),
  });
}

function freeContext(bytes) {
  let axis = 0;
  const free = () => {
    const writer = new PbfWriter();
    writer.writeStringField(dimName, 'written');
    return writer.finish();
  };
  const shape = (dims) => edit(dims, { [shapeDim]: (dim) => (axis++ === contextAxis ? free() : dim) });
  return edit(bytes, {
    [valueInfo.type]: (type) => edit(type, { [typeTensor]: (tensor) => edit(tensor, { [tensorShape]: shape }) }),
  });
}

/** A message with some of its fields changed, or left out where the change gives null. Changes are by field number. */
function edit(bytes, changes) {
  const reader = new PbfReader(bytes);
  const writer = new PbfWriter();
  reader.readFields((field) => {
    if (reader.type === 0) return writer.writeVarintField(field, reader.readVarint(true));
    if (reader.type === 5) return writer.writeFloatField(field, reader.readFloat());
    if (reader.type !== 2) throw new Error(`a field of wire type ${reader.type}`);
    const content = reader.readBytes();
    const changed = field in changes ? changes[field](content) : content;
    if (changed) writer.writeBytesField(field, changed);
  });
  return writer.finish();
}

/** @param {number} wanted the number of a field of text */
function textOf(bytes, wanted) {
  const reader = new PbfReader(bytes);
  return reader.readFields(
    (field, found) => {
      if (field === wanted) found.text = reader.readString();
    },
    { text: '' },
  ).text;
}
