/** @file The language server with the real analysis: a wrong gradient is found, explained, plotted, derived, and mended by its own fix. */
import assert from 'node:assert/strict';
import type { CodeAction, Hover, TextDocumentEdit } from 'vscode-languageserver-protocol/node';
import type * as protocol from '../../server/src/protocol/requests.ts';
import { messageOf, positionOf, published, startClient, type Client } from './harness/client.ts';

const wrong = `export function bceWithLogits(z: number, y: number): number {
  return Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
}

export function bceWithLogitsGrad(z: number, y: number): number {
  return 1 / (1 + Math.exp(-z)) + y;
}
`;
const right = wrong.replace('+ y;', '- y;');

describe('language server with the real analysis', function () {
  this.timeout(30_000);
  let client: Client;
  before(async () => {
    client = await startClient('real', { initializationOptions: { imagesInHover: true, commandLinks: true } });
  });
  after(async () => {
    const { code, errors } = await client.stop();
    assert.deepEqual([code, errors], [0, '']);
    const failures = client.log.all.filter(({ message }) => message.startsWith('Could not'));
    assert.deepEqual(failures, []);
  });

  for (const [languageId, uri, strip] of [
    ['typescript', 'untitled:Untitled-1', false],
    ['javascript', 'untitled:Untitled-2', true],
    ['typescriptreact', 'file:///no/such/folder/loss.tsx', false],
  ] as const) {
    it(`reports a wrong gradient while it is wrong (${languageId})`, async () => {
      const text = strip ? wrong.replaceAll(': number', '') : wrong;
      await client.open(uri, text, languageId);
      const verdict = await published(client, uri, 1);
      assert.equal(verdict.diagnostics.length, 1, JSON.stringify(verdict.diagnostics));
      assert.equal(verdict.diagnostics[0]?.code, 'gradient-mismatch');
      assert.equal(verdict.diagnostics[0]?.severity, 1);
      const withCause = (version: number) =>
        client.diagnostics.next(
          (event) =>
            event.uri === uri && event.version === version && /`y` has the opposite sign/.test(messageOf(event)),
        );
      await withCause(1);
      const plus = positionOf(text, '+ y;');
      const range = { start: plus, end: { ...plus, character: plus.character + 1 } };
      await client.change(uri, 2, [{ range, text: '-' }]);
      assert.deepEqual((await published(client, uri, 2)).diagnostics, []);
      await client.change(uri, 3, [{ range, text: '+' }]);
      assert.equal(messageOf(await published(client, uri, 3)), messageOf(await withCause(1)));
      const status = await client.statuses.next((event) => event.uri === uri);
      assert.deepEqual(status.counts, { proved: 0, agrees: 0, refuted: 1, undetermined: 0 });
    });
  }

  it('offers a fix that is right', async () => {
    const uri = 'untitled:Untitled-3';
    await client.open(uri, wrong);
    const { diagnostics } = await published(client, uri, 1);
    const range = diagnostics[0]?.range;
    const params = { textDocument: { uri }, range, context: { diagnostics } };
    const [action] = await client.request<CodeAction[]>('textDocument/codeAction', params);
    assert.ok(action !== undefined, 'a fix is offered');
    assert.equal(action.isPreferred, true);
    const { edits } = action.edit?.documentChanges?.[0] as TextDocumentEdit;
    const changes = edits.map((edit) => ({ range: edit.range, text: 'newText' in edit ? edit.newText : '' }));
    await client.change(uri, 2, changes);
    assert.deepEqual((await published(client, uri, 2)).diagnostics, []);
  });

  it('shows formulas on hover', async () => {
    const uri = 'untitled:Untitled-4';
    await client.open(uri, right);
    const position = positionOf(right, 'bceWithLogitsGrad');
    const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position });
    const { value } = hover.contents as { readonly value: string };
    assert.match(value, /bceWithLogitsGrad/);
    assert.match(value, /data:image\/svg\+xml;base64,/);
    assert.match(value, /command:gradcheck\.plotGradient/);
    assert.ok(value.length < 100_000);
    assert.equal(
      await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 0 } }),
      null,
    );
  });

  it('plots and derives', async () => {
    const uri = 'untitled:Untitled-5';
    await client.open(uri, wrong);
    const position = positionOf(wrong, 'Math.exp(-z)');
    const plot = await client.request<protocol.PlotResult>('gradcheck/plot', { uri, position, points: 11 });
    assert.equal(plot.variable, 'z');
    assert.equal(plot.x.length, 11);
    for (const { id, y } of plot.series) assert.equal(y.length, 11, id);
    assert.ok(plot.disagreements.length > 0);
    const derived = await client.request<protocol.DerivationResult>('gradcheck/derivation', { uri, position });
    assert.ok(derived.steps.length > 1);
    for (const { svg, latex } of derived.steps) assert.match(svg ?? '', /^<svg /, latex);
    assert.match(derived.typescript, /function/);
  });

  it('leads to the catalogue', async () => {
    const list = await client.request<readonly protocol.ReferenceListItem[]>('gradcheck/listReferences', null);
    assert.ok(list.length > 3);
    for (const { uri } of list) assert.match(uri, /^file:.*\/catalogue\/.*\.ts$/);
  });
});
