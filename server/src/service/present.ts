/** @file Analysed pairs as plain data: syntax nodes become offsets into the current text, verdicts become words. */
import type * as ts from 'typescript';
import type { Judged } from '../check/attempt.ts';
import type { CheckedPair } from '../check/decision.ts';
import { guessesIn } from '../check/guesses.ts';
import { parameterName, parametersOf, type Sample } from '../check/sampling/session.ts';
import { unreachedSides } from '../check/sampling/unreached.ts';
import type { FunctionUnit, PairCandidate } from '../frontend/types.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import type { PairEvidence, RuleFinding } from '../rules/rule.ts';
import { rules } from '../rules/registry.ts';
import { tagText } from '../frontend/tags.ts';
import type { AnalysedFile, AnalysedPair, CurrentPair } from './analyze.ts';
import { fileFindings } from './file-findings.ts';
import { reasonFor, reasonText } from './reason.ts';
import { spanInFile } from './span-in.ts';
import { tagFindings } from './tag-findings.ts';
import type {
  ConventionKind,
  FileAnalysis,
  Finding,
  FunctionSummary,
  Json,
  PairAnalysis,
  TextSpan,
  Witness,
} from './types.ts';

export function summarise(unit: FunctionUnit): FunctionSummary {
  return {
    name: unit.name,
    path: unit.file.path,
    nameSpan: { start: unit.nameStart, end: unit.nameEnd },
    span:
      unit.isReference === true
        ? { start: unit.nameStart, end: unit.nameEnd }
        : { start: unit.node.getStart(), end: unit.node.end },
  };
}

/**
 * Offsets of a node in the current text. A verdict may be older than the text: its functions are unchanged then, but may have
 * moved as a whole. A node elsewhere is shown at the gradient's name.
 */
export function spanOf(node: ts.Node, analysed: PairCandidate, current: PairCandidate): TextSpan {
  return spanInFile(node, analysed, current) ?? { start: current.gradient.nameStart, end: current.gradient.nameEnd };
}

/** A pair with all that is known of it, the cause included. */
export function present({ current, analysed }: CurrentPair): PairAnalysis {
  return presented(current, analysed, analysed.evidence);
}

/** A pair by its verdict alone, as long as its cause has not been looked for. */
export function presentVerdict({ current, analysed }: CurrentPair): PairAnalysis {
  return presented(current, analysed, analysed.isExplained ? analysed.evidence : analysed.verdict);
}

/** A file with its pairs as `show` presents them. */
export function presentFile(file: AnalysedFile, show: (pair: CurrentPair) => PairAnalysis): FileAnalysis {
  const { discovery, pairs, unit } = file;
  const paired = new Set(discovery.pairs.flatMap((pair) => [pair.value.node, pair.gradient.node]));
  return {
    path: unit.path,
    pairs: pairs.map(show),
    losses: discovery.functions
      .filter((loss) => !paired.has(loss.node) && tagText(loss.tags, 'reference') !== null)
      .map((loss) => ({ value: summarise(loss), reference: tagText(loss.tags, 'reference') })),
    findings: [...fileFindings(file), ...tagFindings(discovery)],
  };
}

function presented(current: PairCandidate, analysed: AnalysedPair, evidence: PairEvidence): PairAnalysis {
  const { decision } = evidence.checked;
  const convention = conventionOf(evidence);
  return {
    value: summarise(current.value),
    gradient: summarise(current.gradient),
    wrt: decision.wrt,
    convention: convention.kind,
    conventionDetail: convention.detail,
    // Editors show it in hovers alone, and on every keystroke there is a verdict to publish.
    get reference() {
      return evidence.reference()?.entry.id ?? null;
    },
    verdict: decision.kind === 'agrees' && decision.proved ? 'proved' : decision.kind,
    reason: decision.kind === 'undetermined' ? reasonText(reasonFor(decision, analysed, current)) : null,
    findings: rules.flatMap((rule) =>
      rule.find(evidence).map((found) => toFinding(rule.id, rule.severity, found, evidence, current, analysed)),
    ),
    isExplained: analysed.isExplained,
    unreachedBranches: unreachedSides(evidence.checked.samples),
  };
}

function toFinding(
  code: string,
  severity: Finding['severity'],
  found: RuleFinding,
  evidence: PairEvidence,
  current: PairCandidate,
  analysed: AnalysedPair,
): Finding {
  const { candidate } = analysed;
  const span = spanOf(found.node, candidate, current);
  return {
    code,
    severity,
    message: found.message,
    span,
    witness:
      found.hasWitness && evidence.explanation !== null
        ? toWitness(evidence.checked, evidence.explanation.witness)
        : null,
    cause: found.cause,
    // Trying corrections takes longer than the verdict did, and an editor asks for them only when the user does.
    get fix() {
      return found.hasWitness ? replacementOf(found.node, analysed) : null;
    },
    related: found.related.map(({ node, path, message }) => ({
      path,
      span: spanOf(node, candidate, current),
      message,
    })),
  };
}

/** The text that the first correction leaves in the place of a finding's expression; null when it changes anything else. */
function replacementOf(node: ts.Node, { corrections }: AnalysedPair): string | null {
  const [first] = corrections();
  if (first === undefined || first.start < node.getStart() || first.end > node.end) return null;
  const text = node.getSourceFile().text;
  return text.slice(node.getStart(), first.start) + first.newText + text.slice(first.end, node.end);
}

