/** @file Written gradients that are NaN or infinite where the value and its derivative are finite. */
import * as ts from 'typescript';
import { bare } from '../frontend/bare.ts';
import { outParameter } from '../frontend/out-parameter.ts';
import { looksLikeLabel } from '../frontend/trace/inputs/domains.ts';
import { evaluate, program } from '../math/numeric/evaluate.ts';
import { builder } from '../math/expr/build.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import type { Trace } from '../frontend/trace/trace.ts';
import { signedQuantities } from './sampling/aim.ts';
import type { Attempt, Judged } from './attempt.ts';
import { type ArgumentSource, type Binding, parametersOf, parameterSpec, type Session } from './sampling/session.ts';
import { otherState, unsharedVariable } from './conventions/other-state.ts';
import { isFlatByRounding } from './conventions/rounded.ts';
import { gradientLeaves, valueLeaves } from './leaves.ts';
import { comesUponNaN } from './obstacles.ts';

/**
 * The sample as a witness when the written gradient is NaN or infinite there while the value and its derivative are finite. Only where
 * the gradient is called with the value's own arguments: a further one may have a shape that we guessed wrong. The upstream gradient has
 * the shape of the value's result, which matters where an entry of an array was missed.
 */
export function notANumber(session: Session, binding: Binding, judged: Judged): Judged | null {
  const { comparison, sample, judgement } = judged;
  if (judgement.kind !== 'inconclusive' || judgement.why !== 'gradient-not-finite') return null;
  const isKnown =
    takesArgumentsOfValue(session, binding) ||
    (isKnownCall(session, binding, judged) && sample.gradient.strayReads.length === 0);
  if (!isKnown || isFlatByRounding(session.environment.graph, judged)) return null;
  const code = program(session.environment.graph, [...comparison.expected, ...comparison.actual]);
  const values = evaluate(code, sample.values);
  const wrong = comparison.actual.flatMap((id, i) => (Number.isFinite(values.get(id)!) ? [] : [i]));
  const [index] = wrong;
  if (index === undefined) return null;
  const expected = values.get(comparison.expected[index]!)!;
  const worst = { index, expected, actual: values.get(comparison.actual[index]!)!, errorBound: 0, relative: 1 };
  return { ...judged, judgement: { kind: 'different', worst, wrong } };
}

function takesArgumentsOfValue(session: Session, binding: Binding): boolean {
  const own = new Set(parametersOf(session.value).map((_, i) => parameterSpec(session, session.value, i)));
  return binding.gradient.every((source) => source.kind === 'input' && own.has(source.spec));
}

/**
 * Whether all that the gradient is called with is the value's, or follows from it: the value's result, the upstream gradient of it, or
 * what the gradient is written into.
 */
function isKnownCall(session: Session, binding: Binding, judged: Judged): boolean {
  const own = new Set(parametersOf(session.value).map((_, i) => parameterSpec(session, session.value, i)));
  const isKnown = (source: ArgumentSource): boolean =>
    source.kind === 'bundle'
      ? [...source.fields.values()].every(isKnown)
      : source.kind !== 'input' || own.has(source.spec) || source.spec === binding.upstream;
  const isOtherState = otherState(session, [judged]) !== null || unsharedVariable([judged]) !== null;
  const { specs, gradient } = judged.sample;
  const isUnknownField = gradient.strayReads.some(
    ({ input }) => input?.startsWith('this.') === true && ![...specs.keys()].some((name) => name.startsWith(input)),
  );
  const parameters = parametersOf(session.gradient);
  const isKnownAt = (source: ArgumentSource, i: number): boolean =>
    isKnown(source) || outParameter(session.gradient.node, parameters[i]!) !== null;
  return binding.gradient.every(isKnownAt) && !isOtherState && !isUnknownField;
}

/**
 * Samples at which the gradient is NaN because it computes with entries that are not there: before or just behind an array whose length is
 * known, or between two of its entries. Far behind, we may have called it with other shapes than it is written for.
 */
export function besideArray(session: Session, { judged, binding }: Attempt): readonly Judged[] {
  return judged.flatMap((j) => {
    const { strayReads } = j.sample.gradient;
    const isSlip = strayReads.every(
      ({ index, length }) =>
        !Number.isInteger(index) || ((index === length || index < 0) && isKnownCall(session, binding, j)),
    );
    return strayReads.length > 0 && isSlip && !isCutApart(j) ? (witnessOf(session, j) ?? []) : [];
  });
}

