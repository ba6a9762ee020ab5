/**
 * @file Which argument of the gradient function is which argument of the value function. Names first, then names that mean the
 * same, then position; what is left over may be the upstream gradient, the value's output or a count.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { isUnmistakablyUpstream, isUpstreamName } from '../../frontend/upstream-names.ts';
import { engineBindings } from './engine-bindings.ts';
import { ofEntries } from './entrywise.ts';
import { bundledFields, derivativeNames, keyOfHanded, keysBeside, upstreamOfEach } from './handed-on.ts';
import { isBoth } from './loss-and-gradient.ts';
import { namesIn, tagText } from '../../frontend/tags.ts';
import { type InputSpec, partOf } from '../../frontend/trace/inputs/input-spec.ts';
import { outParameter } from '../../frontend/out-parameter.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import {
  type ArgumentSource,
  type Binding,
  parameterName,
  parametersOf,
  parameterSpec,
  type Session,
} from '../sampling/session.ts';
import { ofOriginal } from './in-place.ts';
import { sideNamed } from './measured-sides.ts';
import { forgetsUpstream, isFactorLeftOut, isPullback, readsNumbersOf } from './upstream-argument.ts';
import { fieldsFilled, upstreamField } from './upstream-field.ts';

const countName = /^(n|count|size|len|length|num|batch|batchsize|numel|total|m)$/;

const synonyms: readonly RegExp[] = [
  /^(p|pred|preds|prediction|predictions|predicted|yhat|ypred|output|outputs|out|prob|probs|probability|predbox|phat)$/,
  /^(y|t|target|targets|label|labels|truth|ytrue|groundtruth|expected|desired|gt|gtbox|targetbox|actual)$/,
  /^(z|x|logit|logits|input|inputs|v|value|s|score|scores|a|u)$/,
];

function sameMeaning(a: string, b: string): boolean {
  return synonyms.some((pattern) => pattern.test(a) && pattern.test(b));
}

/** All ways to call the two functions with the same inputs that are worth trying, the likeliest first. */
export function bindings(session: Session): readonly Binding[] {
  const { value, gradient, candidate } = session;
  if (candidate.flagIndex !== null) {
    const sources = (flag: boolean): ArgumentSource[] =>
      parametersOf(value).map((_, i) =>
        i === candidate.flagIndex
          ? flagSource(session, i, flag)
          : { kind: 'input', spec: parameterSpec(session, value, i) },
      );
    const direct: Binding = {
      value: sources(false),
      gradient: sources(true),
      upstream: null,
      upstreamIsNamed: false,
      outputForm: false,
    };
    const first = candidate.flagIndex === 0 ? 1 : 0;
    return [direct, asOutputForm(direct, first)];
  }
  if (isBoth(candidate)) {
    const same = parametersOf(value).map((parameter, i): ArgumentSource => {
      const spec = parameterSpec(session, value, i);
      // What is only written to is an array, also where the function makes one itself when it is given none.
      if (spec.shape === 'unknown' && outParameter(value.node, parameter) !== null) spec.shape = 'array';
      return { kind: 'input', spec };
    });
    return [{ value: same, gradient: same, upstream: null, upstreamIsNamed: false, outputForm: false }];
  }
  if (candidate.kind === 'custom-grad') return [customGradient(session)];
  if (candidate.engine !== undefined) return engineBindings(session, candidate.engine);
  const valueNames = parametersOf(value).map(parameterName);
  const gradientNames = parametersOf(gradient).map(parameterName);
  const matched = matchByName(valueNames, gradientNames);
  const isWritten = (unit: FunctionUnit, i: number): boolean =>
    outParameter(unit.node, parametersOf(unit)[i]!) !== null;
  const unmatched = valueNames.map((_, i) => i).filter((i) => !matched.includes(i) && !isWritten(value, i));
  const rest = gradientNames.map((_, i) => i).filter((i) => matched[i] === null && !isWritten(gradient, i));
  const handed = handedOn(session, valueNames, gradientNames, unmatched, rest);
  const freeValue = unmatched.filter((i) => !handed.values.has(i));
  const freeGradient = rest.filter((i) => !handed.sources.has(i));
  const found: Binding[] = [];
  for (const assignment of assignments(session, gradientNames, freeGradient, freeValue)) {
    const binding = makeBinding(session, matched, assignment, handed);
    const ofFields = withUpstreamField(session, binding);
    found.push(...ofFields);
    if (ofFields.some(({ upstreamIsNamed }) => upstreamIsNamed)) continue;
    found.push(binding);
    // A method without parameters computes from the state of its object.
    if (valueNames.length === 0) continue;
    const first = parameterSpec(session, value, Math.max(0, mainParameter(value)));
    const main = binding.gradient.findIndex((s) => s.kind === 'input' && s.spec === first);
    const mayBeOutput = main >= 0 && !isNamedUpstream(gradient, gradientNames[main]!);
    if (mayBeOutput && !binding.gradient.some((s) => s.kind === 'output')) found.push(asOutputForm(binding, main));
  }
  // What is stored beside a result that uses the upstream gradient may have forgotten it.
  const fromAbove = found.filter(
    ({ upstream, upstreamIsNamed }) =>
      upstreamIsNamed || (upstream !== null && isUpstreamName(plainName(upstream.path))),
  );
  if (candidate.stored !== undefined && fromAbove.length > 0) return fromAbove.slice(0, 12);
  const entries = found.flatMap((binding) => (binding.outputForm ? [] : ofEntries(session, binding)));
  const originals = found.flatMap((binding) => ofOriginal(session, binding));
  return [...found.slice(0, 12), ...entries.slice(0, 4), ...originals.slice(0, 4)];
}

