/** @file Whether a gradient uses what its caller hands it from above: one that does not has forgotten the chain rule. */
import * as ts from 'typescript';
import { forEachDescendant, mentions } from '../../frontend/parse.ts';
import { plainName } from '../../frontend/plain-name.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import { isUnmistakablyUpstream, isUpstreamName } from '../../frontend/upstream-names.ts';
import { lossName } from './loss-names.ts';
import type { Session } from '../sampling/session.ts';

/**
 * Whether the gradient is handed what can only be the upstream gradient and does not read it, as a layer does that has forgotten the
 * chain rule. A loss comes last and is handed 1.
 */
export function forgetsUpstream({ value, gradient }: Session, { name }: ts.ParameterDeclaration): boolean {
  if (!ts.isIdentifier(name) || name.text.startsWith('_')) return false;
  const isHandedOn = isUnmistakablyUpstream(plainName(name.text)) || isPullback(gradient);
  if (!isHandedOn && !goesBackWith(value, gradient, name.text)) return false;
  const isLoss = [value.name, value.owner ?? ''].some((each) => lossName.test(each));
  return (
    (!isLoss || isPullback(gradient)) &&
    gradient.node.body !== undefined &&
    !readsNumbersOf(gradient.node.body, name.text)
  );
}

/** Whether a method goes backward with what is called like the upstream gradient and is none of the forward pass's own arguments. */
function goesBackWith(value: FunctionUnit, { name, owner, node }: FunctionUnit, argument: string): boolean {
  const isOfLayer = owner !== null && owner === value.owner && /^(backward|bwd|backprop\w*)$/i.test(name);
  const isOwn = value.node.parameters.some((parameter) => parameter.name.getText() === argument);
  return isOfLayer && node.parameters.length === 1 && !isOwn && isUpstreamName(plainName(argument));
}

/** What is called a pullback or a vector-Jacobian product is handed the derivative by the result, under whatever name. */
export function isPullback({ name }: FunctionUnit): boolean {
  return /pull_?back|vjp/i.test(name);
}

/**
 * Whether a factor that the chain rule hands in may be left out, as in `(y, error = 1) => …`, and is read where it is not: what is right
 * for 1 alone is wrong for every caller that has one. A `delta` of 1 may as well be where a loss turns linear.
 */
export function isFactorLeftOut({ node }: FunctionUnit, { name, initializer }: ts.ParameterDeclaration): boolean {
  if (!ts.isIdentifier(name) || initializer?.getText() !== '1' || node.body === undefined) return false;
  const plain = plainName(name.text);
  return /^(err(or)?|.*grad(ient)?|.*grad(ient)?out\w*)$/.test(plain) || isUnmistakablyUpstream(plain)
    ? mentions(node.body, name.text)
    : false;
}

/** Whether code reads an array's numbers: `dy.length` does not, nor does `dy.map((d, i) => …)` where `d` is not used. */
export function readsNumbersOf(code: ts.Node, array: string): boolean {
  let reads = false;
  forEachDescendant(code, (node) => {
    if (ts.isIdentifier(node) && node.text === array) reads ||= !countsEntries(node);
    return !reads;
  });
  return reads;
}

function countsEntries({ parent }: ts.Identifier): boolean {
  if (!ts.isPropertyAccessExpression(parent)) return false;
  if (parent.name.text === 'length') return true;
  const call = parent.parent;
  const callback = ts.isCallExpression(call) && parent.name.text === 'map' ? call.arguments[0] : undefined;
  if (callback === undefined || !ts.isArrowFunction(callback)) return false;
  const entry = callback.parameters[0]?.name;
  // `_` says that it is not used on purpose.
  return entry !== undefined && ts.isIdentifier(entry) && entry.text !== '_' && !mentions(callback.body, entry.text);
}
