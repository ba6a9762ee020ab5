/**
 * @file Convention "prefix": `gradSigmoid`, `derivativeOfMse`, `dSigmoid`, `d_sigmoid`, `dLdz`, and a bare `gradient` or `gradZ`.
 * The name is only read here; `match.ts` looks for the value.
 */
import { isFunctionName } from './aliases.ts';
import { MARKERS, namedParameter, reading, type GradientReading } from './gradient-names.ts';
import { meansDerivative } from './other-meanings.ts';
import { splitWords, stemKey, withoutCallable, withoutVerb } from './words.ts';

/** `gradSigmoid`, `derivativeOfMse`, `dSigmoid`, `d_sigmoid`, `dsigmoid`, `dLdz`, and the bare `gradient`, `gradZ`. */
export function prefixReadings(name: string): readonly GradientReading[] {
  const written = withoutVerb(splitWords(name));
  const words = withoutCallable(written);
  const [marker = '', ...rest] = words;
  const readings = [...leibnizReadings(name)];
  if (rest.length === 0 && (marker === 'backward' || marker === 'bwd')) {
    readings.push(reading('prefix', ['forward'], null, marker));
  } else if (MARKERS.has(marker) && marker !== 'prime') {
    readings.push(...readAfterMarker(marker, rest, words.length < written.length));
  } else if (marker === 'partial' && rest.length > 0) {
    readings.push(reading('prefix', [], rest.join(''), marker));
  } else if (DERIVED.has(marker) && isFunctionName(stemKey(rest))) {
    readings.push(reading('prefix', rest, null, marker));
  } else if (marker === 'd' && rest.length > 0 && isOperandOfD(rest.join(''))) {
    // `dTanhFromOutput` says in which form it is, `dPressure_hPa_per_C` in which unit.
    readings.push(reading('prefix', upTo(/^(from|per)$/, rest), null, marker));
  } else if (marker === 'score' && /log(lik|likelihood|density|prob|pdf|posterior)$/.test(rest.join(''))) {
    readings.push(reading('prefix', rest, null, marker));
  } else if (marker === 'marginal' && ECONOMIC.test(rest.join(''))) {
    readings.push(reading('prefix', rest, null, marker));
  } else if (JOINED.test(name)) {
    readings.push(reading('prefix', [name.replace(JOINED, '$2')], null, 'grad'));
  } else {
    // `DRELU` beside `RELU` is written in capitals as a whole; `Drelu` is beside `relu`.
    const stem = /^[dD]([a-z]\w*)$/.exec(/^D[A-Z]{3,}$/.test(name) ? name.toLowerCase() : name)?.[1];
    if (stem !== undefined && (isPlainOperandOfD(splitWords(stem)) || GREEK.test(stem))) {
      readings.push(reading('prefix', splitWords(stem), null, 'd'));
    }
  }
  return readings;
}

/** The words before such a one, which follows others. */
function upTo(end: RegExp, words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => end.test(word));
  return at > 0 ? words.slice(0, at) : words;
}

/** `gradf`, all in small letters; other functions are not written so. */
const JOINED = /^(grad|gradient)(f\d?|fn|func|fun|loss|cost)$/;

/** @param isOfFunction whether the name goes on to say that a function is meant, as `gradTestFunction`, which is no test */
function readAfterMarker(marker: string, rest: readonly string[], isOfFunction: boolean): readonly GradientReading[] {
  const readings: GradientReading[] = [];
  const isExplicit = rest[0] === 'of';
  const operand = isExplicit ? rest.slice(1) : rest;
  const at = operand.indexOf('wrt');
  // `gradTanhFromOutput`, `derivadaTanhDesdeSalida`
  const stem = at < 0 ? upTo(/^(from|desde)$/, operand) : operand.slice(0, at);
  const isBare = stem.length === 0;
  if (isBare ? BARE.has(marker) : isExplicit || isOfFunction || mayFollow(marker, stem)) {
    const wrts = at < 0 ? [null] : namedParameter(operand.slice(at));
    readings.push(...wrts.map((wrt) => reading('prefix', stem, wrt, marker)));
  }
  // `gradZ`: the gradient, with respect to z, of the one loss there is.
  if (at < 0 && !isBare && BARE.has(marker)) {
    readings.push(reading('prefix', [], stem.join(''), marker));
  }
  return readings;
}