/** `training = false`, `training: boolean`, and `train` where the code says no types */
function isTrainingFlag({ name, initializer, type }: ts.ParameterDeclaration): boolean {
  const isFlag =
    initializer === undefined
      ? type === undefined || type.getText() === 'boolean'
      : /^(true|false)$/.test(initializer.getText());
  return isFlag && /^(is_?)?train(ing)?(mode)?$/i.test(name.getText());
}

/** What is called `gradOutput` is never the output, and what `backward` takes as `grad` neither. */
function isNamedUpstream(gradient: FunctionUnit, parameter: string): boolean {
  const name = plainName(parameter);
  const goesBackward = /^(backward|bwd|backprop)/i.test(gradient.name);
  return isUnmistakablyUpstream(name) || (goesBackward && isUpstreamName(name));
}

function flagSource(session: Session, index: number, value: boolean): ArgumentSource {
  const { flagField, flagIsOrder } = session.candidate;
  const asked = flagIsOrder === true ? Number(value) : value;
  if (flagField === undefined) return { kind: 'flag', value: asked };
  return { kind: 'flagged', spec: parameterSpec(session, session.value, index), field: flagField, value: asked };
}

/** What the library hands to the two functions: the arguments and a function that keeps tensors, the upstream gradient and those kept. */
function customGradient(session: Session): Binding {
  const { value, gradient } = session;
  const upstream = parametersOf(gradient).length === 0 ? null : parameterSpec(session, gradient, 0);
  const kept = keepingParameter(value);
  return {
    value: parametersOf(value).map((_, i) =>
      i === kept ? { kind: 'save' } : { kind: 'input', spec: parameterSpec(session, value, i) },
    ),
    gradient: parametersOf(gradient).map((_, i) =>
      i === 0 && upstream !== null ? { kind: 'input', spec: upstream } : { kind: 'saved' },
    ),
    upstream,
    upstreamIsNamed: true,
    outputForm: false,
  };
}

/** The last parameter of the callback when it is called or named as the function that keeps tensors; −1 when there is none. */
function keepingParameter({ node }: FunctionUnit): number {
  const last = node.parameters.length - 1;
  const name = node.parameters[last]?.name.getText() ?? '';
  const isCalled = node.body !== undefined && callsByName(node.body, name);
  return last > 0 && (/save/i.test(name) || isCalled) ? last : -1;
}

function callsByName(body: ts.Node, name: string): boolean {
  let calls = false;
  forEachDescendant(body, (child) => {
    calls ||= ts.isCallExpression(child) && ts.isIdentifier(child.expression) && child.expression.text === name;
    return !calls;
  });
  return calls;
}

