/**
 * @file What the gradient is taken with respect to. The differentiated arguments are found by shape and by the names of the result's
 * fields; which of several candidates is meant is decided by the match of the gradient (`decide.ts`), never by a name alone.
 */
import * as ts from 'typescript';
import { forEachDescendant, mentions } from '../../frontend/parse.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { outParameter } from '../../frontend/out-parameter.ts';
import { looksLikeHyperparameter, looksLikeLabel, mayBeOutput } from '../../frontend/trace/inputs/domains.ts';
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';
import type { OutputLeaf } from '../../frontend/trace/trace.ts';
import type { FunctionNode } from '../../frontend/types.ts';
import {
  areCalledOtherwise,
  besideMatched,
  head,
  inputLeft,
  matchKeys,
  namedInLists,
  withoutPrefix,
} from './called-after.ts';
import { entryTargets, isEntrywise } from './entrywise.ts';
import { areByEach, gradientLeaves } from '../leaves.ts';
import { isNamedLoss } from './loss-names.ts';
import { placesIn } from './places.ts';
import { byOperands } from './operand-targets.ts';
import { fieldsOfRecords } from './record-targets.ts';
import { storedInputs } from './stored-gradients.ts';
import { type Binding, parameterName, parametersOf, type Sample, type Session } from '../sampling/session.ts';
import { byIndex, leafNames } from '../sampling/leaf-names.ts';

/** One choice of differentiated inputs. */
export interface Target {
  /** Parameters of the value function, for messages. */
  readonly parameters: readonly string[];
  /** The input symbol that each output of the gradient belongs to; null when the shapes do not fit. */
  inputs(sample: Sample): readonly string[] | null;
  /** Which entry of a value that is an array the gradient is of, where it is one of a single entry. */
  readonly entry?: (sample: Sample) => number;
  /** True for what is called like a label beside an input of the same shape: the derivative by it may be a sign error. */
  readonly isLabel?: true;
  /** True for what is called like a constant of the loss, beside what is not. */
  readonly isConstant?: true;
  /** True for what is told of only where nothing likelier has the shape of the gradient. */
  readonly isUnlikely?: true;
}

/**
 * Candidates in order of likelihood.
 * @param sample one run of both, by which it is known how many numbers the written gradient has, and what the value reads
 */
