/**
 * @file Which functions of a file pair up, row by row: one line of source, one line of expectation.
 * What the checker then says about a pair is not tested here.
 */
import assert from 'node:assert/strict';
import { discover } from '../../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../../server/src/frontend/parse.ts';
import type { PairCandidate } from '../../../server/src/frontend/types.ts';

/** `value -> gradient (kind)`, with `wrt …`, `flag i` and `declared` where they apply. */
function describePair(pair: PairCandidate): string {
  const extras = [
    pair.wrt === null ? '' : ` wrt ${pair.wrt.join(', ')}`,
    pair.flagIndex === null ? '' : ` flag ${pair.flagIndex}`,
    pair.declared ? ' declared' : '',
  ];
  return `${pair.value.name} -> ${pair.gradient.name} (${pair.kind})${extras.join('')}`;
}

function pairsIn(source: string, path = '/work/a.ts'): readonly string[] {
  return discover(parseSource(path, source)).pairs.map(describePair);
}

/** `function a(x) {…} function b(x) {…}` for the given names, all of them numeric. */
function functions(...names: readonly string[]): string {
  return names.map((name) => `function ${name}(x: number) { return x * ${name.length}; }`).join('\n');
}

/** Names of two functions that pair by name alone, and how. */
const PAIRED_NAMES: readonly (readonly [value: string, gradient: string, kind: 'suffix' | 'prefix'])[] = [
  ['sigmoid', 'sigmoidGrad', 'suffix'],
  ['sigmoid', 'sigmoidGradient', 'suffix'],
  ['sigmoid', 'sigmoidDerivative', 'suffix'],
  ['sigmoid', 'sigmoid_derivative', 'suffix'],
  ['sigmoid', 'sigmoidDeriviate', 'suffix'],
  ['sigmoid', 'sigmoidDerivate', 'suffix'],
  ['sigmoid', 'sigmoidDeriv', 'suffix'],
  ['sigmoid', 'sigmoidPrime', 'suffix'],
  ['sigmoid', 'sigmoidprime', 'suffix'],
  ['sigmoid', 'sigmoidderivative', 'suffix'],
  ['sigmoid', 'sigmoid_grad', 'suffix'],
  ['Sigmoid', 'SigmoidDerivative', 'suffix'],
  ['SIGMOID', 'SIGMOID_GRAD', 'suffix'],
  ['sigmoid', 'sigmoidDerivativeFn', 'suffix'],
  ['sigmoid', 'sigmoidGradFromOutput', 'suffix'],
  ['irrResult', 'irrResultDeriv', 'suffix'],
  ['geluForward', 'geluBackward', 'suffix'],
  ['geluFwd', 'geluBwd', 'suffix'],
  ['relu', 'reluBackward', 'suffix'],
  ['_gelu', '_geluGrad', 'suffix'],
  ['tanh_', 'tanhDerivative', 'suffix'],
  ['mse', 'mseGradient', 'suffix'],
  ['mseLoss', 'mseGrad', 'suffix'],
  ['mseLoss', 'mseLossGrad', 'suffix'],
  ['huberLoss', 'huberLossDerivative', 'suffix'],
  ['meanSquaredError', 'mseDerivative', 'suffix'],
  ['mean_squared_error', 'mse_prime', 'suffix'],
  ['binaryCrossEntropy', 'bceGrad', 'suffix'],
  ['categoricalCrossEntropyLoss', 'cceGradient', 'suffix'],
  ['crossEntropyLSE', 'crossEntropyGrad', 'suffix'],
  ['calculateLoss', 'calculateLossGradient', 'suffix'],
  ['loss', 'getLossGradient', 'suffix'],
  ['computeCost', 'costGradient', 'suffix'],
  ['sigmoidPrime', 'sigmoidPrimePrime', 'suffix'],
  ['focalLoss', 'lossGrad', 'suffix'],
  ['sigmoid', 'dSigmoid', 'prefix'],
  ['sigmoid', 'd_sigmoid', 'prefix'],
  ['sigmoid', 'dsigmoid', 'prefix'],
  ['tanh', 'dTanh', 'prefix'],
  ['f', 'df', 'prefix'],
  ['mse', 'dmse', 'prefix'],
  ['sigmoid', 'gradSigmoid', 'prefix'],
  ['sigmoid', 'grad_sigmoid', 'prefix'],
  ['sigmoid', 'gradOfSigmoid', 'prefix'],
  ['sigmoid', 'derivativeOfSigmoid', 'prefix'],
  ['norm', 'gradientOfNorm', 'prefix'],
  ['mse', 'computeGradMse', 'prefix'],
  ['focalLoss', 'dLoss', 'prefix'],
  ['focalLoss', 'gradient', 'prefix'],
  ['lossFn', 'gradFn', 'prefix'],
  ['computeLoss', 'computeGradient', 'prefix'],
  ['activation_sigmoid', 'derivative_sigmoid', 'prefix'],
  ['activationSigmoid', 'derivateSigmoid', 'prefix'],
  ['lossMse', 'gradMse', 'prefix'],
  ['forwardRelu', 'backwardRelu', 'prefix'],
  ['relu', 'relu_d', 'suffix'],
  ['tanh', 'tanhD', 'suffix'],
  ['relu', 'derivedRelu', 'prefix'],
  ['sigmoid', 'sigmoidDerivation', 'suffix'],
  ['sigmoid', 'sigmoidDerivitive', 'suffix'],
  ['sigmoid', 'sigmoidAbleitung', 'suffix'],
  ['softmax', 'softmaxJacobian', 'suffix'],
  ['activationFunction', 'deriviateActivationFunction', 'prefix'],
  ['lossValue', 'lossGradient', 'suffix'],
  ['lossFunction', 'lossFunctionGradient', 'suffix'],
  ['exponentialLinearUnit', 'eluDerivative', 'suffix'],
  ['f', 'exactFirstDerivative', 'suffix'],
  ['apply', 'applyDerivative', 'suffix'],
  ['activate', 'dActivate', 'prefix'],
];