/** Whether the value reads between entries as well: the counts that it was handed do not divide each other, as channels and groups do. */
function isCutApart({ sample: { value } }: Judged): boolean {
  return value.strayReads.some(({ index }) => !Number.isInteger(index));
}

/**
 * Samples at which the gradient is NaN because it computes with entries that are not there: of arrays whose length the value settles,
 * beside the upstream gradient, which is as long as the value's result, or where no array of any length has one, as at `2 / i` and −1.
 */
export function besideMeasured(session: Session, { judged, binding }: Attempt): readonly Judged[] {
  return judged.flatMap((j) => {
    const { value, gradient } = j.sample;
    // Of the upstream gradient the next entry is one of those that are read: a loop that ends too late, and no other shape.
    const isUpstream = (input: string): boolean =>
      input === binding.upstream?.path &&
      gradient.strayReads.some((read) => read.input === input && (read.index === read.length || read.index < 0));
    const isMeasured = gradient.strayReads.every(
      ({ input, index }) =>
        !Number.isInteger(index) || index < 0 || (input !== null && (value.measured.has(input) || isUpstream(input))),
    );
    const isSlip = gradient.strayReads.length > 0 && isMeasured && isKnownCall(session, binding, j) && !isCutApart(j);
    return isSlip ? (witnessOf(session, j) ?? []) : [];
  });
}

/** Whether the value is finite at a sample and the gradient is not: as it runs, whatever its expressions come to after simplification. */
function isBroken(graph: Graph, { sample }: Judged): boolean {
  const { value, gradient } = sample;
  const isFinite = valueLeaves(value.outputs).every((leaf) => Number.isFinite(leaf.v)) && !comesUponNaN(graph, sample);
  return isFinite && !gradientLeaves(gradient.outputs).every((leaf) => Number.isFinite(leaf.v));
}

/**
 * Whether a gradient that is right elsewhere is NaN or infinite on a part of the inputs where the value is finite, also where the value
 * has no derivative because one of its steps has none. A single value of a label, such as a time to maturity of 0, is no such part unless
 * the value asks for it.
 */
export function isOftenNotFinite(session: Session, { judged, binding }: Attempt): boolean {
  if (!takesArgumentsOfValue(session, binding)) return false;
  const { graph } = session.environment;
  const isOfRegion = ({ sample: { value, values } }: Judged): boolean => {
    const hard = [...values].filter(([name, v]) => looksLikeLabel(name) && (v === 0 || Math.abs(v) === 1));
    const asked = graph.symbolsOf(value.path.flatMap(({ lhs, rhs }) => [lhs, rhs]));
    return hard.length === 0 || hard.some(([name]) => asked.has(name));
  };
  return judged.filter((j) => isBroken(graph, j) && isOfRegion(j)).length > judged.length / 6;
}

/** Samples at which the gradient is no number and the value and its derivative are, where these are few. */
export function fewBroken(session: Session, { judged, binding }: Attempt): readonly Judged[] {
  if (!takesArgumentsOfValue(session, binding)) return [];
  const broken = judged.filter((j) => isBroken(session.environment.graph, j) && witnessOf(session, j) !== null);
  return broken.length < fewestBroken ? broken : [];
}

/** Fewer samples without a number show no region. */
const fewestBroken = 3;

/**
 * Samples at which a gradient that is right elsewhere is no number because both functions know of a region and only the value minds it: on
 * one side of a bound that both put in, as of `m = Math.max(0, x)`, or where the value has a guard against a label, as `y > 0 ? … : 0`, every
 * sample is one of them, or every one where a number such as an exponent is less than 1. What the value alone keeps within bounds may lie
 * there always, as a cosine does.
 */
