/** @file When a document is analysed: pauses, the newest run, fairness. Nothing is analysed here. */
import assert from 'node:assert/strict';
import { createScheduler } from '../../server/src/lsp/scheduler.ts';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for what comes soon, however busy the machine is. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn++) await pause(5);
}

describe('scheduler', () => {
  it('runs once after the last of several changes', async () => {
    const runs: string[] = [];
    const scheduler = createScheduler(async (uri) => void runs.push(uri));
    for (let change = 0; change < 5; change += 1) scheduler.schedule('a', 10);
    assert.deepEqual(runs, []);
    await pause(40);
    assert.deepEqual(runs, ['a']);
  });

  it('does not wait for ever while changes go on', async () => {
    const runs: string[] = [];
    const scheduler = createScheduler(async (uri) => void runs.push(uri));
    const end = performance.now() + 150;
    while (performance.now() < end) {
      scheduler.schedule('a', 5);
      await pause(1);
    }
    assert.ok(runs.length >= 1 && runs.length <= 6, `${runs.length} runs`);
    scheduler.cancel('a');
  });

  it('gives each document its turn, one at a time', async () => {
    const log: string[] = [];
    const scheduler = createScheduler(async (uri) => {
      log.push(`start ${uri}`);
      // A document that is always ready again must not keep the others waiting.
      if (log.length < 9) scheduler.schedule('busy', 0);
      await pause(5);
      log.push(`end ${uri}`);
    });
    for (const uri of ['busy', 'b', 'c']) scheduler.schedule(uri, 0);
    await until(() => log.length >= 6);
    assert.deepEqual(log.slice(0, 6), ['start busy', 'end busy', 'start b', 'end b', 'start c', 'end c']);
  });

  it('tells a run that a newer one is on its way, or that it was cancelled', async () => {
    const current: boolean[] = [];
    const scheduler = createScheduler(async (uri, isCurrent) => {
      current.push(isCurrent());
      if (uri === 'changed') scheduler.schedule('changed', 1000);
      if (uri === 'closed') scheduler.cancel('closed');
      current.push(isCurrent());
    });
    for (const uri of ['same', 'changed', 'closed']) scheduler.schedule(uri, 0);
    await until(() => current.length >= 6);
    assert.deepEqual(current, [true, true, true, false, true, false]);
    scheduler.cancel('changed');
  });

  it('does not let a long pause put off a short one', async () => {
    const runs: string[] = [];
    const scheduler = createScheduler(async (uri) => void runs.push(uri));
    scheduler.schedule('a', 5);
    scheduler.schedule('a', 500);
    await pause(30);
    assert.deepEqual(runs, ['a']);
  });

  it('runs the first change after a quiet time at once, and those that follow it after a pause', async () => {
    const runs: string[] = [];
    const scheduler = createScheduler(async (uri) => void runs.push(uri));
    scheduler.scheduleSoon('a', 1000);
    await pause(20);
    assert.deepEqual(runs, ['a']);
    scheduler.scheduleSoon('a', 1000);
    scheduler.scheduleSoon('b', 1000);
    await pause(20);
    assert.deepEqual(runs, ['a', 'b']);
    scheduler.cancel('a');
    scheduler.scheduleSoon('a', 1000);
    await pause(20);
    assert.deepEqual(runs, ['a', 'b', 'a']);
  });
});
