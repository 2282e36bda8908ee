// The benchmark's worker: nothing that it computes holds up the page.
import type { BenchCommand, BenchEvent } from './protocol.ts';
import { runBench } from './run-bench.ts';

const controller = new AbortController();
const send = (event: BenchEvent) => postMessage(event);

addEventListener('message', ({ data }: MessageEvent<BenchCommand>) => {
  switch (data.type) {
    case 'stop':
      controller.abort();
      break;
    case 'start':
      runBench(data.request, controller.signal, send).then(
        () => send({ type: 'end', complete: !controller.signal.aborted }),
        (error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
      break;
    default:
      data satisfies never;
  }
});
