/** @file Runs the command in this process against a scripted analysis and a terminal that remembers what was written. It judges nothing. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import picocolors from 'picocolors';
import { run } from '../../../server/src/cli/program.ts';
import type { LossService, ServiceHost, ServiceOptions } from '../../../server/src/service/types.ts';
import { createScriptedService } from './scripted-service.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  /** What the service was created with. */
  readonly options: ServiceOptions | null;
}

/** What the command finds beside its arguments: an empty input and a pipe, unless told otherwise. */
export interface Surroundings {
  readonly input?: string;
  readonly columns?: number;
}

export async function gradcheck(
  cwd: string,
  args: readonly string[],
  { input = '', columns }: Surroundings = {},
): Promise<Outcome> {
  let out = '';
  let errors = '';
  let options: ServiceOptions | null = null;
  const terminal = {
    cwd,
    colors: picocolors.createColors(false),
    columns: columns ?? null,
    progressStream: null,
    input: Readable.from([input]) as unknown as NodeJS.ReadableStream,
    write: async (text: string) => void (out += text),
    explain: (text: string) => void (errors += text),
    complain: (sentence: string) => void (errors += `${sentence}\n`),
    isOutputClosed: () => false,
  };
  const createLossService = (host: ServiceHost, given?: ServiceOptions): LossService => {
    options = given ?? {};
    return createScriptedService(host);
  };
  const code = await run(args, terminal, async () => ({ createLossService }));
  return { code, out, errors, options };
}

/** A new folder with these files in it. */
export function folderWith(files: { readonly [name: string]: string | Uint8Array }): string {
  const folder = mkdtempSync(join(tmpdir(), 'gradcheck-cli-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