export function targets(session: Session, binding: Binding, sample: Sample): readonly Target[] {
  const { value, candidate } = session;
  const count = gradientLeaves(sample.gradient.outputs).length;
  const { stored } = candidate;
  if (stored !== undefined)
    return [{ parameters: [stored.of], inputs: (sample) => storedInputs(session.environment.graph, sample, stored) }];
  if (candidate.engine !== undefined && candidate.engine.returned === undefined) return [byOperands(sample)];
  if (isEntrywise(binding)) return entryTargets(binding);
  const byParameters = (names: readonly string[]): Target => byParametersOf(session, binding, names);
  const byKeys = (names: readonly string[]): Target => byKeysOf(session, binding, names);
  const names = parametersOf(value).map(parameterName);
  const isGiven = (i: number): boolean =>
    binding.value[i]?.kind === 'input' &&
    outParameter(value.node, parametersOf(value)[i]!) === null &&
    !binding.leftIn?.includes(names[i]!);
  const free = names.filter((_, i) => isGiven(i));
  if (candidate.wrt !== null) {
    const stated = candidate.wrt;
    return [byParameters(stated), byKeys(stated)];
  }
  // Only numbers are constants of a loss: arrays called `theta`, `beta` or `a` are what is fitted or compared, and so are boxes `a` and `b`.
  const isArray = (name: string): boolean => specOf(session, name)?.shape === 'array';
  const isNumber = (name: string): boolean => !isArray(name) && specOf(session, name)?.shape !== 'object';
  const needed = parametersOf(value).filter((p) => p.initializer === undefined && p.questionToken === undefined);
  const isParameter =
    isCurve(session) || needed.map(parameterName).join() === 't' || isPlace(value.node) || isTime(names);
  const places = placesIn(session.environment.graph, sample);
  // A label that conditions alone look at, as `y ? a : b` does, is no variable beside what is computed with.
  const isAsked = (name: string): boolean =>
    looksLikeLabel(name) && isNumber(name) && specOf(session, name)?.isInValue === false;
  const computed = free.some((name) => !isAsked(name)) ? free.filter((name) => !isAsked(name)) : free;
  // Beside such a label, `t` is what it is about.
  const hasOtherLabel = names[0] === 't' && computed.length < free.length;
  const isVaried = (name: string): boolean => (name === 't' && (isParameter || hasOtherLabel)) || places.has(name);
  const inputs = computed.filter((name) => isDifferentiated(name, computed, isNumber(name)) || isVaried(name));
  const others = free.filter((name) => !inputs.includes(name));
  const ranked = inputs.length > 0 ? inputs : free;
  const found: Target[] = [...ranked.map((name) => byKeys([name])), byKeys(free), byKeys([...free, 'this'])];
  for (const name of ranked) found.push(byParameters([name]), ...inOrderOfNames(session, byParameters([name])));
  const called = entriesCalledAfter(sample, free);
  const mayBe = (names: readonly string[]): boolean => called === null || names.join() === called.join();
  if (called !== null) found.push(byParameters(called));
  // Several scalars differentiated together: [dx, dy], all inputs, or the first few of them.
  for (let count = ranked.length; count > 1; count--) found.push(byParameters(ranked.slice(0, count)));
  // `[...dW, db]` of a loss of data, labels, weights and an offset.
  for (const run of runsOf(ranked)) {
    const together = [byParameters(run), ...(run.length === 2 ? [byParameters(run.toReversed())] : [])];
    found.push(...together.filter(({ inputs }) => count > 1 && inputs(sample)?.length === count));
  }
  if (ranked.length < free.length) {
    found.push(byParameters(free));
    if (count > 1 && count < free.length) found.push(byParameters(free.slice(0, count)));
  }
  // A name is no more than a hint: the derivative by θ, σ or c may be what is meant.
  if (inputs.length > 0) {
    // The derivative by a label is a sign error where anything else has the shape, unless that is called like a label as well.
    const areLabels = inputs.every(mayBeOutput);
    const hasNumber = inputs.some(isNumber);
    for (const name of others) {
      if (!looksLikeLabel(name) || (name === 't' && !isOfLoss(value.name, inputs))) {
        // A track or a tree called `t` is no constant.
        if (specOf(session, name)?.shape === 'object') found.push(byKeys([name]));
        found.push({ ...byParameters([name]), isConstant: true });
      } else if (count === 1 && !hasNumber && !isArray(name)) found.push(byParameters([name]));
      else if (areLabels) found.push({ ...byParameters([name]), isLabel: true });
    }
  }
  // Of a parameter that is an object, one field may be meant: `({ logit, label })`, `pred.data`.
  const fields = free.flatMap((name) => fieldsOf(session, name)).filter((path) => path !== binding.upstream?.path);
  for (const path of fields) if (isDifferentiated(path, fields)) found.push(byParameters([path]));
  found.push(...fieldsOfRecords(sample, free));
  if (count > 1 && count <= mostTogether && free.length <= mostChosenFrom) {
    for (const names of choices(free, count)) if (mayBe(names)) found.push(byParameters(names));
  }
  // `[d / d chosen, d / d rejected]` of `{ chosen, rejected, reference }`
  const own = fieldsOf(session, free[0] ?? '');
  if (count > 1 && count < mostTogether && own.length > count && own.length <= mostChosenFrom) {
    for (const paths of choices(own, count)) found.push({ ...byParameters(paths), isUnlikely: true });
  }
  // Of a gradient of a few arguments the Hessian, in rows or with each entry once.
  const slopes = sample.value.outputs.length;
  const isHessian =
    slopes > 1 && slopes < free.length && (count === slopes * slopes || count === (slopes * (slopes + 1)) / 2);
  if (isHessian && slopes <= mostTogether && free.length <= mostChosenFrom) {
    for (const names of choices(free, slopes)) found.push(byParameters(names));
  }
  const weights = free.length === 0 || binding.outputForm ? null : onlyArrayOfThis(sample);
  if (weights !== null) found.push(byWeights(session, weights));
  // Derivatives by several inputs are in terms of these inputs, where one of them has the name.
  return binding.outputForm && takesOutputByInputName(session, binding)
    ? found.filter(({ parameters }) => parameters.length < 2)
    : found;
}

