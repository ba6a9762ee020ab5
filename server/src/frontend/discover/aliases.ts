/**
 * @file Different names of one loss or activation, used only when no function has the exact stem.
 * Only names of the same function belong in one row: a row that mixed a loss with its half would make false alarms.
 */

const ALIASES: readonly (readonly string[])[] = [
  ['mse', 'meansquarederror', 'meansquareerror', 'meansquared'],
  ['rmse', 'rootmeansquarederror', 'rootmeansquareerror'],
  ['mae', 'meanabsoluteerror', 'meanabserror', 'meanabsolute'],
  ['bce', 'binarycrossentropy', 'binaryxent', 'binaryce'],
  ['bcewithlogits', 'binarycrossentropywithlogits', 'bcelogits', 'bcefromlogits'],
  ['cce', 'categoricalcrossentropy', 'categoricalce'],
  ['ce', 'crossentropy', 'xent'],
  ['nll', 'negativeloglikelihood'],
  ['kl', 'kldiv', 'kldivergence', 'kullbackleibler', 'kullbackleiblerdivergence'],
  ['iou', 'intersectionoverunion'],
  ['giou', 'generalizediou'],
  ['diou', 'distanceiou'],
  ['ciou', 'completeiou'],
  ['dfl', 'distributionfocal'],
  ['sigmoid', 'logistic', 'sig', 'sigm', 'expit', 'sigmoide', 'sigmoidea', 'sigmoidal'],
  ['relu', 'rectifier', 'rectifiedlinear', 'rectifiedlinearunit'],
  ['lrelu', 'leakyrelu', 'leakyrectifiedlinear'],
  ['prelu', 'parametricrelu'],
  ['elu', 'exponentiallinear', 'exponentiallinearunit'],
  ['selu', 'scaledelu', 'scaledexponentiallinear', 'scaledexponentiallinearunit'],
  ['gelu', 'gaussianerrorlinear', 'gaussianerrorlinearunit'],
  ['silu', 'swish'],
  ['tanh', 'hyperbolictangent', 'tansig', 'tahn', 'tangentehiperbolica', 'tangentehyperbolique', 'tangenshyperbolicus'],
  ['gaussian', 'gauss', 'gaussiana'],
  ['identity', 'linear', 'lineal'],
  ['atan', 'arctan'],
  ['sse', 'sumsquares', 'sumofsquares', 'sumofsquarederrors', 'sumsquarederror'],
];

/** Names that several losses share: which one is meant, only what stands beside says. */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([['ce', ['bce', 'cce']]]);

/** What a name may be short for where only one such function is there: `crossEntropyGrad` beside `binaryCrossEntropy`. */
export function kindsOf(stem: string): readonly string[] {
  return KINDS.get(canonicalStem(stem)) ?? [];
}

/** Further functions that neural networks and textbooks are made of; they have one name each. */
const NAMES: ReadonlySet<string> = new Set(
  (
    'softplus softsign softmax logsoftmax celu mish relu6 hardsigmoid hardswish hardtanh logsigmoid logcosh bentidentity sinusoid ' +
    'sinc sin cos tan exp sqrt sinh cosh asin acos huber smoothl1 hinge squaredhinge focal dice jaccard softjaccard tversky charbonnier quadratic ' +
    'infonce ntxent simclr contrastive triplet tripletmargin pinball quantile wing barlowtwins tweedie poissonnll gaussiannll ' +
    'nothing passthrough rosenbrock himmelblau booth beale rastrigin ackley layernorm batchnorm rmsnorm logloss logit square cube'
  ).split(' '),
);

const CANONICAL: ReadonlyMap<string, string> = new Map(
  ALIASES.flatMap((row) => row.map((name): [string, string] => [name, row[0] ?? name])),
);

/** One spelling for all names of a function; a name that has no alias is its own. */
export function canonicalStem(stem: string): string {
  return CANONICAL.get(stem) ?? stem;
}

/** Whether the stem is the name of a loss or activation that has other names as well. */
export function isKnownStem(stem: string): boolean {
  return CANONICAL.has(stem);
}

/** Whether the stem names a function that can be differentiated and is nothing else. */
export function isFunctionName(stem: string): boolean {
  return CANONICAL.has(stem) || NAMES.has(stem);
}
