/** @file Binary content, a failing analysis and garbage: the server answers something harmless and lives on. Scripted analysis, over the wire; what the real one finds is `real.test.ts`. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as protocol from '../../server/src/protocol/requests.ts';
import { at, published, type Client } from './harness/client.ts';
import { withScriptedServer } from './harness/scripted-server.ts';

describe('language server: robustness', function () {
  this.timeout(20_000);
  let folder: string;
  let client: Client;
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

  withScriptedServer((started, own) => {
    client = started;
    folder = own;
  });

  it('shows nothing for binary content and goes on', async () => {
    const uri = uriOf('binary.ts');
    await client.open(uri, 'focal WRONG\0\u0001');
    assert.deepEqual((await published(client, uri, 1)).diagnostics, []);
    assert.equal(await client.request('textDocument/hover', at(uri)), null);
    writeFileSync(join(folder, 'image.ts'), Buffer.from([0x89, 0x50, 0, 0, 0xff]));
    const status = await client.request<protocol.FileStatus>('gradcheck/checkFile', { uri: uriOf('image.ts') });
    assert.equal(status.counts.refuted, 0);
  });

  it('turns a failing analysis into a sentence in the log and an empty answer', async () => {
    const uri = uriOf('boom.ts');
    await client.open(uri, 'focal BOOM');
    const logged = await client.log.next(({ message }) =>
      message.startsWith(`Could not check ${uri}: Error: boom in `),
    );
    assert.ok(logged);
    assert.equal(await client.request('textDocument/hover', at(uri)), null);
    const plot = await client.request<protocol.ProblemResult>('gradcheck/plot', {
      uri,
      position: { line: 0, character: 0 },
    });
    assert.match(plot.problem, /^Gradcheck could not plot this function because of an internal error/);
  });

  it('survives garbage', async () => {
    const garbage = [null, undefined, 7, 'text', [], {}, { uri: 3 }, { textDocument: null, position: 'here' }];
    const methods = ['plot', 'derivation', 'openReference', 'checkFile', 'checkWorkspace', 'listReferences'];
    for (const method of methods.map((name) => `gradcheck/${name}`)) {
      // Some of these are no valid JSON-RPC parameters, which the library answers with an error; either way there is an answer.
      for (const params of garbage) await client.request(method, params).catch(() => null);
    }
    for (const method of ['hover', 'codeAction', 'definition']) {
      for (const params of garbage) await client.request(`textDocument/${method}`, params).catch(() => null);
    }
    for (const params of garbage) await client.notify('gradcheck/theme', params).catch(() => null);
    await client.notify('textDocument/didChange', {
      textDocument: { uri: uriOf('never-opened.ts'), version: 2 },
      contentChanges: [],
    });
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: ':::', type: 9 }] });
    await assert.rejects(client.request('gradcheck/unknown', {}));
    client.writeRaw('Content-Length: 9\r\n\r\n{"a": }}}');
    await client.open(uriOf('plot.ts'), 'focal');
    const negative = { uri: uriOf('plot.ts'), position: { line: -1, character: 1e12 } };
    assert.ok(await client.request('gradcheck/plot', negative));
    const far = await client.request<protocol.PlotResult>('gradcheck/plot', {
      ...negative,
      position: { line: 9e9, character: 9e9 },
    });
    assert.match(far.title, /"offset":5/);
  });
});
