/** @file Remembers the latest verdict counts of each open file and tells who asks when they change. No user interface. */
import { type Disposable, type Event, EventEmitter, workspace } from 'vscode';
import type { FileStatus, VerdictCounts } from '../../server/src/protocol/requests.ts';

export interface FileStatusStore extends Disposable {
  /** Null for a file that was not analysed. */
  get(uri: string): VerdictCounts | null;
  readonly update: (status: FileStatus) => void;
  /** Fires with the URI after every analysis, also when the counts stayed the same. */
  readonly onDidChange: Event<string>;
}

export function createFileStatusStore(): FileStatusStore {
  const counts = new Map<string, VerdictCounts>();
  const changed = new EventEmitter<string>();
  const closed = workspace.onDidCloseTextDocument((document) => counts.delete(document.uri.toString()));
  return {
    get: (uri) => counts.get(uri) ?? null,
    update: (status) => {
      counts.set(status.uri, status.counts);
      changed.fire(status.uri);
    },
    onDidChange: changed.event,
    dispose: () => {
      closed.dispose();
      changed.dispose();
    },
  };
}
