/**
 * @file Answers `gradcheck/checkWorkspace`: checks the files the client names, one after the other, with progress and cancellation.
 * Which files these are is the client's choice; the server lists no folders.
 */
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { CheckWorkspaceResult, VerdictCounts } from '../../protocol/requests.ts';
import type { ServerContext } from '../context.ts';
import type { Guard } from '../guard.ts';
import type { Diagnostics } from './diagnostics.ts';

export async function checkWorkspace(
  context: ServerContext,
  params: unknown,
  token: CancellationToken,
  diagnostics: Diagnostics,
  guard: Guard,
): Promise<CheckWorkspaceResult> {
  const uris = urisOf(params);
  const progress = await startProgress(context, params);
  progress.reporter.begin('Gradcheck', 0, `checking ${uris.length} files`, true);
  let counts: VerdictCounts = { proved: 0, agrees: 0, refuted: 0, undetermined: 0 };
  let files = 0;
  const isCancelled = (): boolean => token.isCancellationRequested || progress.isCancelled();
  for (const uri of uris) {
    // Lets a cancellation and the requests of someone who goes on typing arrive between two files.
    await new Promise((resolve) => setImmediate(resolve));
    if (isCancelled()) break;
    progress.reporter.report(Math.floor((100 * files) / uris.length), uri.slice(uri.lastIndexOf('/') + 1));
    // A file that makes the analysis fail costs that file.
    const status = await guard.run(`check ${uri}`, null, () => diagnostics.publish(uri));
    if (status !== null) counts = sum(counts, status.counts);
    files += 1;
  }
  progress.reporter.done();
  return { files, counts, cancelled: files < uris.length };
}

function urisOf(params: unknown): readonly string[] {
  const uris = (params as { readonly uris?: unknown } | null)?.uris;
  return Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
}

interface Progress {
  readonly reporter: WorkDoneProgressReporter;
  readonly isCancelled: () => boolean;
}

/** The progress the client sent along; otherwise one of our own where the client allows it; otherwise one that nobody sees. */
async function startProgress({ connection, getFeatures }: ServerContext, params: unknown): Promise<Progress> {
  const { workDoneToken } = (params ?? {}) as { readonly workDoneToken?: string | number };
  if (workDoneToken === undefined && getFeatures().workDoneProgress) {
    const reporter = await connection.window.createWorkDoneProgress();
    return { reporter, isCancelled: () => reporter.token.isCancellationRequested };
  }
  return { reporter: connection.window.attachWorkDoneProgress(workDoneToken), isCancelled: () => false };
}

function sum(one: VerdictCounts, other: VerdictCounts): VerdictCounts {
  return {
    proved: one.proved + other.proved,
    agrees: one.agrees + other.agrees,
    refuted: one.refuted + other.refuted,
    undetermined: one.undetermined + other.undetermined,
  };
}
