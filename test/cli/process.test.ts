/** @file The command as a process: whole output through pipes, readers that go away, colours, exit codes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { createTerminal } from '../../server/src/cli/terminal.ts';
import { bundled } from '../harness/bundled.ts';
import { folderWith } from './harness/run.ts';

const main = await bundled('test/cli/harness/scripted-main.ts');

function start(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } });
}

describe('gradcheck as a process', function () {
  this.timeout(20_000);
  const cwd = folderWith({ 'many.ts': 'WRONG\n'.repeat(5000), 'one.ts': 'WRONG' });

  it('writes everything to a slow reader', async () => {
    const child = start(cwd, ['check', 'many.ts', '--format', 'json']);
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) {
      chunks.push(chunk as Buffer);
      if (chunks.length < 10) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const report = JSON.parse(Buffer.concat(chunks).toString());
    assert.equal(report.files[0].pairs[0].findings.length, 5000);
    assert.equal(child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve))), 1);
  });

  it('ends quietly when the reader goes away', async () => {
    const child = start(cwd, ['check', 'many.ts', '--format', 'json']);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const exited = new Promise((resolve) => child.on('close', resolve));
    child.stdout.once('data', () => child.stdout.destroy());
    assert.equal(await exited, 1);
    assert.equal(errors, '');
  });

  it('answers points while the asker waits for each answer', async () => {
    const child = start(cwd, ['gradient', 'focal', '--at', '-']);
    const exited = new Promise((resolve) => child.on('exit', resolve));
    for (const z of [1, 2, 3]) {
      child.stdin.write(`{"z":${z}}\n`);
      const [answer] =
        (await new Promise<Buffer[]>((resolve) => child.stdout.once('data', (data) => resolve([data])))) ?? [];
      assert.equal(answer?.toString(), `{"value":"plain","gradient":{"z":${2 * z}}}\n`);
    }
    child.stdin.end();
    assert.equal(await exited, 0);
  });

  it('uses colours in a pipe only when asked to, whatever runs it', async () => {
    const withColors = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
      const child = start(cwd, ['check', 'one.ts'], { CI: '', NO_COLOR: '', FORCE_COLOR: '', ...env });
      let out = '';
      for await (const chunk of child.stdout) out += String(chunk);
      assert.match(out, /gradient-mismatch/);
      return out.includes('\u001b[');
    };
    const environments = [
      [{}, false],
      [{ CI: 'true' }, false],
      [{ FORCE_COLOR: '1' }, true],
      [{ FORCE_COLOR: '0', CI: 'true' }, false],
      [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ] as const;
    const found = await Promise.all(environments.map(([env]) => withColors(env)));
    assert.deepEqual(
      found,
      environments.map(([, expected]) => expected),
    );
  });

  it('uses colours in a terminal unless told not to', () => {
    const colorsFor = (env: NodeJS.ProcessEnv): boolean => {
      const stream = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.WriteStream & { fd: 1 };
      const parts = { stdout: stream, stderr: stream as never, stdin: process.stdin, env, cwd: () => cwd };
      return createTerminal(parts).colors.isColorSupported;
    };
    assert.deepEqual(
      [{}, { CI: 'true' }, { TERM: 'dumb' }, { NO_COLOR: '1' }, { NO_COLOR: '' }, { FORCE_COLOR: '0' }].map(colorsFor),
      [true, true, false, false, true, false],
    );
  });
});
