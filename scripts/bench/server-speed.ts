/** @file What an editor waits for: the start of the built server, a keystroke's diagnostics over the protocol, and the server's memory. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Client, published, startClient } from '../../test/lsp/harness/client.ts';
import { serverBundle } from './bundles.ts';
import { manyPairs } from './sources.ts';
import { against, heading, line, number, quantile, spread } from './statistics.ts';
import { edits } from './typing.ts';

const uri = 'file:///bench/losses.ts';
const starts = 9;
const keystrokes = 100;
const warmUp = 20;
/** Between one keystroke's diagnostics and the next keystroke, in milliseconds: somebody types five or six characters a second. */
const betweenKeys = 150;

export async function reportServer(): Promise<void> {
  heading(`Server start, spawned over stdio, ${starts} runs`);
  const usual = await timeStarts(manyPairs(5));
  line('to initialize answered', spread(usual.initialized, 'ms'));
  line(
    'to first diagnostics, 5 pairs in 100 lines',
    spread(usual.first, 'ms'),
    against(500, quantile(usual.first, 0.5), 'ms'),
  );
  const large = manyPairs(50);
  const { first, memory } = await timeStarts(large);
  line('the same, 50 pairs in 1000 lines', spread(first, 'ms'), against(500, quantile(first, 0.5), 'ms'));
  const mistaken = large.replace('return p - y;', 'return 2 * (p - y);');
  line('the same, where the first of them is wrong', spread((await timeStarts(mistaken)).first, 'ms'));
  line('memory (RSS) after 50 pairs', spread(memory, 'MB'));

  const client = await startClient({ bundle: serverBundle });
  await client.open(uri, large);
  await published(client, uri, 1);
  await reportTyping(client, large);
  line('memory (RSS) after the keystrokes', `${number(residentMegabytes(client.pid))} MB`);
  await client.stop();
}

/** Milliseconds from the spawn of a server until it answers `initialize` and until a file's first diagnostics, and its megabytes then. */
async function timeStarts(text: string): Promise<Record<'initialized' | 'first' | 'memory', readonly number[]>> {
  const [initialized, first, memory]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < starts; run++) {
    const start = performance.now();
    const client = await startClient({ bundle: serverBundle });
    initialized.push(performance.now() - start);
    await client.open(uri, text);
    await published(client, uri, 1);
    first.push(performance.now() - start);
    memory.push(residentMegabytes(client.pid));
    await client.stop();
  }
  return { initialized, first, memory };
}

async function reportTyping(client: Client, original: string): Promise<void> {
  const times: { readonly isRight: boolean; readonly toVerdict: number; readonly toCause: number }[] = [];
  const typed = edits(original);
  let before = original;
  for (let i = 0; i < warmUp + keystrokes; i++) {
    await new Promise((resolve) => setTimeout(resolve, betweenKeys));
    const edit = typed.next().value;
    const range = { start: position(before, edit.start), end: position(before, edit.start + edit.removed) };
    const version = i + 2;
    const nComplete = client.statuses.all.length;
    const complete = client.statuses.next(() => client.statuses.all.length > nComplete);
    const start = performance.now();
    await client.change(uri, version, [{ range, text: edit.inserted }]);
    await published(client, uri, version);
    const toVerdict = performance.now() - start;
    await complete;
    if (i >= warmUp) times.push({ isRight: edit.isRight, toVerdict, toCause: performance.now() - start });
    before = edit.text;
  }
  heading(
    `Keystroke to diagnostics over the protocol, ${keystrokes} edits inside one function, ${betweenKeys} ms apart`,
  );
  const report = (label: string, taken: readonly number[]): void => {
    const p95 = quantile(taken, 0.95);
    const figures = `p50 ${number(quantile(taken, 0.5))} ms, p95 ${number(p95)} ms (${number(Math.min(...taken))}–${number(Math.max(...taken))})`;
    line(label, figures, label === 'all' ? against(50, p95, 'ms') : '');
  };
  const [right, wrong] = [times.filter(({ isRight }) => isRight), times.filter(({ isRight }) => !isRight)];
  const verdicts = (list: typeof times): readonly number[] => list.map(({ toVerdict }) => toVerdict);
  report('all', verdicts(times));
  report('the gradient is right afterwards', verdicts(right));
  report('the gradient is wrong afterwards', verdicts(wrong));
  report(
    'the same until the cause is shown, too',
    wrong.map(({ toCause }) => toCause),
  );
}

function position(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** Resident set of a process in megabytes. */
function residentMegabytes(pid: number | undefined): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /^VmRSS:\s*(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString();
  return Number(kilobytes) / 1024;
}
