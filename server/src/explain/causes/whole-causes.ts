/**
 * @file Causes that lie in the gradient as a whole and in no one expression of it: it is 0, hands the upstream gradient on, is the
 * diagonal of a Jacobian, belongs to another input or another function, or does not know a parameter.
 */
import { collectFunctions } from '../../frontend/discover/collect.ts';
import { mentions } from '../../frontend/parse.ts';
import { looksLikeHyperparameter } from '../../frontend/trace/inputs/domains.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import type { ExprId } from '../../math/expr/graph.ts';
import { evaluate, program } from '../../math/numeric/evaluate.ts';
import type { Attempt, Judged } from '../../check/attempt.ts';
import { decide } from '../../check/decide.ts';
import { isTheValue } from '../../check/conventions/same-function.ts';
import { isEntrywise } from '../../check/conventions/entrywise.ts';
import { AdjointCache, type Comparison, compareGradients } from '../../check/conventions/expected.ts';
import { parameterName, parametersOf, type Session } from '../../check/sampling/session.ts';
import { modesOf } from '../../check/sampling/modes.ts';
import { valueLeaves } from '../../check/leaves.ts';
import { pathKey } from '../../check/path-key.ts';
import { targets } from '../../check/conventions/targets.ts';
import { agreeEverywhere } from '../search/trial.ts';

export interface WholeCause {
  readonly kind:
    'zero' | 'independent' | 'upstream' | 'diagonal' | 'other-input' | 'other-function' | 'ignored-parameter';
  readonly cause: string;
}

/** What is true of every sample that says something, whether the gradient is right there or not. */
export function wholeCause(session: Session, { judged, binding }: Attempt): WholeCause | null {
  const { graph } = session.environment;
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different');
  if (wrong.length < 2) return null;
  const conclusive = judged.filter(({ judgement }) => judgement.kind !== 'inconclusive');
  if (conclusive.every(({ comparison }) => comparison.actual.every((id) => graph.constantValue(id) === 0)))
    return { kind: 'zero', cause: 'it is 0 everywhere' };
  const isHandedOn = ({ comparison, sample }: Judged): boolean =>
    sample.upstream.length > 0 && comparison.actual.every((id, k) => id === (sample.upstream[k] ?? sample.upstream[0]));
  if (binding.upstream !== null && wrong.every(isHandedOn)) {
    const name = binding.upstream.path;
    return {
      kind: 'upstream',
      cause: `it hands \`${name}\` on unchanged, without the derivative of \`${session.value.name}\``,
    };
  }
  return null;
}

/** That the value depends on none of the inputs by which the gradient is wrong. */
export function independentCause(session: Session, { judged }: Attempt): WholeCause | null {
  const wrong = judged.filter(({ judgement }) => judgement.kind === 'different');
  if (wrong.length < 2) return null;
  // Where the gradient is no number, the value may depend on the input all the same.
  const conclusive = judged.filter(({ judgement: j }) => j.kind !== 'inconclusive' || j.why === 'gradient-not-finite');
  // Which input an entry of a Jacobian belongs to, its place in the list does not tell.
  if (conclusive.some(({ comparison: { inputs, keys } }) => inputs.length > 1 && inputs.length < keys.length))
    return null;
  const needless = needlessInputs(session, conclusive);
  const isOfThem = (j: Judged): boolean => wrongInputs(j).every(({ input }) => needless.has(input));
  if (needless.size === 0 || !wrong.every(isOfThem)) return null;
  const all = new Set(conclusive.flatMap(({ comparison }) => comparison.inputs));
  // Of an argument no entry of which matters, the argument is named.
  const named = (input: string): string => {
    const [owner] = /^[\w$]+/.exec(input) ?? [input];
    const entries = [...all].filter((other) => other.startsWith(`${owner}[`) || other.startsWith(`${owner}.`));
    return entries.length > 0 && entries.every((entry) => needless.has(entry)) ? owner : input;
  };
  const names = [...new Set([...needless].map(named))].map((name) => `\`${name}\``).join(', ');
  return { kind: 'independent', cause: `the value does not depend on ${names}, so that the derivative is 0` };
}

/**
 * The way to call the gradient under which it is the diagonal of a Jacobian; null when there is none. So it may be taken as long as no
 * other way is right: which argument is the upstream gradient, such a gradient does not tell.
 */
export function diagonalCause(
  session: Session,
  attempts: readonly Attempt[],
): (WholeCause & { readonly attempt: Attempt }) | null {
  const attempt = attempts.find(({ judged }) => {
    const wrong = judged.filter(({ judgement }) => judgement.kind === 'different');
    return wrong.length >= 2 && wrong.every((j) => isDiagonal(session, j));
  });
  if (attempt === undefined) return null;
  const cause = 'it has the diagonal of the Jacobian alone: the terms of the other outputs are missing';
  return { kind: 'diagonal', cause, attempt };
}