/** Whether a `t` is a target, as of a loss or beside what a model gives, and no time or parameter of a curve. */
function isOfLoss(value: string, inputs: readonly string[]): boolean {
  return (
    isNamedLoss(value) ||
    inputs.some((name) => /^(p|o|a|z|y\w*|pred\w*|out\w*|logits?|probs?|scores?)$/i.test(plainName(name)))
  );
}

/** The inputs that the entries of a result are called after, as in `return [dx, dy]`. */
function entriesCalledAfter({ gradient: { returned } }: Sample, free: readonly string[]): readonly string[] | null {
  if (returned === null || !ts.isArrayLiteralExpression(returned) || returned.elements.length < 2) return null;
  const names = returned.elements.map((element) => {
    const plain = ts.isIdentifier(element) ? plainName(withoutPrefix(element.text)) : null;
    return free.find((name) => plainName(name) === plain);
  });
  const found = names.filter((name) => name !== undefined);
  return new Set(found).size === names.length ? found : null;
}

/** The weights of a model as far as the value reads them: of `new Array(n)` there may be more than there is data for. */
function byWeights({ environment: { graph } }: Session, weights: string): Target {
  return {
    parameters: [weights],
    isUnlikely: true,
    inputs: ({ values, value, gradient }) => {
      const all = [...values.keys()].filter((path) => path.startsWith(`${weights}[`)).sort(byIndex);
      const count = gradientLeaves(gradient.outputs).length;
      const read = graph.symbolsOf(value.outputs.map(({ e }) => e));
      return all.slice(count).some((path) => read.has(path)) ? all : all.slice(0, count);
    },
  };
}

