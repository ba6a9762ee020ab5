/**
 * @file Every function and method of the tensor libraries that the interpreter reads gives what the library itself gives, on random
 * tensors: the same shape, the same numbers to the precision of float32, and the same derivative where the library has one.
 */
import assert from 'node:assert/strict';
import { traceValue, type TracedValue } from '../../server/src/check/sampling/trace-value.ts';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import {
  jaxFunctions,
  jaxMethods,
  jaxNames,
  linalgFunctions,
  nnFunctions,
} from '../../server/src/frontend/trace/tensor/jax.ts';
import { losses } from '../../server/src/frontend/trace/tensor/losses.ts';
import { tfjsFunctions, tfjsMethods } from '../../server/src/frontend/trace/tensor/tfjs.ts';
import { adjoints } from '../../server/src/math/calculus/differentiate.ts';
import { builder } from '../../server/src/math/expr/build.ts';
import { Graph } from '../../server/src/math/expr/graph.ts';
import { evaluate, program } from '../../server/src/math/numeric/evaluate.ts';
import { assertClose, flat } from '../harness/nested-results.ts';
import { jaxExpressions, tfjsExpressions } from './expressions.ts';
import { type Argument, jax, type Library, tensorFlow } from './libraries.ts';

const names = ['a', 'b', 'p', 'q', 'y', 'v', 'w'];
const domains = '/** @domain p (0.05, 0.95)\n * @domain q (1.1, 3)\n * @domain y {0, 1} */';

/** Known and not read: their results have no derivative. */
const declinedFunctions = 'dropout randomNormal randomUniform truncatedNormal'.split(' ');

const float32 = 2e-5;

function traced(header: string, type: string, expression: string): TracedValue {
  const vector = type === 'np.Array' ? type : 'tf.Tensor1D';
  const matrix = type === 'np.Array' ? type : 'tf.Tensor2D';
  // Without ranks in the types, jax learns them from use.
  const learn =
    type === 'np.Array'
      ? names
          .slice(0, 5)
          .map((name) => `${name}.shape[1];`)
          .join(' ')
      : '';
  const parameters = names.map((name) => `${name}: ${name === 'v' || name === 'w' ? vector : matrix}`).join(', ');
  const text = `${header}\n${domains}\nexport function f(${parameters}) { ${learn} [v.shape[0], w.shape[0]]; return ${expression}; }\n`;
  const file = parseSource('/f.ts', text);
  const unit = discover(file).functions.find(({ name }) => name === 'f')!;
  const environment = { graph: new Graph(), resolveImport: () => null, checkpoint: () => undefined };
  const result = traceValue(environment, unit, { samples: 3, seed: 7 });
  assert.ok(!('problem' in result), `${expression}: ${JSON.stringify('problem' in result && result.problem)}`);
  return result;
}

/** The arguments of a path; one that the expression does not use is drawn by nobody and may be anything. */
function argumentsOf(values: ReadonlyMap<string, number>): { readonly [name: string]: Argument } {
  const entries = names.map((name): [string, Argument] => {
    const own = [...values].filter(([path]) => path.startsWith(`${name}[`));
    const positions = own.map(([path]) => [...path.matchAll(/\[(\d+)\]/g)].map((m) => Number(m[1])));
    const rank = positions[0]?.length ?? 1;
    const shape = Array.from({ length: rank }, (_, axis) => 1 + Math.max(0, ...positions.map((p) => p[axis]!)));
    return [name, own.length === 0 ? { shape: [1], entries: [1] } : { shape, entries: own.map(([, v]) => v) }];
  });
  return Object.fromEntries(entries);
}

function checkValue(library: Library, { paths }: TracedValue, expression: string): void {
  assert.ok(paths.length > 0);
  for (const { trace, values } of paths) {
    const theirs = new Map(flat(library.evaluate(expression, argumentsOf(values))));
    const ours = new Map(trace.outputs.map(({ key, v }) => [key, v]));
    assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort(), expression);
    const keys = [...ours.keys()];
    assertClose(
      keys.map((key) => ours.get(key)!),
      keys.map((key) => theirs.get(key)!),
      expression,
      float32,
    );
  }
}

/** How many derivatives were compared. */
function checkDerivative(library: Library, { graph, paths }: TracedValue, expression: string): number {
  const build = builder(graph);
  let compared = 0;
  for (const { trace, values } of paths.slice(0, 1)) {
    const total = trace.outputs.reduce((sum, { e }) => build.add(sum, e), build.num(0));
    const derivative = adjoints(graph, total);
    const args = argumentsOf(values);
    const used = names.filter((name) => values.has(`${name}[0]`) || values.has(`${name}[0][0]`));
    for (const name of used) {
      const symbols = [...values.keys()].filter((path) => path.startsWith(`${name}[`));
      const ours = symbols.map((symbol) => derivative.of(graph.symbol(symbol)));
      if (ours.every((id) => graph.constantValue(id) === 0)) continue;
      const theirs = library.gradient(expression, args, name);
      if (theirs === null) continue;
      const numbers = evaluate(program(graph, ours), values);
      assertClose(
        ours.map((id) => numbers.get(id)!),
        flat(theirs).map(([, v]) => v),
        `the derivative of ${expression} by ${name}`,
        float32,
      );
      compared++;
    }
  }
  return compared;
}

function assertCovered(tables: readonly { readonly [name: string]: unknown }[], expressions: readonly string[]): void {
  const used = new Set(expressions.flatMap((e) => [...e.matchAll(/\b(\w+)\(/g)].map((m) => m[1]!)));
  const missing = tables.flatMap((table) => Object.keys(table)).filter((name) => !used.has(name));
  assert.deepEqual(
    missing.filter((name) => !declinedFunctions.includes(name) && name !== 'stopGradient'),
    [],
  );
}

function suite(
  header: string,
  type: string,
  expressions: readonly string[],
  load: (names: readonly string[], expressions: readonly string[]) => Promise<Library>,
  fewestDerivatives: number,
): void {
  let library: Library;
  let derivatives = 0;
  before(async function () {
    this.timeout(120_000);
    library = await load(names, expressions);
  });
  for (const expression of expressions) {
    it(expression, () => {
      const result = traced(header, type, expression);
      checkValue(library, result, expression);
      derivatives += checkDerivative(library, result, expression);
    });
  }
  it('has derivatives in the library for most', () => {
    assert.ok(derivatives >= fewestDerivatives, `only ${derivatives}`);
  });
}

describe('tensor operations of TensorFlow.js', () => {
  it('are all here', () => assertCovered([tfjsFunctions, tfjsMethods, losses], tfjsExpressions));
  suite(`import * as tf from '@tensorflow/tfjs-core';`, 'tf.Tensor', tfjsExpressions, tensorFlow, 200);
});

describe('tensor operations of jax', () => {
  it('are all here', () =>
    assertCovered([jaxFunctions, jaxMethods, nnFunctions, linalgFunctions, jaxNames], jaxExpressions));
  const header = `import { numpy as np, nn, grad, valueAndGrad, jit } from '@jax-js/jax';`;
  suite(header, 'np.Array', jaxExpressions, jax, 100);
});