/** Names that must be left alone, although a careless rule would pair them. */
const UNPAIRED_NAMES: readonly (readonly string[])[] = [
  ['is', 'isPrime'],
  ['largest', 'largestPrime'],
  ['prime', 'isPrime', 'nextPrime', 'primeFactors'],
  ['pdate', 'update', 'pdated', 'updated'],
  ['dd', 'add'],
  ['ist', 'dist'],
  ['ata', 'data'],
  ['elta', 'delta'],
  ['ecode', 'decode', 'encode'],
  ['raw', 'draw'],
  ['one', 'done'],
  ['ot', 'dot'],
  ['log', 'dlog'],
  ['iou', 'diou', 'giou', 'ciou'],
  ['iouLoss', 'diouLoss', 'dIoULoss'],
  ['norm', 'gradNorm', 'gradientNorm'],
  ['norm', 'dnorm', 'pnorm'],
  ['x', 'dx', 'y', 'dy'],
  ['derivs', 'step', 'deriv'],
  ['euler', 'deriv', 'energy'],
  ['step', 'stepForward', 'stepBackward'],
  ['seekForward', 'seekBackward'],
  ['linearGradient', 'radialGradient', 'conicGradient'],
  ['color', 'colorGradient'],
  ['background', 'backgroundGradient'],
  ['gradient', 'gradientDescent', 'gradientStep'],
  ['descent', 'gradientDescent'],
  ['price', 'derivative'],
  ['grad', 'fade', 'lerp'],
  ['mseLoss', 'maeLoss', 'gradient'],
  ['sigmoid', 'tanhDerivative'],
  ['under', 'und', 'order'],
  ['forward', 'backward'],
  ['_f', 'df', '$E', 'dE', '_d', 'dD'],
  ['clip', 'clipCount', 'clipGradientNorm'],
  ['deg', 'rad', 'radGrad', 'degToGrad'],
  ['f', 'exactSecondDerivative', 'fDoublePrime', 'ddf'],
  ['price', 'derivativePrice', 'total', 'derivativesTotal'],
  ['hero', 'heroGradient', 'button', 'buttonGradient'],
  ['kth', 'kthPrime', 'highest', 'highestPrime'],
  ['mseLossFn', 'mseForward', 'mseGrad', 'ambiguous'],
];