/** Wrong inputs that the value depends on at no sample: beyond a limit it may not depend on those either that it does depend on below. */
function needlessInputs({ environment: { graph } }: Session, conclusive: readonly Judged[]): ReadonlySet<string> {
  const found = new Set(conclusive.flatMap((j) => wrongInputs(j).map(({ input }) => input)));
  const needed = new Set(
    conclusive.flatMap(({ comparison }) =>
      comparison.expected.flatMap((id, k) => (graph.constantValue(id) === 0 ? [] : [inputOf(comparison, k)])),
    ),
  );
  const owners = new Set([...needed].map(ownerOf));
  for (const input of found) {
    // Of the entries of an array of any length, which matter is mostly for an index to say.
    const isAlways = conclusive.every(({ comparison }) => comparison.inputs.includes(input));
    if (needed.has(input) || (!isAlways && owners.has(ownerOf(input)))) found.delete(input);
  }
  return found;
}

function ownerOf(input: string): string {
  return input.replace(/[[.].*$/, '');
}

/** The input that an entry is the derivative by: of several results, each has an entry for every input. */
function inputOf({ inputs }: Comparison, entry: number): string {
  return inputs[entry % inputs.length]!;
}

/** The wrong entries of a sample, each with the input that it belongs to. */
function wrongInputs({
  judgement,
  comparison,
}: Judged): readonly { readonly input: string; readonly expected: ExprId }[] {
  if (judgement.kind !== 'different') return [];
  return judgement.wrong.map((k) => ({
    input: inputOf(comparison, k),
    expected: comparison.expected[k]!,
  }));
}

/** A gradient that is its value once more. */
export function valueItself({ environment: { graph }, value }: Session, { judged }: Attempt): WholeCause | null {
  if (judged.length < fewestCopies || !isTheValue(graph, judged)) return null;
  return { kind: 'other-function', cause: `it is \`${value.name}\` itself, and not its derivative` };
}

/** At fewer samples two functions may be the same by chance. */
const fewestCopies = 3;

/** What explains a gradient that no simple change mends. */
export function foreignCause(session: Session, attempt: Attempt): WholeCause | null {
  return unusedParameter(session, attempt) ?? otherInput(session, attempt) ?? otherFunction(session, attempt);
}

/** A case, as of a `switch`, in which the gradient takes the value's output while it takes the input in the others, or the other way round. */
export function mixedForms(session: Session, attempt: Attempt, others: readonly Attempt[]): WholeCause | null {
  const other = others.find(({ binding }) => binding.outputForm !== attempt.binding.outputForm);
  if (other === undefined) return null;
  const keyOf = ({ sample }: Judged): string => {
    return [...sample.options].join() + pathKey(sample.gradient.path);
  };
  const isWrong = ({ judgement }: Judged): boolean => judgement.kind === 'different';
  const failing = new Set(attempt.judged.filter(isWrong).map(keyOf));
  const inOther = other.judged.filter((j) => failing.has(keyOf(j)));
  const isRight = inOther.filter(({ judgement }) => judgement.kind === 'equal').length > 1 && !inOther.some(isWrong);
  const isRightElsewhere = attempt.judged.some((j) => j.judgement.kind === 'equal' && !failing.has(keyOf(j)));
  if (!isRight || !isRightElsewhere) return null;
  const [here, elsewhere] = other.binding.outputForm ? ['output', 'input'] : ['input', 'output'];
  const cause = `this case takes the ${here} of \`${session.value.name}\`, and the others its ${elsewhere}`;
  return { kind: 'other-input', cause };
}

/** Each entry is right as if its own output were the only one. */
function isDiagonal(session: Session, { sample, comparison }: Judged): boolean {
  const { graph } = session.environment;
  const outputs = valueLeaves(sample.value.outputs);
  const n = outputs.length;
  const { inputs, actual } = comparison;
  const isSquare = n > 1 && inputs.length === n;
  if (!isSquare || (actual.length !== n && actual.length !== n * n)) return false;
  const cache = new AdjointCache();
  const slopes = outputs.map((output) => {
    const adjoints = cache.of(graph, output.e, []);
    return inputs.map((name) => adjoints.of(graph.symbol(name)));
  });
  if (slopes.every((row, i) => row.every((id, j) => i === j || graph.constantValue(id) === 0))) return false;
  const values = evaluate(program(graph, [...slopes.flat(), ...actual, ...sample.upstream]), sample.values);
  const at = (id: ExprId): number => values.get(id)!;
  const expected =
    actual.length === n
      ? slopes.map(
          (row, i) => at(row[i]!) * (sample.upstream.length === 0 ? 1 : at(sample.upstream[i] ?? sample.upstream[0]!)),
        )
      : slopes.flatMap((row, i) => row.map((id, j) => (i === j ? at(id) : 0)));
  return agreeEverywhere(expected, actual.map(at));
}

function relevant({ judged }: Attempt): readonly Judged[] {
  return judged.filter(({ judgement }) => judgement.kind === 'different' || judgement.kind === 'equal');
}

/** The one input that the derivative depends on and the gradient does not, even in its conditions. */
function unusedInput(session: Session, attempt: Attempt): string | null {
  const { graph } = session.environment;
  const samples = relevant(attempt);
  const used = graph.symbolsOf(samples.flatMap(({ comparison }) => comparison.actual));
  const needed = graph.symbolsOf(samples.flatMap(({ comparison }) => comparison.expected));
  const [name, ...others] = [...needed].filter((symbol) => !used.has(symbol));
  return name === undefined || others.length > 0 || isRead(session, name) ? null : name;
}

/** Whether the gradient reads what a path leads to: `eps` of `options.eps`, `w` of `w[2]`. */
function isRead({ gradient: { node } }: Session, path: string): boolean {
  const whole = path.replace(/(\[\d+\])+$/, '');
  return node.body !== undefined && mentions(node.body, whole.slice(whole.lastIndexOf('.') + 1));
}

/** A hyperparameter that the gradient does not use. */
function unusedParameter(session: Session, attempt: Attempt): WholeCause | null {
  const name = unusedInput(session, attempt);
  if (name === null || !looksLikeHyperparameter(name)) return null;
  return { kind: 'ignored-parameter', cause: `it does not use \`${name}\`` };
}

/** The upstream gradient, where it is an array of which the gradient uses no entry. */
function unusedUpstream({ environment: { graph } }: Session, attempt: Attempt): WholeCause | null {
  const path = attempt.binding.upstream?.path ?? null;
  const isUsed = (side: 'actual' | 'expected'): boolean => {
    const names = graph.symbolsOf(relevant(attempt).flatMap(({ comparison }) => comparison[side]));
    return [...names].some((name) => path !== null && name.startsWith(`${path}[`));
  };
  return isUsed('expected') && !isUsed('actual')
    ? { kind: 'ignored-parameter', cause: `it does not use \`${path}\`` }
    : null;
}

/** A mode, such as a `reduction`, that the gradient does not ask about, and the one for which it is right, or else the one for which it is wrong. */
function unusedOption(session: Session, attempt: Attempt): WholeCause | null {
  const samples = relevant(attempt).map(({ judgement, sample }) => ({ kind: judgement.kind, modes: modesOf(sample) }));
  for (const option of new Set(samples.flatMap(({ modes }) => [...modes.keys()]))) {
    const seenWhere = (kind: 'equal' | 'different'): ReadonlySet<string | undefined> =>
      new Set(samples.flatMap((each) => (each.kind === kind ? [each.modes.get(option)] : [])));
    const [right, wrong] = [seenWhere('equal'), seenWhere('different')];
    const isMode =
      right.size > 0 && wrong.size > 0 && !right.has(undefined) && [...right].every((mode) => !wrong.has(mode));
    if (!isMode || isRead(session, option) || (right.size > 1 && wrong.size > 1)) continue;
    const [only] = right.size === 1 ? right : wrong;
    // What is taken apart among the parameters has no name as a whole.
    const name = option.replace(/^arg\d+\./, '');
    const where = right.size === 1 ? `right for ${name} = ${only} only` : `wrong for ${name} = ${only}`;
    return { kind: 'ignored-parameter', cause: `it does not use \`${name}\`, and is ${where}` };
  }
  return null;
}

/** A parameter of the loss that the gradient does not use, or not everywhere, and the one value of it for which the gradient is right. */
export function ignoredParameter(session: Session, attempt: Attempt): WholeCause | null {
  const samples = relevant(attempt);
  const name = unusedInput(session, attempt);
  if (name === null)
    return unusedUpstream(session, attempt) ?? unusedOption(session, attempt) ?? onlyDefault(session, samples);
  // Right for other values as well: it depends on where they lie, not on the one.
  const equalAt = new Set(
    samples.flatMap(({ judgement, sample }) => (judgement.kind === 'equal' ? [sample.values.get(name)!] : [])),
  );
  if (equalAt.size > 1) return null;
  const literals = session.gradient.node.getText().match(/(?<![\w$.])\d+(\.\d+)?/g) ?? [];
  const fallbacks = parametersOf(session.value).flatMap((p) =>
    p.initializer === undefined ? [] : [p.initializer.getText()],
  );
  for (const text of new Set([...fallbacks, ...literals, '1', '0', '0.5', '2'])) {
    const constant = Number(text);
    if (Number.isFinite(constant) && isRightFor(session, samples, name, constant))
      return {
        kind: 'ignored-parameter',
        cause: `it does not use \`${name}\`, and is right for ${name} = ${text} only`,
      };
  }
  return null;
}

/** A parameter that the gradient uses, and whose default is the one value of it for which the gradient is right. */
function onlyDefault(session: Session, samples: readonly Judged[]): WholeCause | null {
  for (const { name, initializer } of parametersOf(session.value)) {
    const parameter = name.getText();
    const fallback = initializer?.getText() ?? '';
    if (fallback === '' || !Number.isFinite(Number(fallback)) || samples[0]?.sample.values.has(parameter) !== true)
      continue;
    if (isRightFor(session, samples, parameter, Number(fallback)))
      return { kind: 'ignored-parameter', cause: `it is right for the default ${parameter} = ${fallback} only` };
  }
  return null;
}

/** Whether the gradient would be right at the samples if an input had that value there. */
function isRightFor({ environment }: Session, samples: readonly Judged[], name: string, constant: number): boolean {
  return samples.every(({ sample, comparison }) => {
    const at = { get: (symbol: string) => (symbol === name ? constant : sample.values.get(symbol)) };
    const values = evaluate(program(environment.graph, [...comparison.expected, ...comparison.actual]), at);
    const numbers = (ids: readonly ExprId[]): readonly number[] => ids.map((id) => values.get(id)!);
    return agreeEverywhere(numbers(comparison.expected), numbers(comparison.actual));
  });
}

/** The derivative with respect to another parameter than the one that is differentiated. */
function otherInput(session: Session, { binding, reading, target, judged }: Attempt): WholeCause | null {
  const [first] = judged;
  if (first === undefined) return null;
  const cache = new AdjointCache();
  const names = parametersOf(session.value).map((p) => p.name.getText());
  for (const name of names) {
    if (target.parameters.includes(name)) continue;
    const others = targets({ ...session, candidate: { ...session.candidate, wrt: [name] } }, binding, first.sample);
    for (const other of others) {
      const isRight = judged.every(({ sample, judgement }) => {
        if (judgement.kind === 'inconclusive') return true;
        const comparison = compareGradients(session, cache, sample, other, reading);
        if (comparison === null) return false;
        const values = evaluate(
          program(session.environment.graph, [...comparison.expected, ...comparison.actual]),
          sample.values,
        );
        const expected = comparison.expected.map((id) => values.get(id)!);
        const found = comparison.actual.map((id) => values.get(id)!);
        return expected.length === found.length && agreeEverywhere(expected, found);
      });
      if (isRight) return { kind: 'other-input', cause: `it is the derivative with respect to \`${name}\`` };
    }
  }
  return null;
}

/** More functions of the file are not tried. */
const mostOthers = 8;

function otherFunction(session: Session, { binding, judged }: Attempt): WholeCause | null {
  if (session.candidate.flagIndex !== null || binding.outputForm) return null;
  const names = parametersOf(session.value).map(parameterName);
  // Functions of one number are alike whatever they call it.
  const isAlike = (unit: FunctionUnit): boolean => {
    const own = parametersOf(unit).map(parameterName);
    return own.length === names.length && (own.length === 1 || own.every((name) => names.includes(name)));
  };
  const others = collectFunctions(session.gradient.file)
    .found.map(({ unit }) => unit)
    .filter((unit) => unit.node !== session.value.node && unit.node !== session.gradient.node && !unit.broken)
    // In a table of functions the other ones are members of the same name: `flower.f` beside `mccormick.f`.
    .filter((unit) => isAlike(unit) && (unit.owner === session.value.owner || unit.name === session.value.name))
    .slice(0, mostOthers);
  for (const other of others) {
    const candidate = { ...session.candidate, value: other, wrt: null };
    const { decision } = decide(session.environment, candidate, { samples: 16, seed: session.seed });
    const isRight = decision.kind === 'agrees' && decision.labels === null && !decision.attempt.binding.outputForm;
    const isPlain = isRight && decision.attempt.reading.kind === 'plain' && !isEntrywise(decision.attempt.binding);
    // In the modes in which it is wrong here it must be right there.
    const modes = new Set(judged.flatMap((j) => (j.judgement.kind === 'different' ? [modeOf(j)] : [])));
    const isSeen = isPlain && decision.attempt.judged.some((j) => modes.has(modeOf(j)));
    if (isSeen && decision.attempt.judged.some((j) => !j.comparison.vanishes))
      return { kind: 'other-function', cause: `it is the derivative of \`${nameBeside(other, session.value)}\`` };
  }
  return null;
}

function modeOf({ sample }: Judged): string {
  return [...sample.options].map(([name, value]) => `${name}=${value}`).join();
}

/** With its owner where the value has another one. */
function nameBeside({ name, owner }: FunctionUnit, value: FunctionUnit): string {
  return owner === null || owner === value.owner ? name : `${owner}.${name}`;
}
