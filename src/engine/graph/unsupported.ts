// Why a graph is none of those that our own kernels compute: it is left to ONNX Runtime.
export class UnsupportedGraph extends Error {}

/** @returns what `read` makes of a graph, or null where that is unsupported */
export function ifSupported<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnsupportedGraph) return null;
    throw error;
  }
}
