/** @file The command as a process: whole output through pipes, readers that go away, colours, exit codes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { folderWith } from './harness/run.ts';

const main = fileURLToPath(new URL('./harness/scripted-main.ts', import.meta.url));
const loader = import.meta.resolve('tsx');

function start(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, ['--import', loader, main, ...args], { cwd, env: { ...process.env, ...env } });
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

  it('uses colours only when asked to', async () => {
    const outputs = [{}, { FORCE_COLOR: '1' }, { FORCE_COLOR: '1', NO_COLOR: '1' }].map(async (env) => {
      const child = start(cwd, ['check', 'one.ts'], env);
      let out = '';
      for await (const chunk of child.stdout) out += String(chunk);
      return out.includes('\u001b[');
    });
    assert.deepEqual(await Promise.all(outputs), [false, true, false]);
  });
});
