/**
 * @file Arguments of a gradient that hold several things: what the value function returns beside its result for the gradient to use, as
 * `cache` in `{ y, cache }`, and objects of its own arguments, as `{ x, beta, dy }`.
 */
import * as ts from 'typescript';
import { bare } from '../../frontend/bare.ts';
import { forEachDescendant } from '../../frontend/parse.ts';
import { returnedExpressions } from '../../frontend/returned-expressions.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { isUpstreamName } from '../../frontend/upstream-names.ts';
import type { Trace } from '../../frontend/trace/trace.ts';
import type { Value } from '../../frontend/trace/value.ts';
import type { FunctionNode, FunctionUnit } from '../../frontend/types.ts';
import { parametersOf } from '../sampling/session.ts';
import { fieldsRead } from './upstream-field.ts';

/** The key, in what the value function returns, of what a parameter of the gradient is handed; null where that is nothing it keeps. */
export function keyOfHanded(
  value: FunctionUnit,
  gradient: FunctionUnit,
  place: number,
  names: readonly string[],
): string | null {
  const parameter = parametersOf(gradient)[place]!;
  return (
    keyOfKept(value, names[place]!, names) ??
    keyOfTakenApart(value, gradient, parameter) ??
    keyOfCache(value, parameter)
  );
}

/**
 * The key, in what the value function returns, of what a parameter of the gradient is named after; null where there is none, or where
 * nothing would be left that is the result.
 */
function keyOfKept({ node }: FunctionUnit, parameter: string, parameters: readonly string[]): string | null {
  const results = returnedLiterals(node).map(namesOfParts);
  const [first] = results;
  const key = first?.get(parameter);
  if (first === undefined || key === undefined || results.some((names) => names.get(parameter) !== key)) return null;
  // What comes from above is of this one: `(p, dp)` beside `{ p, tau }`.
  if (parameters.some((name) => derivativeNames(plainName(parameter)).includes(plainName(name)))) return null;
  return [...first.keys()].some((name) => !parameters.includes(name)) ? key : null;
}

/**
 * The key, in what the value function returns, of the object whose fields a parameter of the gradient is taken apart into, or whose fields
 * are read of it: `.cache` for `({ unit, inv })` beside `{ y, cache: { unit, inv } }`, `[1]` beside `[y, { unit, inv }]`.
 */
function keyOfTakenApart(
  { node }: FunctionUnit,
  gradient: FunctionUnit,
  parameter: ts.ParameterDeclaration,
): string | null {
  const fields = fieldsRead(gradient, parameter);
  // One field may be anything's.
  if (fields.length < (ts.isObjectBindingPattern(parameter.name) ? 1 : 2)) return null;
  const keys = returnedLiterals(node).map((literal) => {
    const holder = objectsIn(literal).find(({ object }) => {
      const own = object.properties.map((property) => property.name?.getText());
      return fields.every((field) => own.includes(field));
    });
    return holder?.key ?? null;
  });
  const [first] = keys;
  return first !== undefined && keys.every((key) => key === first) ? first : null;
}

const cacheName = /^(cached?|saved|kept|tape|residuals?|memo|ctx|context)$/;

/**
 * The key, in what the value function returns, of what is kept for a gradient whose parameter is called `cache`, or is taken apart into what
 * stands there: `[1]` for `cache` or `[x, slope]` beside `[y, [x, slope]]`.
 */
function keyOfCache({ node }: FunctionUnit, { name }: ts.ParameterDeclaration): string | null {
  const keys = returnedLiterals(node).map((literal) => {
    if (!ts.isArrayLiteralExpression(literal) || literal.elements.length < 2) return null;
    if (ts.isIdentifier(name))
      return literal.elements.length === 2 && cacheName.test(plainName(name.text)) ? '[1]' : null;
    const parts = ts.isArrayBindingPattern(name) ? name.elements.map((part) => part.getText()).join() : null;
    const place = literal.elements.findIndex(
      (part) => ts.isArrayLiteralExpression(part) && part.elements.map((each) => each.getText()).join() === parts,
    );
    return place < 0 ? null : `[${place}]`;
  });
  const [first] = keys;
  return first !== undefined && keys.every((key) => key === first) ? first : null;
}

/** Object literals among several parts of a literal, with their keys. */
function objectsIn(
  literal: ts.Expression,
): readonly { readonly key: string; readonly object: ts.ObjectLiteralExpression }[] {
  if (ts.isArrayLiteralExpression(literal) && literal.elements.length > 1)
    return literal.elements.flatMap((object, i) =>
      ts.isObjectLiteralExpression(object) ? [{ key: `[${i}]`, object }] : [],
    );
  if (!ts.isObjectLiteralExpression(literal) || literal.properties.length < 2) return [];
  return literal.properties.flatMap((part) =>
    ts.isPropertyAssignment(part) && ts.isObjectLiteralExpression(part.initializer)
      ? [{ key: `.${part.name.getText()}`, object: part.initializer }]
      : [],
  );
}

/**
 * The keys, in what the value function returns, of all that is not the result which an upstream gradient is of: those of `mean` and `std`
 * in `{ y, mean, std }` for `dy`. Empty where names do not tell.
 */
export function keysBeside({ node }: FunctionUnit, upstream: string): readonly string[] {
  const [first, ...others] = returnedLiterals(node).map(namesOfParts);
  const names = [...(first?.keys() ?? [])];
  const isSame = others.every((other) => names.every((name) => other.has(name)) && other.size === names.length);
  if (!isSame) return [];
  const isOf = (name: string): boolean => derivativeNames(plainName(name)).includes(plainName(upstream));
  const exact = names.filter(isOf);
  const results = exact.length > 0 ? exact : names.filter((name) => resultName.test(plainName(name)));
  return results.length === 1 ? names.filter((name) => name !== results[0]).map((name) => first!.get(name)!) : [];
}

