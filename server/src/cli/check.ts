/** @file `gradcheck check`: reads each file, has it analysed, and prints the report in the chosen format. */
import { relative } from 'node:path';
import { withForwardSlashes } from '../disk/paths.ts';
import { readSource } from '../disk/read-source.ts';
import { skippedByText } from '../disk/source-kinds.ts';
import type { LossService } from '../service/types.ts';
import { collectFiles } from './collect-files.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonReport } from './format-json.ts';
import { prettyReport } from './format-pretty.ts';
import { startProgress } from './progress.ts';
import { findingsOf, type CheckedFile, type CheckReport } from './report.ts';
import type { Terminal } from './terminal.ts';
import { createTextLines, type TextLines } from './text-lines.ts';

export interface CheckOptions {
  readonly format: 'pretty' | 'json' | 'sarif';
  readonly verbose: boolean;
}

/** A named file is read however large it is, up to what a parser can hold at all. */
const largestNamedFile = 64 * 1024 * 1024;

export async function check(
  paths: readonly string[],
  { format, verbose }: CheckOptions,
  terminal: Terminal,
  service: LossService,
): Promise<ExitCode> {
  const collected = collectFiles(terminal.cwd, paths);
  const nameOf = (path: string): string => withForwardSlashes(relative(terminal.cwd, path));
  const problems = [...collected.problems];
  const skipped = collected.skipped.map(({ path, reason }) => ({ name: nameOf(path), reason }));
  const files: CheckedFile[] = [];
  const progress = startProgress(terminal.progressStream, collected.files.length);
  for (const { path, isNamed } of collected.files) {
    if (terminal.isOutputClosed()) break;
    const name = nameOf(path);
    await progress.step(name);
    const source = isNamed ? readSource(path, largestNamedFile) : readSource(path);
    if (source.kind === 'none') {
      if (isNamed) problems.push(`cannot check ${name}: ${source.reason}.`);
      else skipped.push({ name, reason: source.reason });
      continue;
    }
    const generated = isNamed ? null : skippedByText(source.text);
    if (generated !== null) {
      skipped.push({ name, reason: generated });
      continue;
    }
    try {
      // A copy, since a finding looks for its fix when asked for it, and holds all that was traced until then.
      const analysis = structuredClone(service.analyze(path, source.text));
      // Of a file without anything to point at the text is not needed again.
      const isEmpty = analysis.pairs.length === 0 && analysis.findings.length === 0;
      files.push({ name, path, lines: createTextLines(isEmpty ? '' : source.text), analysis });
      service.release(path);
    } catch (error) {
      // One file that defeats the analysis must not hide what is wrong in the others.
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(`cannot check ${name}: internal error (${reason}). Please report it together with the file.`);
    }
  }
  progress.stop();
  const report: CheckReport = { files, skipped, nameOf, linesOf: linesFrom(files) };
  await terminal.write(await formats[format](report, { verbose, colors: terminal.colors, columns: terminal.columns }));
  problems.forEach((problem) => terminal.complain(problem));
  if (problems.length > 0) return exitCodes.unusable;
  const hasErrors = files.some((file) => findingsOf(file).some(({ severity }) => severity === 'error'));
  return hasErrors ? exitCodes.errorsFound : exitCodes.ok;
}

const formats = {
  pretty: prettyReport,
  json: jsonReport,
  // Its builder loads a whole file system library, which the other formats need not wait for.
  sarif: async (report: CheckReport) => (await import('./format-sarif.ts')).sarifReport(report),
};

/** Places in a checked file, or in another one that a finding or a twin points to. */
function linesFrom(files: readonly CheckedFile[]): (path: string) => TextLines {
  const known = new Map(files.map(({ path, lines }) => [path, lines]));
  return (path) => {
    const lines = known.get(path) ?? linesOnDisk(path);
    known.set(path, lines);
    return lines;
  };
}

function linesOnDisk(path: string): TextLines {
  const source = readSource(path);
  return createTextLines(source.kind === 'text' ? source.text : '');
}
