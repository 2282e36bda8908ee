// Deno 2.9.6 ends where an empty array is written to a buffer, which WebGPU allows.
const { writeBuffer } = GPUQueue.prototype;
GPUQueue.prototype.writeBuffer = function (...told: Parameters<GPUQueue['writeBuffer']>) {
  if (told[2].byteLength > 0) writeBuffer.apply(this, told);
};
