/** @file When and with which version diagnostics are published, and whose text they are computed from. Scripted analysis, over the wire; what the real one finds is `real.test.ts`. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { at, messageOf, published, type Client } from './harness/client.ts';
import { withScriptedServer } from './harness/scripted-server.ts';

describe('language server: diagnostics', function () {
  this.timeout(20_000);
  let folder: string;
  let client: Client;
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

  withScriptedServer((started, own) => {
    client = started;
    folder = own;
  });

  it('publishes diagnostics with their version, and the counts of the file', async () => {
    const uri = uriOf('versions.ts');
    await client.open(uri, 'focal\n  WRONG');
    const { diagnostics } = await published(client, uri, 1);
    assert.equal(diagnostics.length, 1);
    const [first] = diagnostics;
    assert.deepEqual(first?.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 7 } });
    assert.equal(first?.severity, 1);
    assert.equal(first?.source, 'gradcheck');
    assert.equal(first?.code, 'gradient-mismatch');
    assert.equal(first?.relatedInformation?.[0]?.location.uri, uri);
    const status = await client.statuses.next((event) => event.uri === uri);
    assert.deepEqual(status.counts, { proved: 0, agrees: 0, refuted: 1, undetermined: 0 });
  });

  it('shows what is found first while the rest of a new document is checked, and later versions as a whole', async () => {
    const uri = uriOf('long.ts');
    await client.open(uri, 'focal WRONG\nPAUSE\nWRONG\n');
    const counts = (version: number): readonly number[] =>
      client.diagnostics.all
        .filter((event) => event.uri === uri && event.version === version)
        .map(({ diagnostics }) => diagnostics.length);
    await client.statuses.next((event) => event.uri === uri);
    assert.deepEqual(counts(1), [1, 2]);
    await client.change(uri, 2, [{ text: 'focal WRONG\nPAUSE\nWRONG WRONG\n' }]);
    await published(client, uri, 2);
    assert.deepEqual(counts(2), [3]);
  });

  it('shows that a gradient became wrong before it is known why, and a wrong one that is edited when it is known again', async () => {
    const uri = uriOf('why.ts');
    const messages = (version: number): readonly string[] =>
      client.diagnostics.all.filter((event) => event.uri === uri && event.version === version).map(messageOf);
    const because = (version: number) =>
      client.diagnostics.next(
        (event) => event.uri === uri && event.version === version && messageOf(event) === 'because',
      );
    await client.open(uri, 'focal');
    await published(client, uri, 1);
    await client.change(uri, 2, [{ text: 'focal WRONG WHY' }]);
    await because(2);
    assert.equal(messages(2).length, 2);
    assert.match(messages(2)[0]!, /samples/);
    await client.change(uri, 3, [{ text: 'focal WRONG WHY?' }]);
    await because(3);
    assert.deepEqual(messages(3), ['because']);
  });

  it('answers requests while causes are looked for', async () => {
    const uri = uriOf('thinking.ts');
    await client.open(uri, 'focal WRONG WHY\nTHINK\nTHINK\nTHINK\n');
    await published(client, uri, 1);
    const hover = await client.request('textDocument/hover', at(uri));
    assert.ok(hover !== null);
    const seen = client.diagnostics.all.filter((event) => event.uri === uri);
    assert.equal(seen.length, 1, 'the causes were found before the hover was answered');
  });

  it('follows incremental edits, also behind characters outside the basic plane', async () => {
    const uri = uriOf('incremental.ts');
    await client.open(uri, 'focal // 𝛾𝛾 good\n');
    assert.deepEqual((await published(client, uri, 1)).diagnostics, []);
    const range = { start: { line: 0, character: 14 }, end: { line: 0, character: 18 } };
    await client.change(uri, 2, [{ range, text: 'WRONG' }]);
    const { diagnostics } = await published(client, uri, 2);
    assert.deepEqual(diagnostics[0]?.range.start, { line: 0, character: 14 });
    assert.equal(diagnostics[0]?.range.end.character, 19);
  });

  it('checks only the newest of many quick versions', async () => {
    const uri = uriOf('quick.ts');
    await client.open(uri, 'focal');
    await published(client, uri, 1);
    for (let version = 2; version <= 20; version += 1) await client.change(uri, version, [{ text: 'focal WRONG' }]);
    assert.equal((await published(client, uri, 20)).diagnostics.length, 1);
    const seen = client.diagnostics.all.filter((event) => event.uri === uri);
    assert.ok(seen.length <= 3, `${seen.length} publications for 20 versions`);
  });

  it('clears the diagnostics of a closed document', async () => {
    const uri = uriOf('closed.ts');
    await client.open(uri, 'focal WRONG');
    await published(client, uri, 1);
    await client.close(uri);
    const cleared = await client.diagnostics.next((event) => event.uri === uri && event.version === undefined);
    assert.deepEqual(cleared.diagnostics, []);
  });

  it('reads unsaved neighbours before those on disk', async () => {
    writeFileSync(join(folder, 'neighbour.ts'), 'old');
    await client.open(uriOf('reader.ts'), 'WRONG');
    const first = await published(client, uriOf('reader.ts'), 1);
    assert.match(messageOf(first), /neighbour says old/);
    await client.open(uriOf('neighbour.ts'), 'new');
    await client.change(uriOf('neighbour.ts'), 2, [{ text: 'newer' }]);
    await client.diagnostics.next(
      ({ uri, diagnostics }) => uri === uriOf('reader.ts') && /neighbour says newer/.test(messageOf({ diagnostics })),
    );
  });
});
