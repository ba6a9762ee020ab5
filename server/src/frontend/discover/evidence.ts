/**
 * @file What speaks for two functions being value and derivative where their names alone do not: the words of the file, parameters
 * that both have, an upstream factor. Without any, `pressureGradient` and `forward` beside `backward` are left alone.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import { plainName } from '../plain-name.ts';
import type { SourceUnit } from '../types.ts';
import { isUpstreamName } from '../upstream-names.ts';
import { isFunctionName } from './aliases.ts';
import type { FoundFunction } from './collect.ts';
import { fieldsOf } from './own-fields.ts';
import { splitWords, stemKey } from './words.ts';

/** Words of texts about learning, optimisation and calculus, and hardly of others. */
const VOCABULARY =
  /sigmoid|softmax|softplus|relu\b|neural|neuron\b|perceptron|backprop|back.?propagat|logits?\b|cross.?entropy|activation.?func|learning.?rate|loss.?func|cost.?func|objective.?func|mean.?squared|autograd|autodiff|optimi[sz]er|newton.?raphson|∂|\bdl\/d|derivative of|gradient of|\bepochs?\b|contrastive|triplet.?loss|metric.?learning|info.?nce|chain rule|jacobian|pullback/i;

const known = new WeakMap<ts.SourceFile, boolean>();

/** Whether the file, its name included, is about functions that are differentiated. */
export function isAboutDerivatives({ path, tree, text }: SourceUnit): boolean {
  let answer = known.get(tree);
  if (answer === undefined) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    known.set(tree, (answer = VOCABULARY.test(text) || splitWords(name).some((word) => isFunctionName(word))));
  }
  return answer;
}

/** Whether a parameter is named like the factor that the chain rule hands in. */
export function hasUpstream({ parameters }: FoundFunction): boolean {
  return parameters.some((name) => isUpstreamName(plainName(name)));
}

/**
 * Whether the gradient takes all that the value takes and the derivative by its result after that, `dh` or `dv`; or the very same, where
 * the value speaks of a loss.
 */
export function continuesArguments(value: FoundFunction, gradient: FoundFunction): boolean {
  const taken = value.parameters;
  if (taken.length === 0 || !taken.every((name, i) => gradient.parameters[i] === name)) return false;
  const [next, ...others] = gradient.parameters.slice(taken.length);
  if (others.length > 0) return false;
  if (next === undefined) return taken.length > 2 && /loss|cost|energy|prob|logit/i.test(value.unit.node.getText());
  // `(scores, dw)`; of one argument a `dt` or `dx` would be a step.
  if (taken.length === 1) return /^d(y|z|w|a|h|o|p|s|q|out)$/.test(plainName(next));
  // `(boxes, refs, n, dBoxes)`
  const isOfTaken = taken.some((name) => next === `d${name[0]!.toUpperCase()}${name.slice(1)}`);
  return isOfTaken || /^d[a-z]{1,2}$/.test(plainName(next));
}

/** `CenterLoss`, `AspectPenalty`: what has `forward` and `backward`, or a gradient, by that name is differentiated, and goes nowhere. */
export function isNamedAsLoss(name: string | null): boolean {
  return splitWords(name ?? '').some((word) => /^(loss|cost|penalty|criterion|likelihood)$/.test(word));
}

/**
 * Whether a layer's `forward` leaves what it computed of its arguments in fields of its object that its `backward` reads: two at least, which
 * neither reads before or sets again, as the position of a player or a cursor is.
 */
export function leavesState(value: FoundFunction, gradient: FoundFunction): boolean {
  if (value.parameters.length === 0) return false;
  const [own, other] = [fieldsOf(value.unit.node), fieldsOf(gradient.unit.node)];
  const isChanged = (name: string): boolean => other.set.has(name) || other.added.has(name);
  const left = [...own.set].filter((name) => !own.readFirst.has(name) && !own.added.has(name) && !isChanged(name));
  return left.filter((name) => other.readFirst.has(name)).length > 1;
}

/** Whether what the function works on is itself a gradient: then it treats one, and has none. */
export function takesGradient({ parameters }: FoundFunction): boolean {
  return /^(g|grads?|gradients?)$/.test(plainName(parameters[0] ?? ''));
}

/** Whether the name is that of a known function, once verbs and decorations are gone. */
export function hasFunctionName(name: string | null): boolean {
  if (name === null) return false;
  const words = splitWords(name);
  return isFunctionName(words.join('')) || isFunctionName(stemKey(words));
}

/** Whether both take an argument of one name, or the gradient calls the value. */
export function areRelated(value: FoundFunction, gradient: FoundFunction): boolean {
  return value.parameters.some((name) => takes(gradient, name)) || calls(gradient, value.localName);
}

/** Whether the gradient takes what the value works on, or calls the value. */
export function areCloselyRelated(value: FoundFunction, gradient: FoundFunction): boolean {
  const [main] = value.parameters;
  return (main !== undefined && takes(gradient, main)) || calls(gradient, value.localName);
}

function takes({ parameters }: FoundFunction, name: string): boolean {
  return parameters.some((own) => plainName(own) === plainName(name));
}

/** Whether a function calls one of that name. */
export function calls(caller: FoundFunction, name: string): boolean {
  let found = false;
  forEachDescendant(caller.unit.node, (node) => {
    if (ts.isCallExpression(node)) {
      const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
      found ||= ts.isIdentifier(callee) && callee.text === name;
    }
    return !found;
  });
  return found;
}

/**
 * Whether the two are different kernels of particles in a fluid: densities are smoothed with the one whose norm is 315 / 64 π h⁹, and
 * pressures with the gradient of another, -45 / π h⁶, which does not vanish where particles meet.
 */
export function areDifferentKernels(value: FoundFunction, gradient: FoundFunction): boolean {
  const [own, other] = [value, gradient].map(({ unit }) => unit.node.getText());
  const isOfDensity = /\b315\b/.test(own ?? '') && /\b64\b/.test(own ?? '');
  const isOfPressure = /\b45\b/.test(other ?? '') && !/\b(315|945)\b/.test(other ?? '');
  return isOfDensity && isOfPressure && !/poly/i.test(gradient.localName);
}

/**
 * Whether a distribution has no closed form here: it calls more than `Math`, as for the error function, or has coefficients. The density
 * beside it is then exact, and in the tails far from the derivative of what is written.
 */
export function isApproximated({ unit }: FoundFunction): boolean {
  let isOther = false;
  forEachDescendant(unit.node, (node) => {
    isOther ||= ts.isCallExpression(node) && !/^Math\./.test(node.expression.getText());
    isOther ||= ts.isNumericLiteral(node) && /\.\d{3}/.test(node.text);
    return !isOther;
  });
  return isOther;
}
