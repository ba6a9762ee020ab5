/**
 * @file `npm run bench:mutants`: breaks every right gradient of the catalogue and of the fixtures, or of a folder, in every small way,
 * and counts which mistakes the checker finds, which right code it reports, and how often the cause it names is the mistake that was
 * made.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import * as ts from 'typescript';
import { checkPair } from '../../server/src/check/check-pair.ts';
import type { CheckedPair } from '../../server/src/check/decision.ts';
import type { CauseKind } from '../../server/src/explain/describe.ts';
import { type Explanation, explain } from '../../server/src/explain/explain.ts';
import { interpretDraw, runDraw } from '../../server/src/check/session.ts';
import { gradientLeaves } from '../../server/src/check/leaves.ts';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import { drawPlan } from '../../server/src/frontend/trace/domains.ts';
import type { PairCandidate } from '../../server/src/frontend/types.ts';
import { evaluatePrecisely, program } from '../../server/src/math/numeric/evaluate.ts';
import { type Mutant, type MutationKind, mutantsOf } from './mutate.ts';
import { environment } from './subjects.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const options = { samples: 48, seed: 1 };
/** Samples, of another seed than the checker's, on which a mutant is compared with the original at 50 digits. */
const comparisonSamples = 80;
/** Each comparison may take as much work as a check. */
const stepsPerRun = 300_000;
const D = Decimal.clone({ precision: 50 });
const outcomes: Outcome[] = [];
let nMutants = 0;
/**
 * `--in <folder>` breaks what is there instead (`.cache/corpus`, the packages of `npm run corpus`), `--only <text>` looks at the files
 * alone that have the text in their path, `--every <n>` at every n-th mutant.
 */
const folders = [option('--in') ?? ['server/catalogue', 'test/fixtures/right']].flat();
const only = option('--only') ?? '';
const every = Number(option('--every') ?? 1);
const files = folders.flatMap((folder) => filesBelow(resolve(root, folder))).filter((path) => path.includes(only));

function option(name: string): string | undefined {
  return process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
}

interface Outcome {
  readonly file: string;
  readonly gradient: string;
  readonly mutant: Mutant;
  readonly line: number;
  readonly original: string;
  readonly status: 'killed' | 'survived' | 'equivalent' | 'negligible' | 'falsely-reported' | 'unusable';
  readonly verdict: string;
  readonly cause: 'right' | 'effect' | 'wrong' | 'none';
  readonly causeText: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return name === 'node_modules' ? [] : filesBelow(path);
      return /(?<!\.d|\.min)\.[cm]?[jt]sx?$/.test(name) ? [path] : [];
    });
}

function pairsOf(path: string, text: string): readonly PairCandidate[] {
  return discover(parseSource(path, text)).pairs.filter((p) => p.value.file.path === path && p.flagIndex === null);
}

function judgeMutant(path: string, text: string, original: PairCandidate, right: CheckedPair, mutant: Mutant): Outcome {
  const patched = text.slice(0, mutant.start) + mutant.newText + text.slice(mutant.end);
  // The name stands before what is changed; others in the file may be named the same.
  const { nameStart } = original.gradient;
  const found = pairsOf(path, patched).find(
    ({ gradient, stored, value }) =>
      gradient.nameStart === nameStart &&
      !gradient.broken &&
      value.name === original.value.name &&
      stored?.field === original.stored?.field,
  );
  const base = {
    file: path.slice(root.length),
    gradient: original.gradient.name,
    mutant,
    line: text.slice(0, mutant.start).split('\n').length,
    original: text.slice(mutant.start, mutant.end),
  };
  if (found === undefined) return { ...base, status: 'unusable', verdict: '', cause: 'none', causeText: '' };
  const checked = checkPair(environment(), found, options);
  const { decision } = checked;
  // What is wrong may be what a layer's backward stores.
  const difference = differenceFrom(right, checked.session.candidate);
  // Of a function that returns both, the mistake may lie in the value: then the gradient is wrong although it is what it was.
  const isOfValue = original.value.node === original.gradient.node && difference === 0;
  if (isOfValue) return { ...base, status: 'unusable', verdict: '', cause: 'none', causeText: '' };
  const verdict = decision.kind === 'undetermined' ? decision.code : decision.kind;
  if (difference === null) return { ...base, status: 'unusable', verdict, cause: 'none', causeText: '' };
  const isReported = decision.kind === 'refuted';
  if (difference === 0) {
    return { ...base, status: isReported ? 'falsely-reported' : 'equivalent', verdict, cause: 'none', causeText: '' };
  }
  if (!isReported && difference < 2e-3) return { ...base, status: 'negligible', verdict, cause: 'none', causeText: '' };
  if (!isReported) return { ...base, status: 'survived', verdict, cause: 'none', causeText: '' };
  const explanation = explain(checked.session, decision);
  return {
    ...base,
    status: 'killed',
    verdict,
    cause: causeOf(mutant, explanation),
    causeText: explanation.cause ?? '',
  };
}

