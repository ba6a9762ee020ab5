/**
 * @file Gradients that are the derivative by another variable than the value's argument, which is a function of that: scaled by arguments
 * that the gradient alone takes, as a speed `distance * 6 * t * (1 - t) / duration` of `smoothstep(t)`, or by the distance where the value
 * takes its inverse; one of another variable that its comment names, `(chain rule: ds/dt = 1/h)`; and tangents and normals of length 1.
 */
import { commentsOn } from '../../frontend/comments.ts';
import { plainName } from '../../frontend/plain-name.ts';
import { isUpstreamName } from '../../frontend/upstream-names.ts';
import { equalityTolerance } from '../../math/numeric/tolerance.ts';
import type { Attempt } from '../attempt.ts';
import { type ComparedNumbers, comparedNumbers } from './compared-numbers.ts';
import { type Binding, parameterName, parametersOf, type Session } from '../sampling/session.ts';

/** Samples that must show the factor. */
const fewest = 6;

/** Arguments of the gradient alone that may scale it together. */
const mostScales = 3;

/** What the derivative is multiplied by at every sample, under one way to call the gradient, in words; null where it is not. */
export function chainedBy(session: Session, attempts: readonly Attempt[]): string | null {
  for (const attempt of attempts) {
    const found = chainedIn(session, attempt);
    if (found !== null) return found;
  }
  return null;
}

function chainedIn(session: Session, { binding, judged, target }: Attempt): string | null {
  const numbers = comparedNumbers(session.environment.graph, judged);
  if (numbers.length < fewest) return null;
  if (numbers.every(isUnitVector)) return 'scaled to length 1';
  const [only, ...others] = target.parameters;
  if (only !== undefined && others.length === 0 && inverseName.test(only)) {
    const isByInverse = [1, -1].some((sign) =>
      numbers.every((each) => isScaledBy(each, sign * (each.judged.sample.values.get(only) ?? NaN) ** 2)),
    );
    if (isByInverse) return `taken by the inverse of \`${only}\``;
  }
  const other = otherVariable(session);
  const scales = scalesOf(session, binding, other !== null).filter(({ name }) => !target.parameters.includes(name));
  // Of arguments that both functions take, one is the derivative of the other variable.
  for (const exponents of other === null ? choices(scales.length) : ofOneEach(scales.length)) {
    const factor = (each: ComparedNumbers): number =>
      scales.reduce((product, { numberAt }, i) => product * numberAt(each) ** exponents[i]!, 1);
    if (numbers.every((each) => isScaledBy(each, factor(each)))) {
      const names = scales.filter((_, i) => exponents[i] !== 0).map(({ name }) => `\`${name}\``);
      return other === null
        ? `scaled by ${names.join(' and ')}, which the value does not take`
        : `taken by \`${other}\`, as its comment says, and scaled by ${names.join(' and ')}`;
    }
  }
  return null;
}

const inverseName = /^(inv|recip\w*|one_?over)(?![a-z])|(_inv|Inv|_inverse|Inverse)$/;

function isScaledBy({ expected, actual }: ComparedNumbers, factor: number): boolean {
  return expected.every((e, i) => {
    const scaled = e * factor;
    return Math.abs(scaled - actual[i]!) <= equalityTolerance * Math.max(Math.abs(scaled), Math.abs(actual[i]!));
  });
}

/** Whether it has the direction of the derivative and length 1, as tangents and normals have. */
function isUnitVector(each: ComparedNumbers): boolean {
  const { expected, actual } = each;
  const length = Math.hypot(...expected);
  return actual.length > 1 && length > 0 && isScaledBy(each, 1 / length);
}

/** The variable by which the gradient's comment says that it is taken, by the chain rule, where neither function takes it; null otherwise. */
function otherVariable({ value, gradient }: Session): string | null {
  const comments = commentsOn(gradient.node);
  const named =
    /(?:with respect to|w\.?r\.?t\.?|derivative by) (?:the )?(?:(?:time|arc ?length|distance) )?`?([a-z]\w?)`?\b/i;
  const [, name] = named.exec(comments) ?? [];
  if (name === undefined || !/chain rule|d\w+ ?\/ ?d\w+ ?=/i.test(comments)) return null;
  const taken = [value, gradient].flatMap((unit) => parametersOf(unit).map(parameterName));
  return taken.includes(name) ? null : name;
}

interface Scale {
  readonly name: string;
  readonly numberAt: (numbers: ComparedNumbers) => number;
}

/** What the value is, where it is one number. */
function resultOf({ judged: { sample } }: ComparedNumbers): number {
  const { outputs } = sample.value;
  return outputs.length === 1 ? outputs[0]!.v : NaN;
}

/**
 * The single numbers that the gradient takes and, unless shared ones count, the value does not. What is called like a result may be the value's, and what comes from
 * above is a factor as it is.
 */
function scalesOf({ value, gradient }: Session, binding: Binding, takesShared: boolean): readonly Scale[] {
  const own = new Set(parametersOf(value).map(parameterName));
  return parametersOf(gradient).flatMap((parameter, i): Scale[] => {
    const name = parameterName(parameter, i);
    const source = binding.gradient[i];
    const isOther = resultName.test(name) || isUpstreamName(plainName(name));
    if ((own.has(name) && !takesShared) || source === undefined || isOther) return [];
    if (source.kind === 'output') return [{ name, numberAt: resultOf }];
    return source.kind === 'input' && source.spec.shape === 'scalar'
      ? [{ name, numberAt: ({ judged }) => judged.sample.values.get(source.spec.path) ?? NaN }]
      : [];
  });
}

const resultName = /^(y|f|s|a|z|o|out\w*|res\w*|val\w*|act\w*|fx)$/i;

/** Exponents of so many scales, at least one of which is not 0. */
function choices(count: number): readonly (readonly number[])[] {
  if (count > mostScales) return [];
  let found: readonly (readonly number[])[] = [[]];
  for (let i = 0; i < count; i++) found = found.flatMap((some) => [0, 1, -1, 2, -2].map((k) => [...some, k]));
  return found.filter((some) => some.some((k) => k !== 0));
}

/** Exponents of so many scales, all but one of which are 0. */
function ofOneEach(count: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    [1, -1, 2, -2].map((k) => Array.from({ length: count }, (_, j) => (j === i ? k : 0))),
  );
}