/** The keys of several results, each with the place of the parameter that is its upstream gradient: `dh` and `dc` of `{ h, c }`. */
export function upstreamOfEach({ node }: FunctionUnit, parameters: readonly string[]): ReadonlyMap<string, number> {
  const found = returnedLiterals(node).map((literal) => {
    const pairs = [...(namesInType(node) ?? namesOfParts(literal))].flatMap(([name, key]): [string, number][] => {
      const place = parameters.findIndex((parameter) =>
        derivativeNames(plainName(name)).includes(plainName(parameter)),
      );
      return place < 0 ? [] : [[key, place]];
    });
    return new Map(pairs);
  });
  const [first, ...others] = found;
  if (first === undefined || others.length > 0 || first.size < 2) return new Map();
  return new Set(first.values()).size === first.size ? first : new Map();
}

/** What a type calls the parts of a tuple: `[h: number, cNew: number]`; null where it names none. */
function namesInType({ type }: FunctionNode): ReadonlyMap<string, string> | null {
  if (type === undefined || !ts.isTupleTypeNode(type)) return null;
  const named = type.elements.filter(ts.isNamedTupleMember);
  if (named.length < type.elements.length) return null;
  return new Map(named.map(({ name }, i) => [name.getText(), `[${i}]`]));
}

const resultName = /^(out|outputs?|y|yhat|results?|activations?)$/;

/** What the derivative by something called `y` is called; of a state that goes on, `dcNext` beside `cNew` or `c`. */
export function derivativeNames(name: string): readonly string[] {
  const derivatives = [`d${name}`, `grad${name}`, `${name}grad`, `g${name}`];
  const state = name.replace(/(?<=.)(next|new|out)$/, '').replace(/^(next|new)(?=.)/, '');
  return [...derivatives, `d${state}next`, `dnext${state}`, `d${state}new`, `d${state}out`];
}

/** Object and array literals that a function returns. */
function returnedLiterals(node: FunctionNode): readonly ts.Expression[] {
  return returnedExpressions(node).flatMap((expression) => {
    const inner = bare(expression);
    return ts.isObjectLiteralExpression(inner) || ts.isArrayLiteralExpression(inner) ? [inner] : [];
  });
}

/** What the parts of a literal are called, and the key of each. */
function namesOfParts(literal: ts.Expression): ReadonlyMap<string, string> {
  if (ts.isArrayLiteralExpression(literal))
    return new Map(literal.elements.flatMap((e, i) => [[ts.isIdentifier(e) ? e.text : `[${i}]`, `[${i}]`]]));
  if (!ts.isObjectLiteralExpression(literal)) return new Map();
  return new Map(
    literal.properties.flatMap(({ name }): [string, string][] =>
      name === undefined ? [] : [[name.getText(), `.${name.getText()}`]],
    ),
  );
}

/** A trace of the value function as that of a function which returns no more than its result; what else it returned is kept. */
export function withoutKept(trace: Trace, keys: readonly string[]): Trace {
  if (keys.length === 0) return trace;
  const isKept = (key: string): boolean =>
    keys.some((kept) => key === kept || key.startsWith(`${kept}.`) || key.startsWith(`${kept}[`));
  const parts = partsOf(trace.result);
  const rest = parts.filter(([key]) => !isKept(key));
  const [only] = rest;
  return {
    ...trace,
    result: rest.length === 1 ? only![1] : trace.result,
    outputs: trace.outputs.filter(({ key }) => !isKept(key)),
    kept: keys.map((kept) => parts.find(([key]) => key === kept)?.[1]),
  };
}

function partsOf(result: Value): readonly (readonly [string, Value])[] {
  if (typeof result !== 'object' || result === null) return [];
  if (result.kind === 'array') return result.items.map((item, i) => [`[${i}]`, item]);
  return result.kind === 'object' ? [...result.fields].map(([name, field]) => [`.${name}`, field]) : [];
}

/** One field of an argument that is an object: a parameter of the value function, by its index, or the upstream gradient. */
export interface BundledField {
  readonly name: string;
  readonly is: number | 'upstream';
}

/**
 * Which of the value's parameters the fields of one of the gradient's parameters are, where each of them is one, or the upstream gradient.
 * @param free indices and names of the value's parameters that no other parameter of the gradient is
 */
export function bundledFields(
  gradient: FunctionUnit,
  parameter: ts.ParameterDeclaration,
  free: readonly (readonly [number, string])[],
): readonly BundledField[] | null {
  if (ts.isIdentifier(parameter.name) && !isTakenApart(gradient.node, parameter.name.text)) return null;
  const fields = new Set(fieldsRead(gradient, parameter));
  const found = [...fields].map((name) => {
    const own = free.find(([, other]) => plainName(other) === plainName(name));
    return { name, is: own?.[0] ?? (isUpstreamName(plainName(name)) ? ('upstream' as const) : null) };
  });
  const isWhole = found.every((field): field is BundledField => field.is !== null);
  const isOwn = found.some(({ is }) => typeof is === 'number');
  return isWhole && isOwn && new Set(found.map(({ is }) => is)).size === found.length ? found : null;
}

/** Whether the body uses an object for nothing but its fields. */
function isTakenApart({ body }: FunctionNode, name: string): boolean {
  let isWhole = false;
  if (body !== undefined)
    forEachDescendant(body, (child) => {
      const { parent } = child;
      if (!ts.isIdentifier(child) || child.text !== name) return;
      const isField = ts.isPropertyAccessExpression(parent);
      const isPattern = ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name);
      if (!isField && !isPattern) isWhole = true;
    });
  return !isWhole;
}
