/**
 * @file The settings in force for each document, asked from the client per document and remembered until they change.
 * Clients that cannot be asked may send settings along with a change; otherwise the defaults hold.
 */
import type { Connection } from 'vscode-languageserver/node';
import { defaultSettings, type Settings } from '../protocol/requests.ts';
import type { ClientFeatures } from './capabilities.ts';
import { readSettings } from './settings.ts';

export interface Config {
  /** `null` asks for the settings that hold outside any document. */
  settings(uri: string | null): Promise<Settings>;
  forget(uri: string): void;
  /** The client says that settings changed, perhaps with their new values. */
  changed(settings: unknown): void;
}

/** A client that never answers must not keep the document from being checked. */
const longestWait = 2000;

export function createConfig(connection: Connection, getFeatures: () => ClientFeatures): Config {
  const remembered = new Map<string, Promise<Settings>>();
  let pushed: Settings = defaultSettings;

  const ask = async (uri: string | null): Promise<Settings> => {
    const item = uri === null ? { section: 'gradcheck' } : { section: 'gradcheck', scopeUri: uri };
    const answer: Promise<unknown> = connection.workspace.getConfiguration(item);
    try {
      return readSettings(await Promise.race([answer, after(longestWait)]));
    } catch {
      // The client refused; the defaults are always valid.
      return defaultSettings;
    }
  };

  return {
    async settings(uri) {
      if (!getFeatures().configuration) return pushed;
      const key = uri ?? '';
      const known = remembered.get(key) ?? ask(uri);
      remembered.set(key, known);
      return known;
    },
    forget: (uri) => void remembered.delete(uri),
    changed(settings) {
      remembered.clear();
      const section = (settings as { readonly gradcheck?: unknown } | null | undefined)?.gradcheck;
      if (section !== undefined) pushed = readSettings(section);
    },
  };
}

function after(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds).unref());
}
