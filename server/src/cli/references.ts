/** @file `gradcheck references`: the catalogue as a list for people or as JSON. */
import { relative } from 'node:path';
import { withForwardSlashes } from '../disk/paths.ts';
import type { LossService, ReferenceSummary } from '../service/types.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { withoutControls, type Terminal } from './terminal.ts';

export interface ReferencesOptions {
  readonly format: 'text' | 'json';
}

export async function listReferences(
  { format }: ReferencesOptions,
  terminal: Terminal,
  service: LossService,
): Promise<ExitCode> {
  const references = service.references();
  await terminal.write(
    format === 'json' ? referencesJson(references, terminal.cwd) : referencesText(references, terminal),
  );
  return exitCodes.ok;
}

function referencesJson(references: readonly ReferenceSummary[], cwd: string): string {
  const entries = references.map(({ path, ...entry }) => ({
    ...entry,
    file: withForwardSlashes(relative(cwd, path)),
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function referencesText(references: readonly ReferenceSummary[], { colors }: Terminal): string {
  const width = Math.max(0, ...references.map(({ id }) => id.length));
  const blank = ' '.repeat(width + 2);
  const detail = (name: string, entries: readonly string[]): readonly string[] =>
    entries.length === 0 ? [] : [`${blank}${colors.dim(`${name}: ${withoutControls(entries.join(', '))}`)}`];
  return references
    .map(({ id, title, citation, variants, misprints }) =>
      [
        `${colors.bold(id.padEnd(width))}  ${withoutControls(title)}`,
        ...detail('source', citation === '' ? [] : [citation]),
        ...detail('variants', variants),
        ...detail(
          'known misprints',
          misprints.map((misprint) => misprint.id),
        ),
        '',
      ].join('\n'),
    )
    .join('');
}
