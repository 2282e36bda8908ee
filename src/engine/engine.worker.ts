// The worker's side: the engine behind comlink, its failures as plain data, its pixels transferred instead of copied.
import { expose, transfer } from 'comlink';
import { Engine } from './engine.ts';
import { plainFailure } from './engine-error.ts';
import type { EngineEvent, RemoteEngine } from './protocol.ts';
import { holdLock } from './worker-lock.ts';

const engine = new Engine();

const locked = holdLock(self.name);

const remote: RemoteEngine = {
  listen: (onEvent) => {
    engine.listen((event: EngineEvent) =>
      onEvent(event.type === 'patch' ? transfer(event, [event.patch.image.data.buffer]) : event),
    );
    return locked;
  },
  load: (source) => plainFailure(engine.load(source)),
  open: (source, choice) => plainFailure(engine.open(source, choice)),
  encode: async (job, image) => {
    const result = await plainFailure(engine.encode(job, image));
    // Several may be views of one buffer, which can be transferred once.
    const buffers = [...result.grids.map(({ tokens }) => tokens), ...result.distances].map(({ buffer }) => buffer);
    return transfer(result, [...new Set(buffers)]);
  },
  decode: async (job, grid, changed) => {
    const result = await plainFailure(engine.decode(job, grid, changed));
    return transfer(result, result.patch ? [result.patch.image.data.buffer] : []);
  },
  nearest: (job, query) => plainFailure(engine.nearest(job, query)),
  fill: (job, request) => plainFailure(engine.fill(job, request)),
  distribution: (job, request) => plainFailure(engine.distribution(job, request)),
  surprise: async (job, request) => {
    const bits = await plainFailure(engine.surprise(job, request));
    return transfer(bits, [bits.buffer]);
  },
  codebook: (job, level) => plainFailure(engine.codebook(job, level)),
  latents: (job, level) => plainFailure(engine.latents(job, level)),
  decodeLatents: async (job, latents) => {
    const image = await plainFailure(engine.decodeLatents(job, latents));
    return transfer(image, [image.data.buffer]);
  },
  searchCodes: (job, request) => plainFailure(engine.searchCodes(job, request)),
  opinion: async (job, image) => {
    const opinion = await plainFailure(engine.opinion(job, image));
    return transfer(opinion, [opinion.values.buffer]);
  },
  filesInUse: () => engine.filesInUse(),
  abort: (job) => engine.abort(job),
};

expose(remote);
