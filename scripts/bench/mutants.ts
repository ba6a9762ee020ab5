/**
 * @file `npm run bench:mutants`: breaks every right gradient of the catalogue and of the fixtures, or of a folder, in every small way,
 * and counts which mistakes the checker finds, which right code it reports, and how often the cause it names is the mistake that was
 * made.
 */
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import * as ts from 'typescript';
import { checkPair } from '../../server/src/check/check-pair.ts';
import type { CheckedPair } from '../../server/src/check/decision.ts';
import type { CauseKind } from '../../server/src/explain/describe.ts';
import { believed } from '../../server/src/explain/believed.ts';
import { repairCorrections } from '../../server/src/explain/corrections.ts';
import { type Explanation, explain } from '../../server/src/explain/explain.ts';
import { interpretDraw, runDraw } from '../../server/src/check/sampling/session.ts';
import { gradientLeaves } from '../../server/src/check/leaves.ts';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import { drawPlan } from '../../server/src/frontend/trace/inputs/domains.ts';
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
/** Gradients that differ by less are told apart by no more than an approximation is from what it stands for. */
const negligible = 2e-3;
const D = Decimal.clone({ precision: 50 });
const outcomes: Outcome[] = [];
let nMutants = 0;
/**
 * `--in <folder>` breaks what is there instead (`.cache/corpus`, the packages of `npm run corpus`), `--only <text>` looks at the files
 * alone that have the text in their path, `--every <n>` at every n-th mutant. `--results <file>` writes what became of each, and
 * `--listed <file>` looks at those alone that such a file names, so that a change is seen on the same mutants as before it.
 */
const folders = [option('--in') ?? ['server/catalogue', 'test/fixtures/right']].flat();
const only = option('--only') ?? '';
const every = Number(option('--every') ?? 1);
const results = option('--results');
const listed = option('--listed');
const isListed = listed === undefined ? null : new Set(readFileSync(listed, 'utf8').split('\n').map(idOf));
const files = folders.flatMap((folder) => filesBelow(resolve(root, folder))).filter((path) => path.includes(only));

function option(name: string): string | undefined {
  return process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
}

/** The line of a file of results up to what became of the mutant. */
function idOf(line: string): string {
  return `${line.split('\t').slice(0, 4).join('\t')}\t`;
}

