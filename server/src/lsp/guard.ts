/**
 * @file The second and last place where exceptions are caught (the first is around each rule): a request that fails is one sentence in
 * the log and an empty answer, and the server lives on. Nothing is retried.
 */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { RemoteConsole } from 'vscode-languageserver/node';
import { AnalysisTookTooLong } from './host.ts';

export interface Guard {
  /** Runs `work`; when it throws, logs that it could not `doing` and answers `empty`. A cancelled request stays cancelled. */
  run<Result, Empty>(doing: string, empty: Empty, work: () => Promise<Result> | Result): Promise<Result | Empty>;
}

export function createGuard(log: Pick<RemoteConsole, 'error' | 'warn'>): Guard {
  // Node would end the process; a stray failure must not take the user's diagnostics away.
  process.on('unhandledRejection', (reason) => log.error(`Unexpected failure: ${describe(reason)}`));
  process.on('uncaughtException', (error) => log.error(`Unexpected failure: ${describe(error)}`));
  return {
    async run(doing, empty, work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) throw error;
        if (error instanceof AnalysisTookTooLong) log.warn(`Could not ${doing}: ${error.message}`);
        else log.error(`Could not ${doing}: ${describe(error)}`);
        return empty;
      }
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
