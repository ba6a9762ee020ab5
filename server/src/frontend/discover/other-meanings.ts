/**
 * @file Words beside which a marker such as `prime` or `gradient` means something else: `largestPrime`, `heroGradient`,
 * `derivativePrice`. Only names are judged here; what a function does is `look-alikes.ts`.
 */

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

const NOISE = 'color colour background bg radial conic fill stroke border sky rainbow noise perlin simplex sobel';

const PICTURES = words(
  `${NOISE} text palette css svg canvas image img draw theme hero button card header footer page banner bar chart icon logo ` +
    'overlay pixel lerp mix blend interpolate style stop stops shadow glow gloss magnitude direction orientation hue brightness ' +
    'opacity create make build render paint heatmap',
);

/** What is done to a gradient that is already there. */
const TREATMENTS = words(
  'check verify validate test compare zero reset clear accumulate update apply store save print plot show aggregate collect ' +
    'merge push sync send receive set init average',
);

const ANGLES = words('deg degree degrees rad radian radians turn turns to angle');

const INTEGERS = words(
  'is are largest smallest next prev previous nth kth find first last count check generate random to co add has each test sub ' +
    'sum list closest nearest big mersenne twin safe factor sieve optimus price get print new is probably kth highest lowest all',
);

const MOVES = words(
  'step move go skip seek search play fast jump walk turn page navigate slide rotate drive look find match read iterate ' +
    'traverse delete kill word char cursor is scan shift roll spin swim travel scroll pass rewind run pan zoom face track',
);

/** Contracts, works of authors, and quantities whose derivative is taken from measurements over time. */
const CONTRACTS_AND_SIGNALS = words(
  'price prices pricing trade trades market position positions contract exposure security instrument option options portfolio pnl ' +
    'premium volume product products license licence work works image asset assets file media is has total financial equity word words term terms ' +
    'time signal series sample measurement sensor is process',
);

/** What is done with a derivative that is there: `plotDerivative`, `scaleYDerivative`, `makeGeneratorDerivative`. */
const PRESENTATION = words('scale draw plot render format show make create build parse print toggle handle label');

const OTHER_MEANINGS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['prime', INTEGERS] as const,
  ...['backward', 'backwards', 'bwd'].map((marker) => [marker, MOVES] as const),
  ...['gradient', 'gradients'].map((marker) => [marker, new Set([...PICTURES, ...TREATMENTS])] as const),
  ...['grad', 'grads'].map((marker) => [marker, new Set([...words(NOISE), ...TREATMENTS])] as const),
  ...['derivative', 'derivatives', 'derivation', 'deriv'].map(
    (marker) => [marker, new Set([...CONTRACTS_AND_SIGNALS, ...PRESENTATION])] as const,
  ),
  ['der', words('or un in on mittelwert')] as const,
]);

/** Whether the words beside the marker leave it the meaning of a derivative. */
export function meansDerivative(marker: string, stem: readonly string[]): boolean {
  // A grad is also a hundredth of a right angle.
  const last = stem.at(-1) === 'to' && stem.length > 1 ? stem.at(-2) : stem.at(-1);
  const isOfAngle = ANGLES.has(last ?? '') || /^(deg|rad)/.test(stem[0] ?? '');
  // `tiltDegreesGrad` is the gradient of a tilt.
  const isConversion = stem.every((word) => ANGLES.has(word) || /^(deg|rad|from|convert|2)/.test(word));
  if (marker === 'grad' && isOfAngle && isConversion) return false;
  const others = OTHER_MEANINGS.get(marker);
  if (others === undefined || (isBackward(marker) && stem.some((word) => MODELS.has(word)))) return true;
  // An average pooling is a layer.
  if (/^pool(ing)?$/.test(stem.at(-1) ?? '')) return true;
  return (
    !(others.has(stem.at(-1) ?? '') || (others.has(stem[0] ?? '') && !isOfCurve(stem))) ||
    /^(scale|sample)$/.test(stem.join())
  );
}

function isBackward(marker: string): boolean {
  return /^(backwards?|bwd)$/.test(marker);
}

/** What goes backward through one of these does so by the chain rule: `lstmStepBackward`. */
const MODELS = words('lstm gru rnn cnn mlp conv dense layer attention transformer softmax norm embedding');

/** One samples a curve, `sampleCurveX`, where it is not samples of a signal. */
function isOfCurve(stem: readonly string[]): boolean {
  return stem[0] === 'sample' && stem.length > 1;
}

const HANDLING = words('clip clamp normalize normalise scale rescale average smooth flip reverse blur sharpen');

/** Whether the stem is a verb for what is done to a gradient as well as to a number: `clipGradient`, `scaleGrad`. */
export function isHandling(stem: readonly string[]): boolean {
  return stem.length === 1 && HANDLING.has(stem[0] ?? '');
}
