/** @file A server with the scripted analysis and an empty folder of its own, for one `describe` block; it must end without a complaint. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startClient, type Client } from './client.ts';

/** Starts it before the block's tests and stops it after them; `use` gets both before the first test. */
export function withScriptedServer(use: (client: Client, folder: string) => void): void {
  let folder: string;
  let client: Client;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gradcheck-lsp-'));
    client = await startClient('scripted', { rootUri: pathToFileURL(folder).href });
    use(client, folder);
  });
  after(async () => {
    const { code, errors } = await client.stop();
    rmSync(folder, { recursive: true });
    assert.equal(code, 0);
    assert.equal(errors, '');
  });
}