export function brokenRegion(session: Session, { judged, binding }: Attempt): readonly Judged[] {
  const { graph } = session.environment;
  if (!takesArgumentsOfValue(session, binding)) return [];
  const broken = new Map(judged.filter((j) => isBroken(graph, j)).map((j) => [j, witnessOf(session, j)]));
  const right = judged.filter((j) => j.judgement.kind === 'equal' && !broken.has(j));
  const [one] = broken.keys();
  if (broken.size < fewestBroken || right.length === 0 || one === undefined) return [];
  const missing = [...broken].flatMap(([j, witness]) =>
    undefinedField(j.sample.gradient) !== null ? (witness ?? []) : [],
  );
  if (missing.length >= fewestBroken) return missing;
  const build = builder(graph);
  const { value, gradient } = one.sample;
  // Where a guard gives 0 the value has nothing of its bound.
  const ofValue = signedQuantities(graph, [value, right[0]!.sample.value]);
  const ofGradient = signedQuantities(graph, [gradient]);
  const ofBoth = new Set([...ofGradient.kinks, ...ofGradient.compared].flatMap((id) => [id, build.neg(id)]));
  const isOfLabels = (id: ExprId): boolean => [...graph.symbolsOf([id])].every(looksLikeLabel);
  const bounds = [...ofValue.kinks.filter((id) => ofBoth.has(id)), ...ofValue.compared.filter(isOfLabels)];
  for (const id of bounds) {
    const code = program(graph, [id]);
    const isBeyond = ({ sample }: Judged): boolean => {
      const [at, atOne] = [sample, one.sample].map(({ values }) => evaluate(code, values).get(id)!);
      return at! > 0 === atOne! > 0;
    };
    const beyond = judged.filter(isBeyond);
    const here = beyond.flatMap((j) => broken.get(j) ?? []);
    const elsewhere = beyond.filter((j) => j.judgement.kind !== 'inconclusive' && !broken.has(j));
    const isWhole = elsewhere.length === 0 || isApart(here, elsewhere);
    if (here.length >= fewestBroken && isWhole && right.some((j) => !isBeyond(j))) return here;
  }
  return [];
}

/**
 * The field that a gradient which is no number computes with although there is none of that name; null where it is none for another reason,
 * as where the code says `return NaN` of parameters that make no sense.
 */
export function undefinedField({ numbers }: Trace): ts.PropertyAccessExpression | null {
  const first = [...numbers].find(([, number]) => !Number.isFinite(number.v))?.[0];
  const operands =
    first === undefined
      ? []
      : ts.isBinaryExpression(first)
        ? [first.left, first.right]
        : ts.isPrefixUnaryExpression(first)
          ? [first.operand]
          : [];
  const fields = operands.map(bare);
  return (
    fields.find(
      (field): field is ts.PropertyAccessExpression => ts.isPropertyAccessExpression(field) && !numbers.has(field),
    ) ?? null
  );
}

/** More samples than these on each side of a number are no chance. */
const fewestApart = 2;

/** Whether some input is less than a number at all samples of one kind and more at those of the other. */
function isApart(some: readonly Judged[], others: readonly Judged[]): boolean {
  const names = [...(some[0]?.sample.values.keys() ?? [])].filter((name) => !looksLikeLabel(name));
  const valuesOf = (all: readonly Judged[], name: string): readonly number[] =>
    all.map(({ sample }) => sample.values.get(name) ?? NaN);
  return (
    others.length > fewestApart &&
    names.some((name) => Math.max(...valuesOf(some, name)) < Math.min(...valuesOf(others, name)))
  );
}

/**
 * The sample as a witness where the gradient's result lacks entries that were written beyond the end of an array; null where the
 * derivative by these is 0.
 * @param judged with the lost entries in its comparison
 */
export function lostEntryOf(session: Session, judged: Judged): Judged | null {
  const witness = witnessOf(session, judged);
  if (witness?.judgement.kind !== 'different') return null;
  return witness.judgement.worst.expected === 0 ? null : witness;
}

/** The sample judged by what the gradient returned; null where the value or the derivative is no number either. */
function witnessOf({ environment: { graph } }: Session, judged: Judged): Judged | null {
  const { comparison, sample } = judged;
  if (!valueLeaves(sample.value.outputs).every((leaf) => Number.isFinite(leaf.v))) return null;
  if (isFlatByRounding(graph, judged)) return null;
  const returned = gradientLeaves(sample.gradient.outputs).map((leaf) => leaf.v);
  if (returned.length !== comparison.actual.length) return null;
  const values = evaluate(program(graph, comparison.expected), sample.values);
  const derivative = (i: number): number => values.get(comparison.expected[i]!)!;
  const wrong = returned.flatMap((v, i) => (Number.isFinite(v) ? [] : [i]));
  const index = wrong.toSorted((a, b) => Math.abs(derivative(b)) - Math.abs(derivative(a)))[0];
  const expected = index === undefined ? NaN : derivative(index);
  if (index === undefined || !Number.isFinite(expected)) return null;
  const worst = { index, expected, actual: returned[index]!, errorBound: 0, relative: 1 };
  return { ...judged, judgement: { kind: 'different', worst, wrong } };
}
