/**
 * @file Which analysis answers for which document: documents with the same settings share one, and with it its caches.
 * Loads the analysis when first asked; keeps nothing that a change of settings could make wrong.
 */
import type { LossService } from '../service/types.ts';
import type { ClientFeatures } from './capabilities.ts';
import type { Config } from './config.ts';
import type { Loaders } from './context.ts';
import type { Documents } from './documents.ts';
import { pathOfUri } from './from-lsp.ts';
import { createEditorHost, type EditorHost } from './host.ts';

export interface Services {
  /** The service for a document; use it at once, as each call restarts the clock of its host. */
  forUri(uri: string): Promise<LossService>;
  /** The service for requests that concern no document. */
  forNone(): Promise<LossService>;
  /** Forgets what is known about a file that was closed or changed on disk. */
  forget(path: string): void;
  /** Files appeared or vanished, perhaps reference files. */
  filesChanged(): void;
  /** Settings changed. */
  reset(): void;
  warmUp(): Promise<void>;
}

interface Parts {
  readonly loadAnalysis: Loaders['loadAnalysis'];
  readonly documents: Documents;
  readonly config: Config;
  readonly getFeatures: () => ClientFeatures;
}

export function createServices({ loadAnalysis, documents, config, getFeatures }: Parts): Services {
  const running = new Map<string, { readonly service: LossService; readonly host: EditorHost }>();

  const forUri = async (uri: string | null): Promise<LossService> => {
    const { samples, references } = await config.settings(uri);
    const folder = folderOf(uri === null ? null : pathOfUri(uri), getFeatures().folders);
    const key = JSON.stringify([samples, references, references.length === 0 ? null : folder]);
    const { createLossService } = await loadAnalysis();
    let entry = running.get(key);
    if (entry === undefined) {
      const host = createEditorHost(documents, references, folder);
      entry = { host, service: createLossService(host, { samples }) };
      running.set(key, entry);
    }
    entry.host.startClock();
    return entry.service;
  };

  return {
    forUri,
    forNone: () => forUri(null),
    forget(path) {
      for (const { service } of running.values()) service.forget(path);
    },
    filesChanged() {
      for (const { host } of running.values()) host.filesChanged();
    },
    reset: () => running.clear(),
    async warmUp() {
      await loadAnalysis();
    },
  };
}

/** The innermost open folder that holds the path; the first one for documents outside all of them. */
function folderOf(path: string | null, folders: readonly string[]): string | null {
  const holding = folders.filter((folder) => path !== null && `${path}/`.startsWith(`${folder}/`));
  const innermost = holding.reduce((best, folder) => (folder.length > best.length ? folder : best), '');
  return innermost === '' ? (folders[0] ?? null) : innermost;
}
