/**
 * @file How the analysis sees files when it runs inside an editor: open documents as they are on screen, everything else from disk.
 * It also holds the clock, because the analysis itself counts only steps.
 */
import { referenceFiles } from '../disk/reference-files.ts';
import type { ServiceHost } from '../service/types.ts';
import type { Documents } from './documents.ts';

/** Thrown through the service when one request has run past its time; the message is for the log. */
export class AnalysisTookTooLong extends Error {}

/** Budgets of steps end an analysis long before this. It is the last resort, so that typing is never blocked for good. */
const longestAnalysis = 15_000;

export interface EditorHost extends ServiceHost {
  /** Starts the clock for one request to the service. */
  startClock(): void;
  /** The list of reference files is read again when next asked for. */
  filesChanged(): void;
}

export function createEditorHost(documents: Documents, globs: readonly string[], folder: string | null): EditorHost {
  let deadline = Number.POSITIVE_INFINITY;
  let references: readonly string[] | null = null;
  return {
    readFile: (path) => documents.textOfPath(path),
    referenceFiles: () => (references ??= referenceFiles(globs, folder)),
    checkpoint() {
      if (performance.now() < deadline) return;
      throw new AnalysisTookTooLong(`the analysis was stopped after ${longestAnalysis / 1000} seconds.`);
    },
    startClock: () => void (deadline = performance.now() + longestAnalysis),
    filesChanged: () => void (references = null),
  };
}
