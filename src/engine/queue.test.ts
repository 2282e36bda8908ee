import { describe, expect, test } from 'vitest';
import { JobQueue } from './queue.ts';

describe('JobQueue', () => {
  test('a live job overtakes what waits, whatever came first', async () => {
    const queue = new JobQueue();
    const order: string[] = [];
    const job = (name: string) => async () => void order.push(name);
    await Promise.all([
      queue.add('idle', job('idle')),
      queue.add('normal', job('normal')),
      queue.add('live', job('live')),
    ]);
    expect(order).toEqual(['live', 'normal', 'idle']);
  });

  test('jobs never overlap', async () => {
    const queue = new JobQueue();
    let running = 0;
    let most = 0;
    const job = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
    };
    await Promise.all([queue.add('normal', job), queue.add('live', job), queue.add('normal', job)]);
    expect(most).toBe(1);
  });

  test('a job aborted before its turn does not run, and says so', async () => {
    const queue = new JobQueue();
    const controller = new AbortController();
    let ran = false;
    const job = async () => {
      ran = true;
    };
    const work = queue.add('normal', job, controller.signal);
    controller.abort();
    await expect(work).rejects.toMatchObject({ kind: 'aborted' });
    expect(ran).toBe(false);
  });

  test('a job that fails does not stop the next one', async () => {
    const queue = new JobQueue();
    const failing = queue.add('normal', () => Promise.reject(new Error('no')));
    const following = queue.add('normal', async () => 42);
    await expect(failing).rejects.toThrow('no');
    await expect(following).resolves.toBe(42);
  });
});