/** Whole sources and all the pairs in them. */
const SOURCES: readonly { readonly title: string; readonly source: string; readonly pairs: readonly string[] }[] = [
  {
    title: 'the parameter a suffix names',
    source: `function bce(p: number, y: number) { return -y * Math.log(p); }
      function bceGradWrtP(p: number, y: number) { return -y / p; }
      function bceGradY(p: number, y: number) { return -Math.log(p); }
      function bceGradWrtQ(p: number, y: number) { return 0; }`,
    pairs: ['bce -> bceGradWrtP (suffix) wrt p', 'bce -> bceGradY (suffix) wrt y'],
  },
  {
    title: 'Leibniz notation beside the one loss',
    source: `const loss = (z: number, y: number) => (z - y) ** 2;
      const dLdz = (z: number, y: number) => 2 * (z - y);
      const dL_dy = (z: number, y: number) => 2 * (y - z);
      const dLossDz = (z: number, y: number) => 2 * (z - y);
      const gradZ = (z: number, y: number) => 2 * (z - y);
      const dLdq = (z: number) => z;`,
    pairs: [
      'loss -> dLdz (prefix) wrt z',
      'loss -> dL_dy (prefix) wrt y',
      'loss -> dLossDz (prefix) wrt z',
      'loss -> gradZ (prefix) wrt z',
    ],
  },
  {
    title: 'forward and backward with an upstream factor',
    source: `const forward = (x: number) => x * x;
      const backward = (x: number, dy: number) => 2 * x * dy;`,
    pairs: ['forward -> backward (prefix)'],
  },
  {
    title: 'the exact stem before an alias and before a decorated stem',
    source: functions('meanSquaredError', 'mseLoss', 'mse', 'mseGrad'),
    pairs: ['mse -> mseGrad (suffix)'],
  },
  {
    title: 'the same owner before the file',
    source: `function mse(p: number) { return p; }
      const losses = { mse: (p: number) => p * p, mseGrad: (p: number) => 2 * p };
      function mseGrad(p: number) { return 1; }`,
    pairs: ['mse -> mseGrad (suffix)', 'mse -> mseGrad (suffix)'],
  },
  {
    title: 'no pair across two classes or into a function',
    source: `class A { mse(p: number) { return p; } }
      class B { mseGrad(p: number) { return p; } }
      function outer() { function huber(x: number) { return x; } return huber; }
      function huberGrad(x: number) { return 1; }`,
    pairs: [],
  },
  {
    title: 'a local value beside a local gradient',
    source: `function make() {
        const mish = (x: number) => x;
        const mishGrad = (x: number) => 1;
        return [mish, mishGrad];
      }`,
    pairs: ['mish -> mishGrad (suffix)'],
  },
  ...(
    [
      ['f', 'df'],
      ['fn', 'derivative'],
      ['fn', 'dFn'],
      ['func', 'grad'],
      ['func', 'derivative'],
      ['forward', 'backward'],
      ['output', 'der'],
      ['error', 'der'],
      ['activation', 'derivate'],
      ['compute', 'gradient'],
      ['value', 'gradient'],
      ['loss', 'grad'],
      ['normal', 'derivative'],
      ['calculate', 'gradient'],
      ['cost', 'der'],
      ['activate', 'measure'],
      ['lossFn', 'gradientFn'],
    ] as const
  ).map(([value, gradient]) => ({
    title: `members ${value} and ${gradient}`,
    source: `export const square = { ${value}: (x: number) => x * x, ${gradient}(x: number) { return 2 * x; } };`,
    pairs: [`${value} -> ${gradient} (object-members) declared`],
  })),
  {
    title: 'members of an anonymous literal in a table',
    source: `const table = [{ name: 'a', f: (x) => x, df: (x) => 1 }, { name: 'b', f: (x) => x * x, df: (x) => 2 * x }];`,
    pairs: ['f -> df (object-members) declared', 'f -> df (object-members) declared'],
  },
  {
    title: 'members that refer to functions',
    source: `function squash(x: number) { return x; }
      function slope(x: number) { return 1; }
      const loss = (x: number) => x;
      export const act = { f: squash, df: slope };
      export function make() { const loss = 3; const grad = slope; return { loss, grad }; }`,
    pairs: ['squash -> slope (object-members) declared'],
  },
  {
    title: 'static and instance methods',
    source: `class Sigmoid { static f(x: number) { return x; } static derivative(x: number) { return 1; } }
      class Relu { forward(x: number) { return x; } backward(g: number) { return g; } }
      class Losses { mse(p: number) { return p; } mseGradient(p: number) { return 1; } }`,
    pairs: [
      'f -> derivative (object-members) declared',
      'forward -> backward (object-members)',
      'mse -> mseGradient (suffix)',
    ],
  },
  {
    title: 'prototypes, exports and properties of a function',
    source: `function Net() {}
      Net.prototype.sigmoid = function (x) { return x; };
      Net.prototype.sigmoidPrime = function (x) { return 1; };
      exports.tanh = (x) => x;
      exports.tanhDerivative = (x) => 1;
      function relu(x) { return x; }
      relu.derivative = (x) => 1;`,
    pairs: [
      'sigmoid -> sigmoidPrime (suffix)',
      'tanh -> tanhDerivative (suffix)',
      'relu -> derivative (object-members) declared',
    ],
  },
  {
    title: 'members that a constructor assigns',
    source: `function Layer() { this.forward = function (x) { return x; }; this.backward = (g) => g; }
      function Other() { this.gradient = (x) => 1; }
      class Act { constructor() { this.f = (x) => x; } df(x) { return 1; } }`,
    pairs: ['forward -> backward (object-members)', 'f -> df (object-members) declared'],
  },
  {
    title: 'procedures, which have no result, as no pair',
    source: `const table = { eval(parser, name) { parser.push(name); }, derivative(parser, name) { parser.push(name); } };
      function inherit(node, level, prime) { node.apply(prime ? level : 0); }
      function tanhFwd(x: number[], y: number[]) { for (let i = 0; i < 3; i++) y[i] = Math.tanh(x[i]); }
      function tanhBwd(y: number[], dx: number[]) { for (let i = 0; i < 3; i++) dx[i] += 1 - y[i] ** 2; }`,
    pairs: ['tanhFwd -> tanhBwd (suffix)'],
  },
  {
    title: 'a boolean flag',
    source: `function sigmoid(x, derivate) { const fx = 1 / (1 + Math.exp(-x)); return derivate ? fx * (1 - fx) : fx; }
      const tanh = (x: number, isDerivative = false) => { if (!isDerivative) return Math.tanh(x); return 1; };
      const relu = (x: number, der?: boolean) => (der === true ? 1 : x);
      const both = (x: number, deriv: boolean) => (deriv && x > 0 ? sigmoid(x, deriv) : x);
      const notAFlag = (x: number, grad?: number[]) => { if (grad) grad[0] = 1; return x; };
      const product = (x: number, deriv) => (deriv ? x * deriv : x);
      const alwaysUsed = (x: number, derivative: number) => x * derivative;`,
    pairs: [
      'sigmoid -> sigmoid (boolean-flag) flag 1 declared',
      'tanh -> tanh (boolean-flag) flag 1 declared',
      'relu -> relu (boolean-flag) flag 1 declared',
      'both -> both (boolean-flag) flag 1 declared',
      'notAFlag -> notAFlag (out-parameter) declared',
    ],
  },
  {
    title: 'tags',
    source: `/** @reference sigmoid-focal */
      export function fl(z: number, y: number) { return z * y; }
      /** @gradientOf fl wrt z, y */
      const step = (z: number, y: number) => [y, z];
      /** @gradientOf sigmoid-focal wrt z */
      const other = (z: number, y: number) => y;
      /** @reference sigmoid-focal */
      function focalBackward(z: number, y: number) { return y; }
      /** @gradcheck-ignore sketch */
      function flGrad(z: number, y: number) { return y; }
      class Box { iou(b: number[]) { return 1; } /** @gradientOf iou */ slope(b: number[]) { return 0; } }`,
    pairs: [
      'fl -> step (tag) wrt z, y declared',
      'fl -> other (reference-tag) wrt z declared',
      'fl -> focalBackward (reference-tag) declared',
      'iou -> slope (tag) declared',
    ],
  },
  {
    title: 'finite differences are no gradients',
    source: `const loss = (w: number[]) => w[0];
      function computeGradient(w: number[], h = 1e-5) { return (loss([w[0] + h]) - loss([w[0] - h])) / (2 * h); }
      function numericalGradient(w: number[]) { return 0; }`,
    pairs: [],
  },
  {
    title: 'storing and applying gradients computes none',
    source: `class Store {
        set(i, v) { this.w[i] = v; } setGrad(i, v) { this.dw[i] = v; }
        add(i, v) { this.w[i] += v; } add_grad(i, v) { this.dw[i] += v; }
        forward(x) { return x; } applyGradients(g) { this.w[0] -= g; }
      }
      class Ops { add(a, b) { return a + b; } addGrad(a, b) { return [1, 1]; } }`,
    pairs: ['add -> addGrad (suffix)'],
  },
  {
    title: 'text, pictures, predicates and promises are no gradients',
    source: `const fill = (x: number) => x;
      const tint = (x: number) => x;
      const tintGradient = (x: number) => \`linear-gradient(\${x}deg)\`;
      const hue = (x: number) => x;
      const hueGradient = (x: number): string => String(x);
      const even = (x: number) => x;
      const evenPrime = (x: number) => { return x > 2 ? isNaN(x) : true; };
      const odd = (x: number) => x;
      const oddPrime = (x: number) => { if (x) return true; return false; };
      const load = (x: number) => x;
      const loadGrad = async (x: number) => 2 * x;`,
    pairs: ['even -> evenPrime (suffix)'],
  },
];

describe('discover', () => {
  for (const [value, gradient, kind] of PAIRED_NAMES) {
    it(`pairs ${value} with ${gradient}`, () => {
      assert.deepEqual(pairsIn(functions(value, gradient)), [`${value} -> ${gradient} (${kind})`]);
      assert.deepEqual(pairsIn(functions(gradient, value)), [`${value} -> ${gradient} (${kind})`]);
    });
  }
  for (const names of UNPAIRED_NAMES) {
    it(`leaves ${names.join(', ')} alone`, () => {
      assert.deepEqual(pairsIn(functions(...names)), []);
    });
  }
  for (const { title, source, pairs } of SOURCES) {
    it(`reads ${title}`, () => {
      assert.deepEqual([...pairsIn(source)].sort(), [...pairs].sort());
    });
  }
});