/** The one array that a model has, as `this.w`: what it is fitted by, where its loss takes the data. */
function onlyArrayOfThis({ values }: Sample): string | null {
  const arrays = new Set([...values.keys()].flatMap((path) => /^this\.[\w$]+(?=\[)/.exec(path) ?? []));
  return arrays.size === 1 ? [...arrays][0]! : null;
}

/** Whether the gradient calls the value's output what the value calls an input: `x => x * (1 - x)` beside `x => 1 / (1 + Math.exp(-x))`. */
export function takesOutputByInputName({ value, gradient }: Session, binding: Binding): boolean {
  const inputs = parametersOf(value).map(parameterName);
  return parametersOf(gradient).some((parameter, i) => {
    return binding.gradient[i]?.kind === 'output' && inputs.includes(parameterName(parameter, i));
  });
}

/** Several names that follow each other, and not the first one. */
function runsOf(names: readonly string[]): readonly (readonly string[])[] {
  return names.flatMap((_, start) =>
    names.flatMap((__, end) => (start > 0 && end > start ? [names.slice(start, end + 1)] : [])),
  );
}

/** Up to this many parameters, of up to this many, are tried together where neither runs nor names tell. */
const mostTogether = 4;
const mostChosenFrom = 6;

/** All ways to choose `count` of the names, in their order. */
function choices(names: readonly string[], count: number): readonly (readonly string[])[] {
  if (count === 0) return [[]];
  return names.flatMap((name, i) => choices(names.slice(i + 1), count - 1).map((rest) => [name, ...rest]));
}

/**
 * Neither target nor constant of the loss. Beside a target, `y` and `actual` are what the model gave: `huber(y, t)`; and `t` is what the
 * loss is of beside a target with its whole name: `gap(t, target)`.
 */
function isDifferentiated(name: string, among: readonly string[], isNumber = true): boolean {
  if (looksLikeHyperparameter(name) && isNumber) return false;
  if (!looksLikeLabel(name)) return true;
  const targets = among.filter((other) => other !== name && looksLikeLabel(other) && !mayBeOutput(other));
  return targets.some((other) => mayBeOutput(name) || (name === 't' && other.length > 2));
}

/** Of a curve or a motion `t` is the parameter and no target. */
export function isCurve({ value, gradient }: Session): boolean {
  const names = [value.name, value.owner, gradient.name, gradient.owner].join(' ');
  return (
    /bezier|spline|curve|cubic|quadratic|quartic|poly|eas(e|ing)|hermite|interpol|lerp|path|traject|motion|position|wave|spring|oscillat/i.test(
      names,
    ) || blendsPoints(parametersOf(value).map(parameterName))
  );
}

/** Whether `t` stands beside the time at which something begins, happens or ends: then it is a time as well. */
function isTime(names: readonly string[]): boolean {
  return (
    names.includes('t') &&
    names.some((name) => /^(t_?(0|start|end|mid|half|peak|max)|start_?time|end_?time)$/i.test(name))
  );
}

/** Whether `t` stands beside control points, `p0`, `p1` and `p2`, between which a curve runs, whatever it is called. */
function blendsPoints(names: readonly string[]): boolean {
  const stems = names.flatMap((name) => /^([A-Za-z]+)_?\d$/.exec(name)?.[1] ?? []);
  return names.includes('t') && stems.length > 2 && new Set(stems).size === 1;
}

/** Whether a function gives coordinates, `{ x, y }`: no loss, so that `t` is no target. */
function isPlace({ body }: FunctionNode): boolean {
  let found = false;
  if (body !== undefined)
    forEachDescendant(body.parent, (node) => {
      if (ts.isObjectLiteralExpression(node) && isReturned(node)) {
        const keys = node.properties.map((property) => property.name?.getText());
        found ||= keys.includes('x') && keys.includes('y');
      }
      return !found && (!ts.isFunctionLike(node) || node === body.parent);
    });
  return found;
}

function isReturned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isReturned(parent);
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
}

function specOf(session: Session, name: string): InputSpec | null {
  const index = parametersOf(session.value).findIndex((p, i) => parameterName(p, i) === name);
  return index < 0 ? null : session.specs.get(parametersOf(session.value)[index]!, name);
}

function fieldsOf(session: Session, name: string): readonly string[] {
  const spec = specOf(session, name);
  return spec?.shape === 'object' ? [...spec.parts.values()].map((part) => part.path) : [];
}

/** The numbers of a sample without the upstream gradient, which may be a field beside the inputs. */
function valuesOfInputs({ upstream }: Binding, { values }: Sample): ReadonlyMap<string, number> {
  if (upstream === null || !upstream.path.includes('.')) return values;
  const own = new Set(leafNames(upstream, values));
  return new Map([...values].filter(([name]) => !own.has(name)));
}

/**
 * The same with the fields of an object in the order of their names or of their mention, where no annotation tells their order: which of
 * them is computed with first, `p.y` of `3 * p.y + p.x`, is not the order of a gradient `[dx, dy]`.
 */
function inOrderOfNames(session: Session, target: Target): readonly Target[] {
  const spec = specOf(session, target.parameters[0]!);
  const parts = spec?.shape === 'object' && spec.fields.length === 0 ? [...spec.parts.values()] : [];
  if (parts.some(({ shape }) => /array|object|tensor/.test(shape))) return [];
  const text = session.value.node.getText();
  const read = parts.map(({ path }) => path);
  const mention = (path: string): number =>
    text.search(new RegExp(`[.{,]\\s*${path.slice(path.lastIndexOf('.') + 1)}\\b`));
  const orders = [read.toSorted(), read.toSorted((a, b) => mention(a) - mention(b))];
  const others = orders.filter((order, i) => i === 0 || order.join() !== orders[0]!.join());
  return others.map((order) => ({
    ...target,
    inputs: (sample) => target.inputs(sample)?.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)) ?? null,
  }));
}

function isFilled({ value }: Session, name: string): boolean {
  return parametersOf(value).some(
    (parameter, i) => parameterName(parameter, i) === name && outParameter(value.node, parameter) !== null,
  );
}