/** A value built from numbers and options at paths such as `pred[2]`, `box.w` and `''` (the value itself). */
function assembled(parts: Iterable<readonly [string, Json]>): Json {
  const root: { [key: string]: Json } = {};
  for (const [path, value] of parts) {
    const keys = ['', ...path.split(/[.[\]]+/).filter((key) => key !== '')];
    const isIndex = (i: number): boolean => new RegExp(`\\[${keys[i]}\\]`).test(path) && /^\d+$/.test(keys[i]!);
    let at: { [key: string]: Json } = root;
    keys.forEach((key, i) => {
      const known = at[key];
      const hasParts = typeof known === 'object' && known !== null;
      // Code may use an input both as a number and as a whole with parts; the parts say more.
      if (i < keys.length - 1)
        at = (hasParts ? known : (at[key] = isIndex(i + 1) ? [] : {})) as { [key: string]: Json };
      else if (!hasParts) at[key] = value;
    });
  }
  return root[''] ?? null;
}

/** The inputs of a sample in the shape of the parameters, in the order of the value function's. */
function pointOf(checked: CheckedPair, { values, options }: Sample): { readonly [parameter: string]: Json } {
  const order = parametersOf(checked.session.value).map(parameterName);
  const rank = (path: string): number => {
    const index = order.indexOf(/^[^.[]+/.exec(path)?.[0] ?? path);
    return index < 0 ? order.length : index;
  };
  const parts: [string, Json][] = [...[...values].map(([path, v]): [string, Json] => [path, finite(v)]), ...options];
  parts.sort(([a], [b]) => rank(a) - rank(b));
  return assembled(parts) as { readonly [parameter: string]: Json };
}

function finite(x: number): Json {
  return Number.isFinite(x) ? x : Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
}

/** The whole of both gradients at a sample where they differ, in the shape that the written one returns. */
function toWitness(checked: CheckedPair, judged: Judged): Witness {
  const { judgement, comparison, sample } = judged;
  if (judgement.kind !== 'different') throw new Error('a witness is a sample where the gradients differ');
  const { worst } = judgement;
  const code = program(checked.session.environment.graph, [...comparison.expected, ...comparison.actual]);
  const numbers = evaluate(code, sample.values);
  const whole = (
    ids: typeof comparison.expected,
    found = (id: (typeof ids)[number], _: number): number => numbers.get(id)!,
  ): Json => assembled(ids.map((id, i) => [comparison.keys[i] ?? '', finite(found(id, i))]));
  // What simplification makes a number of, as 0 · log 0, is none as the code runs.
  const written = (id: (typeof comparison.actual)[number], i: number): number =>
    i === worst.index && !Number.isFinite(worst.actual) ? worst.actual : numbers.get(id)!;
  return {
    at: pointOf(checked, sample),
    expected: whole(comparison.expected),
    actual: whole(comparison.actual, written),
    difference: Math.abs(worst.expected - worst.actual),
    errorBound: worst.errorBound,
  };
}

/** The convention that matched, and its detail in words. */
export function conventionOf({ checked }: PairEvidence): {
  readonly kind: ConventionKind;
  readonly detail: string | null;
} {
  const { decision } = checked;
  if (decision.kind === 'undetermined') return { kind: 'direct', detail: null };
  const { binding, reading } = decision.attempt;
  const labels = decision.kind === 'agrees' ? decision.labels : null;
  const details: string[] = [];
  if (reading.kind === 'stop-gradient')
    details.push(`with ${reading.names.map((name) => `\`${name}\``).join(', ')} held constant`);
  if (reading.kind === 'fused-sigmoid') details.push('with respect to the logits before a sigmoid');
  if (reading.kind.startsWith('fused-softmax')) details.push('with respect to the logits before a softmax');
  if (reading.kind === 'fused-loss') details.push(`followed by a cross-entropy with \`${reading.target}\``);
  if (reading.kind === 'negative') details.push('with the opposite sign, as a descent direction');
  if (reading.kind === 'of-mean') details.push('of one entry, without the 1/n of the mean');
  if (binding.outputForm) details.push('in terms of the output');
  // What is handed in and not read, as `_`, is no factor.
  const { judged } = decision.attempt;
  const upstream = judged.some(({ sample }) => sample.upstream.length > 0) ? binding.upstream : null;
  if (upstream !== null && reading.kind !== 'fused-loss')
    details.push(`times the upstream gradient \`${upstream.path}\``);
  if (labels !== null) details.push(`for ${labels}`);
  const guesses = guessesIn(checked.samples).map((name) => `\`${name}\``);
  if (guesses.length > 0)
    details.push(`taking ${guesses.join(', ')} for what ${guesses.length === 1 ? 'its name says' : 'their names say'}`);
  const kind: ConventionKind =
    reading.kind === 'stop-gradient' || reading.kind === 'negative'
      ? reading.kind
      : reading.kind !== 'plain' && reading.kind !== 'of-mean'
        ? 'fused'
        : binding.outputForm
          ? 'output-form'
          : upstream !== null
            ? 'upstream'
            : labels !== null
              ? 'hard-labels'
              : 'direct';
  return { kind, detail: details.length > 0 ? details.join(', ') : null };
}
