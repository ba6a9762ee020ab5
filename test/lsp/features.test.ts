/** @file Hovers, fixes, references, plots and derivations as the server shapes them. Scripted analysis, over the wire; what the real one finds is `real.test.ts`. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Hover, Location } from 'vscode-languageserver-protocol/node';
import type * as protocol from '../../server/src/protocol/requests.ts';
import { at, positionOf, published, type Client } from './harness/client.ts';
import { withScriptedServer } from './harness/scripted-server.ts';

describe('language server: language features', function () {
  this.timeout(20_000);
  let folder: string;
  let client: Client;
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

  withScriptedServer((started, own) => {
    client = started;
    folder = own;
  });

  for (const [languageId, extension] of [
    ['typescript', '.ts'],
    ['typescriptreact', '.tsx'],
    ['javascript', '.js'],
    ['javascriptreact', '.jsx'],
  ] as const) {
    it(`gives an untitled ${languageId} document a path that ends with ${extension}`, async () => {
      const uri = `untitled:Untitled-${languageId}`;
      await client.open(uri, 'focal', languageId);
      const hover = await client.request<Hover>('textDocument/hover', at(uri));
      assert.match(JSON.stringify(hover.contents), new RegExp(`Untitled-${languageId}\\${extension} is a`));
    });
  }

  it('shows a hover as Markdown in which nothing from the workspace is markup', async () => {
    const uri = uriOf('hover.ts');
    await client.open(uri, 'focal\n'.repeat(9));
    const hover = await client.request<Hover>('textDocument/hover', at(uri));
    const { value } = hover.contents as { readonly value: string };
    assert.match(value, /^\*\*hover\.ts is a \\\*loss\\\* \\<b\\>\*\*/);
    assert.match(value, /```text\nL = x\^2\n```/);
    assert.match(value, /dL\/dz = p - y {4}\(chain rule\)\ndL\/dz/);
    assert.ok(value.includes('\\[link\\](command:evil) and `code`.'));
    assert.match(value, /Reference: Focal loss\. Lin et al\. 2017/);
    assert.doesNotMatch(value, /data:|\(command:gradcheck/);
    assert.equal(await client.request('textDocument/hover', at(uri, 7, 3)), null);
  });

  it('offers fixes as edits of the version they were computed for', async () => {
    const uri = uriOf('fix.ts');
    await client.open(uri, 'focal WRONG');
    const { diagnostics } = await published(client, uri, 1);
    const range = { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } };
    const ask = (context: object): Promise<CodeAction[] | null> =>
      client.request('textDocument/codeAction', { textDocument: { uri }, range, context });
    const [action] = (await ask({ diagnostics })) ?? [];
    assert.equal(action?.title, 'Make it right');
    assert.equal(action?.kind, 'quickfix');
    assert.equal(action?.isPreferred, true);
    assert.deepEqual(action?.diagnostics, diagnostics);
    assert.deepEqual(action?.edit?.documentChanges, [
      { textDocument: { uri, version: 1 }, edits: [{ range: diagnostics[0]?.range, newText: 'RIGHT' }] },
    ]);
    assert.equal(await ask({ diagnostics, only: ['source'] }), null);
  });

  it('goes to the reference from its tag, and from a function only when asked for it', async () => {
    const uri = uriOf('definition.ts');
    const text = 'focal\n/** @reference focal */';
    await client.open(uri, text);
    const tag = positionOf(text, 'reference');
    const location = await client.request<Location>('textDocument/definition', {
      textDocument: { uri },
      position: tag,
    });
    assert.equal(location.uri, 'file:///catalogue/focal.ts');
    assert.equal(await client.request('textDocument/definition', at(uri)), null);
    const opened = await client.request<protocol.ReferenceLocation>('gradcheck/openReference', {
      uri,
      position: { line: 0, character: 2 },
    });
    assert.deepEqual(opened, { id: 'focal', uri: 'file:///catalogue/focal.ts' });
    const list = await client.request<readonly protocol.ReferenceListItem[]>('gradcheck/listReferences', null);
    assert.equal(list[0]?.title, 'Focal loss');
  });

  it('passes a plot request on without what is malformed in it', async () => {
    const uri = uriOf('plot.ts');
    await client.open(uri, 'focal');
    const plot = await client.request<protocol.PlotResult>('gradcheck/plot', {
      uri,
      position: { line: 0, character: 1 },
      variable: 'z',
      values: { a: 1, b: 'two', __proto__: { c: 3 } },
      range: { min: 3, max: 1 },
      points: 1e9,
    });
    assert.deepEqual(JSON.parse(plot.title), { offset: 1, variable: 'z', values: { a: 1 }, points: 4001 });
  });

  it('typesets a derivation for a page, and keeps the steps that cannot be typeset', async () => {
    const uri = uriOf('derivation.ts');
    await client.open(uri, 'focal');
    const derived = await client.request<protocol.DerivationResult>('gradcheck/derivation', {
      uri,
      position: { line: 0, character: 0 },
    });
    assert.match(derived.steps[0]?.svg ?? '', /^<svg .*currentColor/);
    assert.equal(derived.steps[1]?.svg, null);
    assert.match(derived.latex, /^\\begin\{aligned\}/);
    assert.equal(derived.typescript, 'return p - y;');
  });
});
