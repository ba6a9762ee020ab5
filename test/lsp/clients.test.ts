/** @file The server adapts to what the client can do and to the settings of each document. Scripted analysis, over the wire. */
import assert from 'node:assert/strict';
import type { CodeAction, Hover } from 'vscode-languageserver-protocol/node';
import { at, editorCapabilities, messageOf, published, startClient } from './harness/client.ts';

describe('language server: clients and settings', function () {
  this.timeout(20_000);
  const uri = 'untitled:Untitled-1';

  it('sends pictures and command links to a client that asks for them', async () => {
    const theme = { foreground: '#112233', fontSize: 20 };
    const initializationOptions = { imagesInHover: true, commandLinks: true, theme };
    const client = await startClient('scripted', { initializationOptions });
    await client.open(uri, 'focal');
    const ask = async (): Promise<string> => {
      const hover = await client.request<Hover>('textDocument/hover', at(uri));
      return (hover.contents as { readonly value: string }).value;
    };
    const colour = (markdown: string): string => {
      const [, data = ''] = /base64,([^|]*)\|/.exec(markdown) ?? [];
      return / color="([^"]*)"/.exec(Buffer.from(data, 'base64').toString())?.[1] ?? '';
    };
    const value = await ask();
    assert.match(value, /Value: !\[L = x\^2\]\(data:image\/svg\+xml;base64,[^|]*\|width=\d+,height=\d+\)/);
    assert.match(value, /Derivation:\n\n!\[dL\/dz = p - y \(chain rule\); dL\/dz = p - y \(logarithm\)\]/);
    assert.equal(colour(value), '#112233');
    const query = encodeURIComponent(JSON.stringify([{ uri, position: { line: 0, character: 0 } }]));
    assert.ok(value.includes(`[Show Derivation](command:gradcheck.showDerivation?${query})`));
    await client.notify('gradcheck/theme', { foreground: '#abcdef', fontSize: 15 });
    assert.equal(colour(await ask()), '#abcdef');
    await client.stop();
  });

  it('sends plain text and plain edits to a client that knows nothing else', async () => {
    const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } };
    const client = await startClient('scripted', { capabilities: { textDocument: { codeAction } } });
    await client.open(uri, 'WRONG');
    const { diagnostics } = await published(client, uri, 1);
    assert.equal(diagnostics[0]?.relatedInformation, undefined);
    assert.match(messageOf({ diagnostics }), /^48 samples/);
    const hover = await client.request<Hover>('textDocument/hover', at(uri));
    assert.deepEqual((hover.contents as { readonly kind: string }).kind, 'plaintext');
    assert.match(
      (hover.contents as { readonly value: string }).value,
      /^Untitled-1\.ts is a \*loss\* <b>\n\nValue: L = x\^2\n/,
    );
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } };
    const params = { textDocument: { uri }, range, context: { diagnostics } };
    const [action] = await client.request<CodeAction[]>('textDocument/codeAction', params);
    assert.deepEqual(action?.edit?.changes, { [uri]: [{ range, newText: 'RIGHT' }] });
    await client.stop();
  });

  it('obeys the settings of each document and their changes', async () => {
    let severity: object = { 'gradient-mismatch': 'hint' };
    const settings = (of: string | undefined): unknown =>
      of?.includes('quiet') ? { enable: false } : { samples: 7, severity, references: 3 };
    const client = await startClient('scripted', { settings, capabilities: editorCapabilities });
    await client.open(uri, 'WRONG');
    await client.open('untitled:quiet', 'WRONG');
    const first = await published(client, uri, 1);
    assert.equal(first.diagnostics[0]?.severity, 4);
    assert.match(messageOf(first), /^7 samples/);
    assert.deepEqual((await published(client, 'untitled:quiet', 1)).diagnostics, []);
    assert.equal(await client.request('textDocument/hover', at('untitled:quiet')), null);
    severity = { 'gradient-mismatch': 'off' };
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.diagnostics.next((event) => event.uri === uri && event.diagnostics.length === 0);
    await client.stop();
  });
});