/** The parameters' numbers in order. */
function byParametersOf(session: Session, binding: Binding, names: readonly string[]): Target {
  return {
    parameters: names,
    inputs: (sample) => {
      const values = valuesOfInputs(binding, sample);
      const all = names.map((name) => namesBelow(session, name, values));
      // Which inputs a path reads must not change what the components stand for.
      const isUnread = all.length === 1 && all[0]!.length === 0 && specOf(session, names[0]!)?.shape === 'array';
      if (all.length === 0 || (all.some((below) => below.length === 0) && !isUnread)) return null;
      // What does not depend on its argument may be there to be overridden.
      if (names.every((name) => isNeverRead(session, name)) && !isZero(session, sample)) return null;
      const [only] = all;
      if (all.length > 1) {
        const inputs = all.flat();
        // An array that both fill, `out`, is called after no input.
        const known = [...values.keys()].filter((path) => !isFilled(session, head(path)));
        return areCalledOtherwise(gradientLeaves(sample.gradient.outputs), inputs, known) ? null : inputs;
      }
      return withoutForeignEntries(session, names[0]!, withUnreadEntries(session, names[0]!, only!, sample), sample);
    },
  };
}

/** Entries of an array without those at its end that the value does not read, where the gradient is that of the others. */
function withoutForeignEntries(
  session: Session,
  name: string,
  drawn: readonly string[],
  sample: Sample,
): readonly string[] {
  const { graph } = session.environment;
  const { value, gradient } = sample;
  const count = gradientLeaves(gradient.outputs).length;
  const foreign = drawn.slice(count);
  const spec = specOf(session, name);
  if (count === 0 || foreign.length === 0 || spec?.shape !== 'array') return drawn;
  // Of a buffer as long as a product of counts we may have drawn more; an array whose entries are counted by its length has them all.
  if (spec.dynamic && !isFlatBuffer(sample, count)) return drawn;
  const read = graph.symbolsOf(value.outputs.map(({ e }) => e));
  return foreign.some((path) => read.has(path)) ? drawn : drawn.slice(0, count);
}

/** Whether there are as many numbers as two of the sample's counts say. */
function isFlatBuffer({ values, specs }: Sample, count: number): boolean {
  const counts = [...values].flatMap(([name, n]) => (specs.get(name)?.count === true ? [n] : []));
  return counts.some((n) => counts.some((m) => n * m === count));
}

/**
 * Entries of an array, or of its rows, beside those that the value reads: they are inputs too, for which the gradient has zeros, as what
 * no window of a pooling reaches, or a diagonal.
 */
function withUnreadEntries(
  session: Session,
  name: string,
  drawn: readonly string[],
  sample: Sample,
): readonly string[] {
  const { graph } = session.environment;
  const leaves = gradientLeaves(sample.gradient.outputs);
  if (leaves.length <= drawn.length) return drawn;
  // Beside its loss the gradient is a field: `.grad[3]`.
  const fields = new Set(leaves.map(({ key }) => /^\.[\w$]+/.exec(key)?.[0] ?? ''));
  const entries = leaves.map((leaf) => ({ ...leaf, key: leaf.key.replace(/^\.[\w$]+/, '') }));
  const isOfArray = fields.size === 1 && entries.every(({ key }) => /^(\[\d+\])+(\.[\w$]+)?$/.test(key));
  const areZero = drawn.length === 0 && entries.every(({ e }) => graph.constantValue(e) === 0);
  const isEach = isOfArray && (areZero || areByEach(graph, entries, name, drawn));
  return isEach ? entries.map(({ key }) => name + key) : drawn;
}