/** Largest relative difference of mutant and original gradient over the samples, at 50 digits; null when nothing can be compared. */
function differenceFrom(right: CheckedPair, mutated: PairCandidate): number | null {
  const { decision, session } = right;
  if (decision.kind !== 'agrees') return null;
  const { binding } = decision.attempt;
  // Both functions of the mutated text, so that they share what a class or a closure keeps.
  const { value, gradient, stored } = mutated;
  const mutatedSession = { ...session, candidate: mutated, value, gradient };
  const candidate = stored === undefined ? session.candidate : { ...session.candidate, stored };
  const originalSession = { ...session, candidate };
  let largest = 0;
  let compared = 0;
  // Beyond the samples of another seed, those that were aimed at what the original does.
  const drawn = Array.from({ length: comparisonSamples }, (_, i) =>
    runDraw(originalSession, binding, drawPlan(91, i, session.sizes), new Map()),
  );
  const judged = decision.attempt.judged.map(({ sample: { draw, overrides } }) =>
    runDraw(originalSession, binding, draw, overrides),
  );
  for (const sample of [...drawn, ...judged]) {
    if ('kind' in sample) continue;
    session.environment.effort?.allow(stepsPerRun);
    const other = interpretDraw(mutatedSession, binding, sample.draw, sample.overrides);
    if ('kind' in other) continue;
    const a = gradientLeaves(sample.gradient.outputs);
    const b = gradientLeaves(other.gradient.outputs);
    if (a.length !== b.length) return 1;
    const code = program(
      session.environment.graph,
      [...a, ...b].map((leaf) => leaf.e),
    );
    const values = evaluatePrecisely(D, code, new Map([...sample.values, ...other.values]));
    for (const [k, leaf] of a.entries()) {
      const x = values.get(leaf.e)!;
      const y = values.get(b[k]!.e)!;
      if (!x.isFinite()) continue;
      if (!y.isFinite()) return 1;
      compared++;
      const size = Decimal.max(x.abs(), y.abs());
      if (!size.isZero()) largest = Math.max(largest, x.sub(y).abs().div(size).toNumber());
    }
  }
  return compared === 0 ? null : largest < 1e-20 ? 0 : largest;
}

/** Causes that say what has become of the gradient as a whole, which is true but not where the mistake is. */
const effects: ReadonlySet<CauseKind> = new Set([
  'zero',
  'independent',
  'upstream',
  'ignored-parameter',
  'not-finite',
] as const satisfies readonly CauseKind[]);

/** Which causes a mistake may rightly be named as. */
const fitting: { readonly [kind in MutationKind]: readonly CauseKind[] } = {
  sign: ['sign', 'operator', 'missing-term', 'index'],
  operator: ['operator', 'missing-factor', 'extra-factor', 'wrong-exponent', 'constant-factor', 'grouping', 'index'],
  constant: [
    'wrong-constant',
    'wrong-exponent',
    'index',
    'threshold',
    'constant-factor',
    'missing-term',
    'extra-factor',
    'missing-factor',
    'wrong-variable',
    'reduction',
  ],
  exponent: ['wrong-exponent', 'missing-factor', 'extra-factor', 'missing-term', 'operator', 'wrong-constant'],
  'dropped-factor': [
    'missing-factor',
    'extra-factor',
    'constant-factor',
    'reduction',
    'wrong-constant',
    'wrong-exponent',
    'index',
  ],
  'dropped-term': [
    'missing-term',
    'missing-factor',
    'wrong-variable',
    'wrong-constant',
    'wrong-exponent',
    'index',
    'sign',
    'operator',
  ],
  variable: ['wrong-variable', 'missing-factor', 'extra-factor', 'missing-term', 'sign', 'index'],
  arguments: ['operator', 'wrong-variable', 'sign', 'missing-factor', 'extra-factor', 'missing-term', 'arguments'],
  threshold: ['branch', 'threshold', 'wrong-constant'],
  branch: ['branch', 'sign', 'wrong-constant', 'wrong-variable', 'threshold'],
  index: ['wrong-variable', 'missing-term', 'missing-factor', 'index', 'extra-term'],
  assignment: ['missing-term', 'wrong-variable', 'operator', 'missing-factor', 'assignment'],
  function: ['wrong-function', 'missing-factor', 'wrong-exponent', 'missing-term', 'wrong-variable', 'branch', 'sign'],
};