/** What tells a mutant from all others as long as its file is not changed. */
function identify(path: string, { gradient, value, stored }: PairCandidate, mutant: Mutant): string {
  const pair = `${gradient.name} of ${value.name}${stored === undefined ? '' : ` ${stored.field}`}`;
  const place = `${path.slice(root.length)}:${mutant.start}-${mutant.end}`;
  return [place, pair, mutant.kind, mutant.newText, ''].map(onOneLine).join('\t');
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

interface Outcome {
  readonly id: string;
  readonly file: string;
  readonly gradient: string;
  readonly mutant: Mutant;
  readonly line: number;
  readonly original: string;
  readonly status:
    | 'killed'
    | 'survived'
    /** Right in another way than the original, which is what the user is told. */
    | 'read-otherwise'
    | 'equivalent'
    | 'negligible'
    | 'falsely-reported'
    | 'unusable';
  readonly verdict: string;
  readonly cause: 'right' | 'equal' | 'effect' | 'wrong' | 'none';
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

/** Whether one function computes the value and the gradient, as the backward pass of a last layer does. */
function computesBoth({ value, gradient, engine }: PairCandidate): boolean {
  return value.node === gradient.node || engine?.layer?.isLast === true;
}

function judgeMutant(path: string, text: string, original: PairCandidate, right: CheckedPair, mutant: Mutant): Outcome {
  const patched = text.slice(0, mutant.start) + mutant.newText + text.slice(mutant.end);
  const found = samePair(path, patched, original);
  const base = {
    id: identify(path, original, mutant),
    file: path.slice(root.length),
    gradient: original.gradient.name,
    mutant,
    line: text.slice(0, mutant.start).split('\n').length,
    original: text.slice(mutant.start, mutant.end),
  };
  if (found === undefined) return { ...base, status: 'unusable', verdict: '', cause: 'none', causeText: '' };
  const { checked } = believed(checkPair(environment(), found, options));
  const { decision } = checked;
  // What is wrong may be what a layer's backward stores.
  const difference = differenceFrom(right, checked.session.candidate);
  // Of a function that returns both, the mistake may lie in the value: then the gradient is wrong although it is what it was.
  const isOfValue = computesBoth(original) && difference === 0;
  if (isOfValue) return { ...base, status: 'unusable', verdict: '', cause: 'none', causeText: '' };
  const verdict = decision.kind === 'undetermined' ? decision.code : decision.kind;
  if (difference === null) return { ...base, status: 'unusable', verdict, cause: 'none', causeText: '' };
  const isReported = decision.kind === 'refuted';
  if (difference === 0) {
    return { ...base, status: isReported ? 'falsely-reported' : 'equivalent', verdict, cause: 'none', causeText: '' };
  }
  if (decision.kind === 'agrees' && right.decision.kind === 'agrees' && !isReadAlike(right, checked))
    return { ...base, status: 'read-otherwise', verdict, cause: 'none', causeText: '' };
  if (!isReported && difference < negligible)
    return { ...base, status: 'negligible', verdict, cause: 'none', causeText: '' };
  if (!isReported) return { ...base, status: 'survived', verdict, cause: 'none', causeText: '' };
  const explanation = explain(checked.session, decision);
  const judged = causeOf(mutant, explanation);
  const isEqual = judged === 'wrong' && isEqualRepair(path, text, patched, original, right, checked, explanation);
  return {
    ...base,
    status: 'killed',
    verdict,
    cause: isEqual ? 'equal' : judged,
    causeText: explanation.cause ?? '',
  };
}

/** The pair of another text of the file. The name stands before what is changed; others in the file may be named the same. */
function samePair(path: string, text: string, original: PairCandidate): PairCandidate | undefined {
  const { nameStart } = original.gradient;
  return pairsOf(path, text).find(
    ({ gradient, stored, value }) =>
      gradient.nameStart === nameStart &&
      !gradient.broken &&
      value.name === original.value.name &&
      stored?.field === original.stored?.field,
  );
}

/**
 * Whether the named cause, written down, is a mistake that may as well have been made: it makes the gradient what the original is (or, of
 * a function whose value the mutant changed too, the derivative), read as the original is, and changes no more of the code than undoing
 * the mutation does.
 */
function isEqualRepair(
  path: string,
  text: string,
  patched: string,
  original: PairCandidate,
  right: CheckedPair,
  { session }: CheckedPair,
  explanation: Explanation,
): boolean {
  if (explanation.repair?.isPartial === true) return false;
  const [correction] = repairCorrections(session, explanation);
  if (correction === undefined) return false;
  const repaired = patched.slice(0, correction.start) + correction.newText + patched.slice(correction.end);
  // Where the value was changed as well, nothing says which of the two was meant.
  const isOfBoth = computesBoth(original);
  if (!isOfBoth && changedTokens(patched, repaired) > changedTokens(patched, text)) return false;
  const found = samePair(path, repaired, original);
  if (found === undefined) return false;
  const { checked } = believed(checkPair(environment(), found, options));
  if (!isReadAlike(right, checked)) return false;
  return isOfBoth || (differenceFrom(right, checked.session.candidate) ?? 1) < negligible;
}

/** Whether both are right, called and read in the same way: `p - y` is right beside a cross-entropy as well, for the logits. */
function isReadAlike(one: CheckedPair, other: CheckedPair): boolean {
  const wayOf = ({ decision }: CheckedPair): string | null =>
    decision.kind === 'agrees'
      ? JSON.stringify([
          decision.attempt.binding.upstream,
          decision.attempt.binding.outputForm,
          decision.attempt.reading.kind,
          decision.attempt.target.parameters,
        ])
      : null;
  return wayOf(one) !== null && wayOf(one) === wayOf(other);
}

/** How many words and signs of one text are others in the other one, or stand elsewhere. Parentheses count where nothing else changes. */
function changedTokens(before: string, after: string): number {
  const [a, b] = [before, after].map((text) => text.match(/[\w$.]+|\*\*|[^\s\w()]/g) ?? []);
  if (a!.join(' ') === b!.join(' ')) return before === after ? 0 : 1;
  let start = 0;
  while (start < a!.length && a![start] === b![start]) start++;
  let end = 0;
  while (end < Math.min(a!.length, b!.length) - start && a!.at(-1 - end) === b!.at(-1 - end)) end++;
  const [x, y] = [a!.slice(start, a!.length - end), b!.slice(start, b!.length - end)];
  // The edit distance between the two.
  let row = y.map((_, j) => j + 1);
  for (const [i, token] of x.entries()) {
    let diagonal = i;
    let left = i + 1;
    row = row.map((above, j) => {
      const here = Math.min(above + 1, left + 1, diagonal + (token === y[j] ? 0 : 1));
      diagonal = above;
      return (left = here);
    });
  }
  return row.at(-1) ?? x.length;
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
  // Under which condition it is wrong is no cause either, unless the condition is what should be another.
  const isPlace = explanation.kind === 'branch' && explanation.repair === null && mutant.kind !== 'branch';
  if (effects.has(explanation.kind) || isPlace) return 'effect';
  const { start, end } = operationAround(explanation.node);
  const near = start <= mutant.start + mutant.newText.length && mutant.start <= end;
  if (near && fitting[mutant.kind].includes(explanation.kind)) return 'right';
  // That it reads an entry which is not there is what the mistake leads to.
  return explanation.kind === 'index' && explanation.repair === null ? 'effect' : 'wrong';
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

function lineOf(o: Outcome): string {
  const parts = [o.id + o.status, o.verdict, o.cause, `line ${o.line}`, onOneLine(o.original), o.causeText];
  return `${parts.join('\t')}\n`;
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
  console.log(`read otherwise    ${count('read-otherwise')}  (right by another convention, which is told)`);
  console.log(`falsely reported  ${count('falsely-reported')}`);
  console.log(`unusable          ${count('unusable')}  (no longer a pair, or not defined anywhere)`);
  const causes = (cause: Outcome['cause']): string => {
    const n = killed.filter((o) => o.cause === cause).length;
    return `${n} (${share(n, killed.length)})`;
  };
  console.log(
    `cause of the killed: right ${causes('right')}, as short another way ${causes('equal')}, an effect of it ${causes('effect')}, wrong ${causes('wrong')}, none ${causes('none')}`,
  );
  console.log('\nkind             killed survived   right   equal  effect   wrong    none');
  for (const kind of Object.keys(fitting) as MutationKind[]) {
    const own = outcomes.filter((o) => o.mutant.kind === kind);
    const cells = [
      count('killed', own),
      count('survived', own),
      own.filter((o) => o.cause === 'right').length,
      own.filter((o) => o.cause === 'equal').length,
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
      (verbose && o.status === 'read-otherwise') ||
      (verbose && o.status === 'killed' && o.cause !== 'right');
    if (!isBad) continue;
    const change = `\`${o.original.replace(/\s+/g, ' ').slice(0, 50)}\` → \`${o.mutant.newText.replace(/\s+/g, ' ').slice(0, 50)}\``;
    console.log(
      `${o.status} (${o.verdict}) ${o.file}:${o.line} ${o.gradient} ${o.mutant.kind}: ${change}${o.causeText === '' ? '' : `; said: ${o.causeText}`}`,
    );
  }
}

if (results !== undefined) writeFileSync(results, '');
const isOfListed = (path: string): boolean =>
  isListed === null || [...isListed].some((id) => id.startsWith(`${path.slice(root.length)}:`));
for (const path of files.filter(isOfListed)) {
  const text = readFileSync(path, 'utf8');
  for (const candidate of pairsOf(path, text)) {
    const { checked } = believed(checkPair(environment(), candidate, options));
    if (checked.decision.kind !== 'agrees') continue;
    for (const mutant of mutantsOf(candidate.gradient.node)) {
      const isLookedAt = isListed?.has(identify(path, candidate, mutant)) ?? nMutants++ % every === 0;
      if (!isLookedAt) continue;
      const outcome = judgeMutant(path, text, candidate, checked, mutant);
      outcomes.push(outcome);
      if (results !== undefined) appendFileSync(results, lineOf(outcome));
    }
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length} mutants`);
}
report();
