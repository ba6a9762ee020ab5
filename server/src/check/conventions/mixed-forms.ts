/**
 * @file A gradient that chooses by a mode, `getDerivative(type, x)`, some of whose modes are in terms of the input and others in terms of
 * the output, or are fused with what stands before the value. Each is right in the form it is in, as entries of a table are, and which form
 * the caller uses is not in sight; but for one that stands against several in the other form.
 */
import type { Graph } from '../../math/expr/graph.ts';
import type { Attempt, Judged } from '../attempt.ts';
import type { Sample } from '../sampling/session.ts';

/** Whether each mode is right in one of the two forms, though neither form is right for all of them. */
export function hasMixedForms(attempt: Attempt, others: readonly Attempt[]): boolean {
  const { binding, reading } = attempt;
  const failing = modesOf(attempt.judged.filter(({ judgement }) => judgement.kind === 'different'));
  if (reading.kind !== 'plain' || failing.size === 0 || failing.has('')) return false;
  const otherForm = others.filter(
    (other) => other.reading.kind === 'plain' && other.binding.outputForm !== binding.outputForm,
  );
  if (![...failing].every((mode) => otherForm.some((other) => isRightFor(mode, other)))) return false;
  // One mode against several that are right in this form alone is a slip, whatever the caller hands in.
  const conclusive = attempt.judged.filter(({ judgement }) => judgement.kind === 'equal');
  const ownForm = [...modesOf(conclusive)].filter((mode) => !otherForm.some((other) => isRightFor(mode, other)));
  return failing.size > 1 || distinct(ownForm, conclusive) < 2;
}

/** A mode that a gradient chooses by. */
export interface Mode {
  readonly name: string;
  readonly judged: readonly Judged[];
  readonly isOf: (sample: Sample) => boolean;
}

/** A mode as its text, without the argument that chooses it. */
export function modeText({ name }: Mode): string {
  return name.replace(/^[^=]*=/, '');
}

/** The modes in which a gradient fails, by a name or a flag as `fromLogits`; none where no mode is told apart. */
export function failingModes({ reading, judged }: Attempt): readonly Mode[] {
  const failing = failingSettings(judged);
  if (reading.kind !== 'plain' || failing.has('')) return [];
  return [...failing].map((mode) => ({
    name: mode,
    judged: judged.filter((j) => settingOf(j) === mode),
    isOf: (sample) => settingOf({ sample }) === mode,
  }));
}

/** Whether a gradient is right in a mode in which it never fails. */
export function isRightInSomeMode({ judged }: Attempt): boolean {
  const failing = failingSettings(judged);
  return judged.some((j) => j.judgement.kind === 'equal' && !failing.has(settingOf(j)));
}

function failingSettings(judged: readonly Judged[]): ReadonlySet<string> {
  return new Set(judged.flatMap((j) => (j.judgement.kind === 'different' ? [settingOf(j)] : [])));
}

/** Whether a mode hands what comes from above through its softmax as it is: then that is the gradient before it, of a loss that is fused with it. */
export function passesThroughSoftmax(graph: Graph, { name, judged }: Mode): boolean {
  if (!/soft_?max/i.test(name)) return false;
  const computed = [...graph.reachable(judged.flatMap(({ comparison }) => comparison.actual))];
  return !computed.some((id) => {
    const node = graph.node(id);
    return node.kind === 'apply' && node.op === 'exp';
  });
}

/** How many of the modes differ in what they compute: a case that falls through to the default does as that does. */
function distinct(modes: readonly string[], judged: readonly Judged[]): number {
  const groups: ReadonlySet<string>[] = [];
  for (const mode of modes) {
    const computed = new Set(
      judged.filter((each) => modeOf(each) === mode).map(({ comparison }) => comparison.actual.join()),
    );
    if (!groups.some((known) => [...computed].some((each) => known.has(each)))) groups.push(computed);
  }
  return groups.length;
}

/** Whether an argument with a name in it chooses what the functions compute. */
export function hasModes(judged: readonly Judged[]): boolean {
  return judged.some((each) => modeOf(each) !== '');
}

function isRightFor(mode: string, { judged }: Attempt): boolean {
  const ofMode = judged.filter((each) => modeOf(each) === mode && each.judgement.kind !== 'inconclusive');
  return ofMode.length > 0 && ofMode.every(({ judgement }) => judgement.kind === 'equal');
}

function modesOf(judged: readonly Judged[]): ReadonlySet<string> {
  return new Set(judged.map(modeOf));
}

/** All options that a sample was run with; empty where there are none. */
function settingOf({ sample }: Pick<Judged, 'sample'>): string {
  return [...sample.options].map((pair) => pair.join('=')).join();
}

/** The names of modes that a sample was run with; empty where there are none. */
function modeOf({ sample }: Pick<Judged, 'sample'>): string {
  const names = [...sample.options].filter(([, option]) => typeof option === 'string');
  return names.map((pair) => pair.join('=')).join();
}