/** Right when the kind fits and the underlined expression is next to the mistake: it may name the operand or the whole operation. */
function causeOf(mutant: Mutant, explanation: Explanation): Outcome['cause'] {
  if (explanation.cause === null || explanation.kind === null) return 'none';
  if (effects.has(explanation.kind)) return 'effect';
  const { start, end } = operationAround(explanation.node);
  const near = start <= mutant.start + mutant.newText.length && mutant.start <= end;
  return near && fitting[mutant.kind].includes(explanation.kind) ? 'right' : 'wrong';
}

/** The span of the underlined expression, widened to the operation that it is an operand of. */
function operationAround(node: ts.Node): { readonly start: number; readonly end: number } {
  let outer = node;
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isPrefixUnaryExpression(outer.parent) ||
    ts.isNonNullExpression(outer.parent)
  )
    outer = outer.parent;
  if (ts.isBinaryExpression(outer.parent) || ts.isConditionalExpression(outer.parent)) outer = outer.parent;
  return { start: outer.getStart(), end: outer.end };
}

function report(): void {
  const count = (status: Outcome['status'], list = outcomes): number => list.filter((o) => o.status === status).length;
  const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
  const killed = outcomes.filter((o) => o.status === 'killed');
  const alive = count('survived');
  console.log(`\n${outcomes.length} mutants of right gradients in ${files.length} files`);
  console.log(
    `killed            ${killed.length}  (${share(killed.length, killed.length + alive)} of those that differ)`,
  );
  console.log(`survived          ${alive}`);
  console.log(`equivalent        ${count('equivalent')}`);
  console.log(`negligible        ${count('negligible')}  (differ by less than an approximation would)`);
  console.log(`falsely reported  ${count('falsely-reported')}`);
  console.log(`unusable          ${count('unusable')}  (no longer a pair, or not defined anywhere)`);
  const causes = (cause: Outcome['cause']): string => {
    const n = killed.filter((o) => o.cause === cause).length;
    return `${n} (${share(n, killed.length)})`;
  };
  console.log(
    `cause of the killed: right ${causes('right')}, an effect of it ${causes('effect')}, wrong ${causes('wrong')}, none ${causes('none')}`,
  );
  console.log('\nkind             killed survived   right  effect   wrong    none');
  for (const kind of Object.keys(fitting) as MutationKind[]) {
    const own = outcomes.filter((o) => o.mutant.kind === kind);
    const cells = [
      count('killed', own),
      count('survived', own),
      own.filter((o) => o.cause === 'right').length,
      own.filter((o) => o.cause === 'effect').length,
      own.filter((o) => o.cause === 'wrong').length,
      own.filter((o) => o.status === 'killed' && o.cause === 'none').length,
    ];
    console.log(`${kind.padEnd(16)} ${cells.map((c) => String(c).padStart(8)).join('')}`);
  }
  const verbose = process.argv.includes('--verbose');
  for (const o of outcomes) {
    const isBad =
      o.status === 'survived' ||
      o.status === 'falsely-reported' ||
      (verbose && o.status === 'killed' && o.cause !== 'right');
    if (!isBad) continue;
    const change = `\`${o.original.replace(/\s+/g, ' ').slice(0, 50)}\` → \`${o.mutant.newText.replace(/\s+/g, ' ').slice(0, 50)}\``;
    console.log(
      `${o.status} (${o.verdict}) ${o.file}:${o.line} ${o.gradient} ${o.mutant.kind}: ${change}${o.causeText === '' ? '' : `; said: ${o.causeText}`}`,
    );
  }
}

for (const path of files) {
  const text = readFileSync(path, 'utf8');
  for (const candidate of pairsOf(path, text)) {
    const checked = checkPair(environment(), candidate, options);
    if (checked.decision.kind !== 'agrees') continue;
    for (const mutant of mutantsOf(candidate.gradient.node)) {
      if (nMutants++ % every === 0) outcomes.push(judgeMutant(path, text, candidate, checked, mutant));
    }
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length} mutants`);
}
report();