/** A field of an object that the value does not read: one that it has all the same, as its type says, or of which the gradient is 0. */
function unreadField(session: Session, name: string, { key, e }: OutputLeaf): string | undefined {
  const spec = specOf(session, name);
  const field = /^\.([^.[]+)$/.exec(key)?.[1];
  if (spec?.shape !== 'object' || field === undefined) return undefined;
  const isThere = spec.parts.has(field) || session.environment.graph.constantValue(e) === 0;
  // What is handed through as it is may be there for another reason.
  const isComputed = session.environment.graph.node(e).kind !== 'symbol';
  return isThere || (isComputed && hasTypeOf(session, name)) ? `${name}.${field}` : undefined;
}

/** Whether the gradient says that it is of the type that a parameter has. */
function hasTypeOf({ value, gradient }: Session, name: string): boolean {
  const own = parametersOf(value)
    .find((p, i) => parameterName(p, i) === name)
    ?.type?.getText();
  return own !== undefined && own === gradient.node.type?.getText();
}

/** What a layer keeps and does not read on this path, as the slope of a rectifier where all is positive: the gradient is 0 there. */
function unreadState(session: Session, names: readonly string[], { key, e }: OutputLeaf): string | undefined {
  const isZero = session.environment.graph.constantValue(e) === 0;
  return isZero && names.includes('this') ? `this${key}` : undefined;
}

function namesBelow(session: Session, name: string, values: ReadonlyMap<string, number>): readonly string[] {
  const spec = specOf(session, name);
  if (spec !== null) {
    const drawn = leafNames(spec, values);
    // A number that this path does not read is still an input, with the derivative 0.
    return drawn.length === 0 && (spec.shape === 'scalar' || isNeverRead(session, name)) ? [spec.path] : drawn;
  }
  // A path such as `box.w`, or the name of a destructured field.
  if (values.has(name)) return [name];
  const below = [...values.keys()].filter((path) => path.startsWith(`${name}[`) || path.startsWith(`${name}.`));
  if (below.length > 0) return below.sort(byIndex);
  return [...values.keys()].filter((path) => path.endsWith(`.${name}`));
}

/** `y` of `(x, y) => 3 * x`: a number as far as anybody knows. */
function isNeverRead(session: Session, name: string): boolean {
  const { node } = session.value;
  return specOf(session, name)?.shape === 'unknown' && node.body !== undefined && !mentions(node.body, name);
}

function isZero({ environment }: Session, { gradient }: Sample): boolean {
  return gradientLeaves(gradient.outputs).every(({ e }) => environment.graph.constantValue(e) === 0);
}

/** The result's field names say what they belong to: `{ dw, dh }`, `{ gradPred: […] }`, `{ x, y }`. */
function byKeysOf(session: Session, binding: Binding, names: readonly string[]): Target {
  return {
    parameters: names,
    inputs: (sample) => {
      const written = gradientLeaves(sample.gradient.outputs);
      const leaves = namedInLists(written, sample.gradient.returned);
      if (leaves.length === 0 || !leaves[0]!.key.startsWith('.')) return null;
      const values = valuesOfInputs(binding, sample);
      const known = names.flatMap((name) => namesBelow(session, name, values));
      // What stands in a list may have a name of its own.
      const byPlace = matchKeys(written, known);
      const matches = matchKeys(leaves, known).map((match, i) => byPlace[i] ?? match);
      if (matches.every((match) => match === undefined)) return null;
      const found: string[] = [];
      for (const [i, leaf] of leaves.entries()) {
        const path =
          matches[i] ??
          (names.length === 1 ? unreadField(session, names[0]!, leaf) : unreadState(session, names, leaf)) ??
          besideMatched(leaf, leaves, matches) ??
          inputLeft(leaf, leaves, matches, names);
        if (path === undefined) return null;
        found.push(path);
      }
      return new Set(found).size === found.length ? found : null;
    },
  };
}

/** The parameters that a set of input symbols belongs to, in the order of the parameters; fields of the object where there are none. */
export function parametersBelow(session: Session, symbols: readonly string[]): readonly string[] {
  const heads = new Set(symbols.map(head));
  const found = parametersOf(session.value)
    .map(parameterName)
    .filter((name) => heads.has(name));
  const fields = symbols.flatMap((s) => /^this\.[\w$]+/.exec(s) ?? []);
  return found.length === 0 ? [...new Set(fields)] : found;
}