/** `gradNorm` is no gradient of a norm, `derivativePrice` a price, `derMittelwert` German. */
function mayFollow(marker: string, stem: readonly string[]): boolean {
  if (GRADIENT_NOUNS.has(stem.join('')) || !meansDerivative(marker, stem)) return false;
  return marker !== 'der' || isPlainOperandOfD(stem) || isFunctionName(stemKey(stem));
}

/** Words that count only before the name of a mathematical function: `derivedReLU`, `dx_tanh`, `derivaSigmoide`. */
const DERIVED: ReadonlySet<string> = new Set(['derived', 'derive', 'deriva', 'dx', 'diff']);

/** Of what one more unit is spoken of as marginal; a marginal likelihood is another thing. */
const ECONOMIC = /^(total)?(costs?|revenue|utility|product|profit|benefit|tax(due)?|rate)$/;

/** Markers that may stand for the derivative of the one loss nearby. `deriv` is not among them: ODE solvers use it. */
const BARE: ReadonlySet<string> = new Set(['grad', 'grads', 'gradient', 'gradients', 'derivative', 'derivatives']);

/** Leibniz's notation: `dLdz`, `dydx`, `dL_dz`, `dLossDz`, `dLossdz`, `d_focal_d_z`. */
function leibnizReadings(name: string): readonly GradientReading[] {
  // `d2PdV2` beside `dPdV`
  const [, twice, by] = /^d2_?([A-Za-z]\w*?)_?d_?([A-Za-z])(?:2|_?\2)$/.exec(name) ?? [];
  if (twice !== undefined && by !== undefined)
    return [reading('prefix', splitWords(`d${twice}d${by}`), by.toLowerCase(), 'd')];
  const match =
    /^d([A-Z])d([A-Za-z]\w*)$/.exec(name) ??
    /^d([a-z])d([a-z])$/.exec(name) ??
    /^d_?(\w+?)_d_?([A-Za-z]\w*)$/.exec(name) ??
    /^d([A-Z]\w*?[a-z0-9])D([A-Za-z]\w*)$/.exec(name) ??
    /^d([A-Z]\w+?)d([a-z]\w?)$/.exec(name);
  const [, numerator, denominator] = match ?? [];
  return numerator === undefined || denominator === undefined
    ? []
    : [reading('prefix', splitWords(numerator), splitWords(denominator).join(''), 'd')];
}

/** What `gradX` or `gradientX` usually is when X is one of these: something done to a gradient, or a picture. */
const GRADIENT_NOUNS: ReadonlySet<string> = new Set(
  (
    'norm descent ascent step clip clipping check update scale sum zero color colour stop stops fill background penalty ' +
    'size map flow text id buffer boost boosting accumulate mean average max min length magnitude angle direction at'
  ).split(' '),
);

/**
 * `dIoU` is the distance-IoU loss and `dX` a difference, not derivatives; R's `dnorm` and `dgamma` are densities.
 */
const NOT_OPERANDS: ReadonlySet<string> = new Set(
  'iou iouloss norm gamma beta unif binom pois weibull lnorm logis cauchy x y z t r i j k n m w b'.split(' '),
);

function isOperandOfD(stem: string): boolean {
  return !NOT_OPERANDS.has(stem);
}

const PLAIN_OPERANDS: ReadonlySet<string> = new Set(
  'f g h fn func function loss cost error objective act activation activate activator apply transfer squash step bent'.split(
    ' ',
  ),
);

/** Names of functions in formulas; angles and fluxes go by them as well, so that `match.ts` asks for the very arguments. */
export const GREEK = /^(phi|psi|chi|rho|zeta|xi)$/;

/**
 * With no capital or underscore after it, a `d` counts only before the name of a mathematical function: otherwise `draw`
 * would be the derivative of `raw`, `done` that of `one`.
 */
function isPlainOperandOfD(words: readonly string[]): boolean {
  const joined = words.join('');
  const first = words[0] ?? '';
  // R has `dexp` for the density of the exponential distribution.
  if (joined === 'exp') return false;
  // `cappedRelu` is one by its last word.
  const last = words.at(-1) ?? '';
  const isNamed = isFunctionName(first) || isFunctionName(joined) || (last.length > 3 && isFunctionName(last));
  return isOperandOfD(joined) && (PLAIN_OPERANDS.has(first) || isNamed);
}
