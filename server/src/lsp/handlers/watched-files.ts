/** @file Files and settings that change outside the editor's documents: asks to be told, and forgets what was known. */
import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';
import { FileChangeType, type DidChangeWatchedFilesParams } from 'vscode-languageserver/node';
import { sourceGlob } from '../../disk/source-kinds.ts';
import type { ServerContext } from '../context.ts';
import { pathOfUri } from '../from-lsp.ts';
import type { Diagnostics } from './diagnostics.ts';

export async function registerForChanges({ connection, getFeatures }: ServerContext): Promise<void> {
  const features = getFeatures();
  if (features.registersConfiguration) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'gradcheck' });
  }
  if (features.registersWatchedFiles) {
    const watchers = [{ globPattern: sourceGlob }, { globPattern: '**/{ts,js}config*.json' }];
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

/** Forgets what changed; answers the documents to check again: the open ones, which may import it, and what is shown of it itself. */
export function watchedFiles(
  { services, documents }: ServerContext,
  { changes }: DidChangeWatchedFilesParams,
  diagnostics: Diagnostics,
): readonly string[] {
  const open = documents.openUris();
  const shown = new Set(diagnostics.shown());
  const again = new Set(open);
  for (const { uri, type } of changes) {
    services.forget(pathOfUri(uri));
    if (!shown.has(uri) || open.includes(uri)) continue;
    if (type === FileChangeType.Deleted) diagnostics.clear(uri);
    else again.add(uri);
  }
  if (changes.some(({ type }) => type !== FileChangeType.Changed)) services.filesChanged();
  return [...again];
}