/** The first parameter that is a number: in `activate(name, x)` the name only chooses the function. */
function mainParameter(value: FunctionUnit): number {
  return parametersOf(value).findIndex(({ name, type }) => {
    const isText =
      type !== undefined &&
      (/^string\b|['"]/.test(type.getText()) || /^[A-Z]\w*(Type|Name|Kind)$/.test(type.getText()));
    return (
      !isText &&
      !/^(type|name|kind|mode|method|act|activation\w*|fn|func|functionname)$/.test(plainName(name.getText()))
    );
  });
}

/** For each parameter of the gradient, the index of the value's parameter with the same name, or null. */
function matchByName(valueNames: readonly string[], gradientNames: readonly string[]): (number | null)[] {
  const taken = new Set<number>();
  const matched: (number | null)[] = gradientNames.map(() => null);
  const tests: readonly ((a: string, b: string) => boolean)[] = [
    (a, b) => a === b,
    (a, b) => plainName(a) === plainName(b),
    (a, b) => !isUpstreamName(plainName(b)) && sameMeaning(plainName(a), plainName(b)),
  ];
  for (const test of tests) {
    gradientNames.forEach((name, g) => {
      if (matched[g] !== null) return;
      const v = valueNames.findIndex((candidate, i) => !taken.has(i) && test(candidate, name));
      if (v < 0) return;
      matched[g] = v;
      taken.add(v);
    });
  }
  return matched;
}

/** Parameters of the gradient that hold several things, what they are, and which parameters of the value are among them. */
interface HandedOn {
  readonly sources: ReadonlyMap<number, ArgumentSource>;
  readonly values: ReadonlySet<number>;
  readonly upstream: { readonly spec: InputSpec; readonly isNamed: boolean } | null;
}

function handedOn(
  session: Session,
  valueNames: readonly string[],
  gradientNames: readonly string[],
  freeValue: readonly number[],
  freeGradient: readonly number[],
): HandedOn {
  const { value, gradient } = session;
  const sources = new Map<number, ArgumentSource>();
  const values = new Set<number>();
  let upstream: HandedOn['upstream'] = null;
  const isUpstream = (g: number): boolean => isUpstreamName(plainName(gradientNames[g]!));
  for (const g of freeGradient.filter((each) => !isUpstream(each))) {
    const parameter = parametersOf(gradient)[g]!;
    const side = sideNamed(value, gradientNames[g]!);
    if (side !== null) {
      const spec = parameterSpec(session, value, parametersOf(value).indexOf(side.parameter));
      sources.set(g, { kind: 'side', spec, axis: side.axis });
      continue;
    }
    const key = keyOfHanded(value, gradient, g, gradientNames);
    if (key !== null) sources.set(g, { kind: 'kept', key });
    const free = freeValue.filter((v) => !values.has(v)).map((v): [number, string] => [v, valueNames[v]!]);
    const bundled = key === null ? bundledFields(gradient, parameter, free) : null;
    if (bundled === null || (upstream !== null && bundled.some(({ is }) => is === 'upstream'))) continue;
    const fields = bundled.map(({ name, is }): [string, ArgumentSource] => {
      if (typeof is === 'number') return [name, { kind: 'input', spec: parameterSpec(session, value, is) }];
      const whole = parameterSpec(session, gradient, g);
      whole.shape = 'object';
      upstream = { spec: partOf(whole, name), isNamed: isUnmistakablyUpstream(plainName(name)) };
      return [name, { kind: 'input', spec: upstream.spec }];
    });
    for (const { is } of bundled) if (typeof is === 'number') values.add(is);
    sources.set(g, { kind: 'bundle', fields: new Map(fields) });
  }
  return { sources, values, upstream };
}

/** What each unmatched parameter of the gradient stands for. */
type Assignment = ReadonlyMap<number, number | 'upstream' | 'output' | 'length' | 'default' | 'rate'>;

/** What a function gives, as its derivative may ask for it. */
const outputName = /^(y|fx|out|output|activated|activation|result)$/;

/** How far a layer moves its weights: nothing that its value is handed. What goes backward may call it anything. */
const rateName = /^(lr|lrate|learnrate|learningrate|momentum|weightdecay)$/;

function assignments(
  session: Session,
  gradientNames: readonly string[],
  freeGradient: readonly number[],
  freeValue: readonly number[],
): readonly Assignment[] {
  const hasDefault = (g: number): boolean => {
    const parameter = parametersOf(session.gradient)[g]!;
    return parameter.initializer !== undefined || parameter.questionToken !== undefined;
  };
  const byPosition = (rest: readonly number[], start: Assignment): Assignment => {
    const result = new Map(start);
    let next = 0;
    for (const g of rest) {
      const v = freeValue[next];
      if (v !== undefined) {
        result.set(g, v);
        next++;
      } else if (hasDefault(g)) result.set(g, 'default');
      else if (countName.test(plainName(gradientNames[g]!))) result.set(g, 'length');
      else if (![...result.values()].includes('upstream')) result.set(g, 'upstream');
      else result.set(g, 'output');
    }
    return result;
  };
  const without = (g: number): number[] => freeGradient.filter((x) => x !== g);
  const found: Assignment[] = [];
  const declared = namesIn(tagText(session.gradient.tags, 'upstream') ?? '');
  const written = parametersOf(session.value).filter(
    (parameter) => outParameter(session.value.node, parameter) !== null,
  );
  const ofWritten = new Set(written.flatMap((p, i) => derivativeNames(plainName(parameterName(p, i)))));
  const named = freeGradient.filter((g) => {
    const name = plainName(gradientNames[g]!);
    return (
      declared.includes(gradientNames[g]!) ||
      isUpstreamName(name) ||
      ofWritten.has(name) ||
      isPullback(session.gradient)
    );
  });
  // What goes backward is handed the derivative by the result, under whatever name.
  const isBackward = /back(ward|prop)|bwd/i.test(session.gradient.name) || isPullback(session.gradient);
  for (const g of isBackward && named.length === 0 ? freeGradient : named) {
    const rates = without(g).filter((each) => isBackward || rateName.test(plainName(gradientNames[each]!)));
    if (rates.length === 0) continue;
    const rest = without(g).filter((each) => !rates.includes(each));
    const known = rates.map((each): [number, 'default' | 'rate'] => [each, hasDefault(each) ? 'default' : 'rate']);
    found.push(byPosition(rest, new Map<number, 'upstream' | 'default' | 'rate'>([[g, 'upstream'], ...known])));
  }
  for (const g of named) found.push(byPosition(without(g), new Map([[g, 'upstream']])));
  // Otherwise it would be no matter what a parameter that is not read stands for.
  const isForgotten = named.some((g) => !hasDefault(g) && forgetsUpstream(session, parametersOf(session.gradient)[g]!));
  const isMissed = named.some((g) => isFactorLeftOut(session.gradient, parametersOf(session.gradient)[g]!));
  // What goes backward and reads a parameter called `dOut` is handed no input there.
  const { body } = session.gradient.node;
  const isRead = (name: string): boolean => body !== undefined && readsNumbersOf(body, name);
  const isHanded = (name: string): boolean => isUnmistakablyUpstream(plainName(name)) && isRead(name);
  const readsUpstream = isBackward && named.some((g) => isHanded(gradientNames[g]!));
  const isUpstreamSure = isForgotten || isMissed || readsUpstream;
  if (!isUpstreamSure) found.push(byPosition(freeGradient, new Map()));
  if (isBackward && freeGradient.length <= freeValue.length) {
    for (const g of freeGradient)
      if (!named.includes(g)) found.push(byPosition(without(g), new Map([[g, 'upstream']])));
  }
  if (freeGradient.length > freeValue.length && !isUpstreamSure) {
    // `(x, y)` beside a function of `x`: both the input and the output.
    const output = freeGradient.find((g) => !named.includes(g) && outputName.test(plainName(gradientNames[g]!)));
    if (output !== undefined && freeValue.length === 0)
      found.unshift(byPosition(without(output), new Map([[output, 'output']])));
    for (const g of freeGradient) {
      if (named.includes(g)) continue;
      found.push(byPosition(without(g), new Map([[g, 'upstream']])));
      found.push(byPosition(without(g), new Map([[g, 'output']])));
    }
  }
  return found;
}

/** What only the gradient is handed: one spec per parameter, whatever the binding, so that its shape is learned once. */
function ownSpec(session: Session, index: number): InputSpec {
  return parameterSpec(session, session.gradient, index);
}

function makeBinding(
  session: Session,
  matched: readonly (number | null)[],
  assignment: Assignment,
  handed: HandedOn,
): Binding {
  const { value, gradient } = session;
  let upstream = handed.upstream?.spec ?? null;
  let upstreamIsNamed = handed.upstream?.isNamed ?? false;
  let upstreamName: string | null = null;
  const usedValues = new Set(handed.values);
  const written = parametersOf(value).flatMap((parameter, v) =>
    outParameter(value.node, parameter) === null ? [] : [v],
  );
  // Of several arrays that the value fills one is its result, rather one that the gradient does not take; the others are kept for that.
  const main = written.find((v) => !matched.includes(v)) ?? written[0];
  const input = (v: number): ArgumentSource => {
    usedValues.add(v);
    return { kind: 'input', spec: parameterSpec(session, value, v) };
  };
  const gradientSources = parametersOf(gradient).map((_, g): ArgumentSource => {
    const parameter = parametersOf(gradient)[g]!;
    const known = matched[g] ?? assignment.get(g);
    // An array to write the result to is an argument of its own; what the value function wrote to one is its output.
    const out = outParameter(gradient.node, parameter);
    if (out !== null) return out === 'optional' ? { kind: 'default' } : { kind: 'input', spec: ownSpec(session, g) };
    const holder = handed.sources.get(g);
    if (holder !== undefined) return holder;
    if (typeof known === 'number' && written.includes(known)) {
      return known === main
        ? { kind: 'output' }
        : { kind: 'kept', key: `.${parameterName(parametersOf(value)[known]!, known)}` };
    }
    const source = known ?? 'default';
    if (typeof source === 'number') return input(source);
    if (source === 'rate') return { kind: 'input', spec: ownSpec(session, g) };
    if (source !== 'upstream') return { kind: source };
    const name = parameterName(parameter, g);
    upstreamIsNamed =
      !name.startsWith('_') &&
      (isUnmistakablyUpstream(plainName(name)) || isPullback(gradient) || forgetsUpstream(session, parameter));
    upstream = ownSpec(session, g);
    upstreamName = name;
    return { kind: 'input', spec: upstream };
  });
  const valueSources = parametersOf(value).map((parameter, v): ArgumentSource => {
    // A gradient that cannot be told a parameter can only be right for its default.
    const isOptional =
      parameter.initializer !== undefined ||
      parameter.questionToken !== undefined ||
      outParameter(value.node, parameter) === 'optional';
    // A layer goes backward through what it did in training: a dropout keeps its mask then.
    if (!usedValues.has(v) && isTrainingFlag(parameter)) return { kind: 'flag', value: true };
    return isOptional && !usedValues.has(v)
      ? { kind: 'default' }
      : { kind: 'input', spec: parameterSpec(session, value, v) };
  });
  const ofEach = upstreamOfEach(value, parametersOf(gradient).map(parameterName));
  const upstreams = new Map(
    [...ofEach].flatMap(([key, g]): [string, InputSpec][] => {
      const source = gradientSources[g]!;
      return source.kind === 'input' && source.spec === ownSpec(session, g) ? [[key, source.spec]] : [];
    }),
  );
  const isOneOfThem = [...upstreams.values()].some((spec) => spec === upstream);
  const hasOneOfEach = isOneOfThem && upstreams.size === ofEach.size;
  const left = upstreamName === null || written.length === 0 ? [] : leftFor(session, usedValues);
  const aside = [
    ...(upstreamName === null
      ? []
      : keysBeside(value, upstreamName).filter((key) => !hasOneOfEach || !ofEach.has(key))),
    ...left.flatMap(({ keys }) => keys),
  ];
  const leftIn = left.map(({ name }) => name);
  return {
    value: valueSources,
    gradient: gradientSources,
    upstream,
    upstreamIsNamed,
    ...(hasOneOfEach ? { upstreams } : {}),
    aside,
    leftIn,
    outputForm: false,
  };
}

/**
 * Arguments in whose fields the value leaves arrays for the gradient, which takes them, too, as in a cache: `cache.mean[row] = mean`.
 * Beside an array that it fills they are no results.
 * @param used the value's parameters that the gradient takes
 */
function leftFor(
  { value }: Session,
  used: ReadonlySet<number>,
): readonly { readonly name: string; readonly keys: readonly string[] }[] {
  return parametersOf(value).flatMap((parameter, v) => {
    const fields = used.has(v) ? fieldsFilled(value, parameter) : [];
    const name = parameterName(parameter, v);
    return fields.length === 0 ? [] : [{ name, keys: fields.map((field) => `.${name}.${field}`) }];
  });
}

/** The same call with a field of one of the gradient's arguments as the upstream gradient, where one is named like it. */
function withUpstreamField(session: Session, binding: Binding): readonly Binding[] {
  const { value, gradient } = session;
  if (binding.upstream !== null) return [];
  return parametersOf(gradient).flatMap((parameter, g): readonly Binding[] => {
    const source = binding.gradient[g]!;
    if (source.kind !== 'input') return [];
    // `A.dw` beside the `A.w` that the value fills.
    const namesOfFilled = parametersOf(value)
      .filter((_, i) => parameterSpec(session, value, i) === source.spec)
      .flatMap((own) => fieldsFilled(value, own).flatMap((name) => derivativeNames(plainName(name))));
    const isOfFilled = (name: string): boolean => namesOfFilled.includes(plainName(name));
    const isUpstream = (name: string): boolean => isUpstreamName(plainName(name)) || isOfFilled(name);
    const field = upstreamField(value, gradient, parameter, isUpstream);
    if (field === null) return [];
    const upstreamIsNamed = isUnmistakablyUpstream(plainName(field)) || isOfFilled(field);
    return [{ ...binding, upstream: partOf(source.spec, field), upstreamIsNamed }];
  });
}

function asOutputForm(binding: Binding, index: number): Binding {
  const gradient = binding.gradient.map((source, i): ArgumentSource => (i === index ? { kind: 'output' } : source));
  return { ...binding, gradient, outputForm: true };
}
