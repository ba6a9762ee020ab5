/** @file Checking files on demand: progress, cancellation, files that are not open. Scripted analysis, over the wire; what the real one finds is `real.test.ts`. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as protocol from '../../server/src/protocol/requests.ts';
import type { Client } from './harness/client.ts';
import { withScriptedServer } from './harness/scripted-server.ts';

describe('language server: checking on demand', function () {
  this.timeout(20_000);
  let folder: string;
  let client: Client;
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

  withScriptedServer((started, own) => {
    client = started;
    folder = own;
  });

  it('checks files on demand, with progress, also those that are not open', async () => {
    writeFileSync(join(folder, 'one.ts'), 'WRONG');
    writeFileSync(join(folder, 'two.ts'), 'BOOM');
    writeFileSync(join(folder, 'three.ts'), 'fine');
    const uris = ['one.ts', 'two.ts', 'three.ts', 'missing.ts'].map(uriOf);
    const result = await client.request('gradcheck/checkWorkspace', { uris, workDoneToken: 'check' });
    const counts = { proved: 1, agrees: 0, refuted: 1, undetermined: 0 };
    assert.deepEqual(result, { files: 4, counts, cancelled: false });
    const kinds = client.progress.all.map(({ value }) => (value as { readonly kind: string }).kind);
    assert.deepEqual([kinds[0], kinds.at(-1)], ['begin', 'end']);
    const shown = await client.diagnostics.next(({ uri }) => uri === uriOf('one.ts'));
    assert.equal(shown.diagnostics.length, 1);
    const status = await client.request('gradcheck/checkFile', { uri: uriOf('three.ts') });
    assert.deepEqual(status, { uri: uriOf('three.ts'), counts: { proved: 1, agrees: 0, refuted: 0, undetermined: 0 } });
    rmSync(join(folder, 'one.ts'));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('one.ts'), type: 3 }] });
    await client.diagnostics.next(({ uri, diagnostics }) => uri === uriOf('one.ts') && diagnostics.length === 0);
  });

  it('stops checking files when it is told to', async () => {
    const uris = Array.from({ length: 3000 }, () => uriOf('three.ts'));
    const listeners: (() => void)[] = [];
    const token = {
      isCancellationRequested: false,
      onCancellationRequested: (listener: () => void) => {
        listeners.push(listener);
        return { dispose: () => undefined };
      },
    };
    const result = client.requestWithToken<protocol.CheckWorkspaceResult>(
      'gradcheck/checkWorkspace',
      { uris, workDoneToken: 'stop' },
      token,
    );
    await client.progress.next((event) => event.token === 'stop');
    for (const listener of listeners) listener();
    const { cancelled, files } = await result;
    assert.ok(cancelled && files < 3000);
  });
});
