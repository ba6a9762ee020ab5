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
  ['sigmoid', 'logistic', 'sig'],
  ['relu', 'rectifier', 'rectifiedlinear', 'rectifiedlinearunit'],
  ['lrelu', 'leakyrelu'],
  ['silu', 'swish'],
  ['tanh', 'hyperbolictangent'],
  ['gaussian', 'gauss'],
  ['identity', 'linear'],
];

const CANONICAL: ReadonlyMap<string, string> = new Map(
  ALIASES.flatMap((row) => row.map((name): [string, string] => [name, row[0] ?? name])),
);

/** One spelling for all names of a function; a name that has no alias is its own. */
export function canonicalStem(stem: string): string {
  return CANONICAL.get(stem) ?? stem;
}

/** Whether the stem is the name of a loss or activation listed here. */
export function isKnownStem(stem: string): boolean {
  return CANONICAL.has(stem);
}
