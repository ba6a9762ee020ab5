/**
 * @file Pairs whose value stands in a neighbouring file, with the neighbours given as texts.
 * How paths are resolved on a disk is the host's business and not tested here.
 */
import assert from 'node:assert/strict';
import { discover } from '../../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../../server/src/frontend/parse.ts';

const FILES: Readonly<Record<string, string>> = {
  './focal': 'export function focal(z: number) { return z; }\nexport const mse = (p: number) => p * p;',
  './sigmoid': 'export default function sigmoid(x: number) { return x; }',
  './index': "export * from './focal';\nexport { focal as focalLoss } from './focal';\nexport { tanh } from './loop';",
  './loop': "export * from './loop';\nconst tanh = (x: number) => x;\nexport { tanh };",
  './default-name': 'const huber = (r: number) => r;\nexport default huber;',
  './private': 'function focal(z: number) { return z; }',
};

function pairsIn(text: string): readonly string[] {
  const resolveImport = (_path: string, specifier: string) => {
    const found = FILES[specifier];
    return found === undefined ? null : parseSource(`/work/${specifier.slice(2)}.ts`, found);
  };
  return discover(parseSource('/work/a.ts', text), { resolveImport }).pairs.map(
    ({ value, gradient }) => `${value.file.path}#${value.name} -> ${gradient.name}`,
  );
}

const ROWS: readonly (readonly [title: string, text: string, pairs: readonly string[]])[] = [
  [
    'a named import',
    "import { focal } from './focal';\nconst focalGrad = (z: number) => 1;",
    ['/work/focal.ts#focal -> focalGrad'],
  ],
  [
    'a renamed import',
    "import { focal as fl } from './focal';\nconst flGrad = (z: number) => 1;",
    ['/work/focal.ts#focal -> flGrad'],
  ],
  [
    'a default import',
    "import sigmoid from './sigmoid';\nconst dSigmoid = (x: number) => 1;",
    ['/work/sigmoid.ts#sigmoid -> dSigmoid'],
  ],
  [
    'a default export by name',
    "import huber from './default-name';\nconst huberGrad = (r: number) => 1;",
    ['/work/default-name.ts#huber -> huberGrad'],
  ],
  [
    'a namespace import',
    "import * as losses from './focal';\nconst mseGrad = (p: number) => 2 * p;",
    ['/work/focal.ts#mse -> mseGrad'],
  ],
  [
    're-exports, and one that never ends',
    "import { focalLoss, tanh } from './index';\nconst focalLossGrad = (z) => 1;\nconst tanhPrime = (x) => 1;",
    ['/work/focal.ts#focal -> focalLossGrad', '/work/loop.ts#tanh -> tanhPrime'],
  ],
  [
    'a tag',
    "import { focal } from './focal';\n/** @gradientOf focal wrt z */\nconst step = (z: number) => 1;",
    ['/work/focal.ts#focal -> step'],
  ],
  [
    'the local function before the imported one',
    "import { focal } from './focal';\nfunction focalLoss(z) { return z; }\nconst focalGrad = (z: number) => 1;",
    ['/work/a.ts#focalLoss -> focalGrad'],
  ],
  ['what is not exported', "import { focal } from './private';\nconst focalGrad = (z: number) => 1;", []],
  ['what is not imported', "import { mse } from './focal';\nconst focalGrad = (z: number) => 1;", []],
  ['a package', "import { focal } from 'focal';\nconst focalGrad = (z: number) => 1;", []],
  ['a missing file', "import { focal } from './gone';\nconst focalGrad = (z: number) => 1;", []],
];

describe('discover with neighbouring files', () => {
  for (const [title, text, pairs] of ROWS) {
    it(`reads ${title}`, () => {
      assert.deepEqual(pairsIn(text), pairs);
    });
  }
});
