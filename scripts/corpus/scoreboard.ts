/**
 * @file Checks the packages of the corpus and writes what came out as text: counts per package, why pairs stay undetermined, and every
 * refutation with a judgement that a person wrote after looking at the code. Where the packages come from is `packages.ts`'s business.
 */
import { readFileSync } from 'node:fs';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import { createLossService } from '../../server/src/service/service.ts';
import { createDiskHost } from '../../server/src/cli/disk-host.ts';
import { createTextLines } from '../../server/src/cli/text-lines.ts';
import type { PairAnalysis, VerdictKind } from '../../server/src/service/types.ts';
import { filesOf, type Package } from './packages.ts';

/** From `package file:line function` to `wrong: …` (what is wrong in the code). A false alarm is a defect of ours and has no place here. */
export type Judgements = { readonly [refutation: string]: string };

export const judgements = JSON.parse(
  readFileSync(new URL('../../test/corpus/judgements.json', import.meta.url), 'utf8'),
) as Judgements;

interface Row {
  readonly name: string;
  readonly files: number;
  readonly functions: number;
  readonly pairs: readonly PairAnalysis[];
  readonly refutations: readonly Refutation[];
}

interface Refutation {
  readonly key: string;
  readonly cause: string;
}

export interface Scoreboard {
  readonly text: string;
  /** Keys of refutations that nobody has judged to be right. */
  readonly unjudged: readonly string[];
  /** Keys of judgements about what is not refuted any more. */
  readonly stale: readonly string[];
}

export function scoreboard(checked: readonly { readonly pack: Package; readonly folder: string }[]): Scoreboard {
  const rows = checked.map(({ pack, folder }) => rowOf(pack, folder));
  const refutations = rows.flatMap((row) => row.refutations);
  const keys = new Set(refutations.map(({ key }) => key));
  const names = new Set(rows.map(({ name }) => name));
  return {
    text: textOf(rows),
    unjudged: [...keys].filter((key) => !/^wrong: ./.test(judgements[key] ?? '')),
    stale: Object.keys(judgements).filter((key) => !keys.has(key) && names.has(key.split(' ')[0]!)),
  };
}

function rowOf(pack: Package, folder: string): Row {
  // One service a package: what it remembers of one must not slow the next down.
  const service = createLossService(createDiskHost(folder, []));
  const files = filesOf(pack, folder);
  const pairs: PairAnalysis[] = [];
  const refutations: Refutation[] = [];
  let functions = 0;
  for (const { name, path, text } of files) {
    functions += discover(parseSource(path, text)).functions.length;
    const lines = createTextLines(text);
    for (const pair of service.analyze(path, text).pairs) {
      pairs.push(pair);
      if (pair.verdict !== 'refuted') continue;
      // Versions are pinned, so that lines stay.
      const line = lines.positionOf(pair.gradient.nameSpan.start).line + 1;
      refutations.push({
        key: `${pack.name} ${name}:${line} ${pair.gradient.name}`,
        cause: pair.findings.map((finding) => finding.cause ?? finding.code).join('; ') || 'no finding',
      });
    }
  }
  return { name: pack.name, files: files.length, functions, pairs, refutations };
}

const columns = ['files', 'functions', 'pairs', 'traced', 'proved', 'agrees', 'refuted', 'undetermined'] as const;

/** Codes of what the interpreter declined: such a pair was not traced. The other codes say what the check lacked. */
const untraced = /^(unsupported|unresolved|async|step-budget|depth-budget|memory-budget|node-budget|not-a-number)/;

function countsOf(row: Pick<Row, 'files' | 'functions' | 'pairs'>): readonly number[] {
  const verdict = (kind: VerdictKind): number => row.pairs.filter((pair) => pair.verdict === kind).length;
  const traced = row.pairs.filter(({ reason }) => reason === null || !untraced.test(reason)).length;
  const verdicts = (['proved', 'agrees', 'refuted', 'undetermined'] as const).map(verdict);
  return [row.files, row.functions, row.pairs.length, traced, ...verdicts];
}

function textOf(rows: readonly Row[]): string {
  const all = rows.flatMap((row) => row.pairs);
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const total = { files: sum((row) => row.files), functions: sum((row) => row.functions), pairs: all };
  const table = [
    ['package', ...columns],
    ...rows.map((row) => [row.name, ...countsOf(row).map(String)]),
    ['total', ...countsOf(total).map(String)],
  ];
  const widths = table[0]!.map((_, i) => Math.max(...table.map((cells) => cells[i]!.length)));
  const lines = table.map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  return [
    'Hand-written gradients in packages from npm (test/corpus/packages.json), checked as `gradcheck check` does.',
    'Written by `npm run corpus`. A refutation is listed with what a person found in the code: all of them are wrong.',
    '',
    ...lines,
    '',
    'Undetermined, by reason',
    ...reasonsOf(all),
    '',
    'Refuted',
    ...rows.flatMap((row) => row.refutations).flatMap(refutationLines),
    '',
  ].join('\n');
}

function reasonsOf(pairs: readonly PairAnalysis[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { reason } of pairs) {
    if (reason !== null) counts.set(codeOf(reason), (counts.get(codeOf(reason)) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
    .map(([code, count]) => `${String(count).padStart(5)}  ${code}`);
}

function codeOf(reason: string): string {
  return reason.split(':')[0]!;
}

function refutationLines({ key, cause }: Refutation): readonly string[] {
  return [key, `    ours: ${cause}`, `    ${judgements[key] ?? 'nobody has looked at it yet'}`];
}
