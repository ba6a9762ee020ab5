/**
 * @file Every function of mathjs and lodash that the interpreter reads gives what the library itself gives, on random arguments: the
 * same shape and the same numbers, computed while tracing and by the expressions that come of it.
 */
import assert from 'node:assert/strict';
import { traceValue, type TracedValue } from '../../server/src/check/sampling/trace-value.ts';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import { lodashFunctions } from '../../server/src/frontend/trace/libraries/lodash.ts';
import { mathjsCreation, mathjsFunctions } from '../../server/src/frontend/trace/libraries/mathjs.ts';
import { Graph } from '../../server/src/math/expr/graph.ts';
import { evaluate, program } from '../../server/src/math/numeric/evaluate.ts';
import { functionsOf, loadLibrary } from '../harness/library.ts';
import { assertClose, flat, type Nested } from '../harness/nested-results.ts';
import { type LibraryExpression, lodashExpressions, mathjsExpressions } from './expressions.ts';

const parameters = {
  x: 'number',
  y: 'number',
  p: 'number',
  q: 'number',
  k: 'number',
  v: 'number[]',
  w: 'number[]',
  a: 'number[][]',
  b: 'number[][]',
  r: '{ s: number; t: number }[]',
};
const names = Object.keys(parameters);
const domains = '/** @domain p (0.05, 0.95)\n * @domain q (1.1, 3)\n * @domain k {2, 3} */';

const tolerance = 1e-12;

type Functions = { readonly [expression: string]: (...args: readonly unknown[]) => Nested };

function trace(header: string, expression: string, samples: number): ReturnType<typeof traceValue> {
  const list = [...Object.entries(parameters).map(([name, type]) => `${name}: ${type}`), 'u'];
  const text = `${header}\n${domains}\nexport function f(${list.join(', ')}) { return ${expression}; }\n`;
  const unit = discover(parseSource('/f.ts', text)).functions.find(({ name }) => name === 'f')!;
  const environment = { graph: new Graph(), resolveImport: () => null, checkpoint: () => undefined };
  return traceValue(environment, unit, { samples, seed: 7 });
}

function traced(header: string, expression: string): TracedValue {
  const result = trace(header, expression, 3);
  assert.ok(!('problem' in result), `${expression}: ${JSON.stringify('problem' in result && result.problem)}`);
  return result;
}

/** Arguments as they are nested, of the names of their entries: `a[0][1]`, `r[2].s`. What was not drawn is left out. */
function argumentsOf(values: ReadonlyMap<string, number>): readonly unknown[] {
  const root: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const keys = path.match(/\w+/g)!;
    let place = root;
    keys.forEach((key, i) => {
      if (i === keys.length - 1) place[key] = value;
      else place = (place[key] ??= /^\d+$/.test(keys[i + 1]!) ? [] : {}) as Record<string, unknown>;
    });
  }
  return names.map((name) => root[name]);
}

function suite(
  prefix: string,
  header: string,
  functions: readonly string[],
  expressions: readonly LibraryExpression[],
): void {
  const asked = expressions.map((each) => (typeof each === 'string' ? { ours: each, theirs: each } : each));
  let library: { readonly functions: Functions };
  before(async function () {
    this.timeout(120_000);
    const theirs = functionsOf(
      names,
      asked.map((each) => each.theirs),
    );
    library = await loadLibrary(`${header}\n${theirs}`);
  });
  it('are all here', () => {
    const text = asked.map(({ ours }) => ours).join('\n');
    const used = new Set([...text.matchAll(/\.(\w+)/g)].map((m) => m[1]));
    assert.deepEqual(
      functions.filter((each) => !used.has(each)),
      [],
    );
  });
  it('take arguments of any kind', () => {
    const args = ['u', 'undefined', '[x, [y]]', '(e) => e'];
    const lists = [[], ...args.map((one) => [one]), ...args.flatMap((one) => args.map((other) => [one, other]))];
    for (const each of functions) {
      for (const list of lists) assert.doesNotThrow(() => trace(header, `${prefix}.${each}(${list.join(', ')})`, 1));
    }
  });
  for (const { ours, theirs } of asked) {
    it(ours, () => {
      const { graph, paths } = traced(header, ours);
      assert.ok(paths.length > 0);
      for (const { trace, values } of paths) {
        const expected = new Map(flat(library.functions[theirs]!(...argumentsOf(values))));
        const outputs = [...trace.outputs].filter(({ v }) => v !== undefined);
        assert.deepEqual(outputs.map(({ key }) => key).sort(), [...expected.keys()].sort(), ours);
        const wanted = outputs.map(({ key }) => expected.get(key)!);
        const numbers = evaluate(
          program(
            graph,
            outputs.map(({ e }) => e),
          ),
          values,
        );
        assertClose(
          outputs.map(({ v }) => v),
          wanted,
          ours,
          tolerance,
        );
        assertClose(
          outputs.map(({ e }) => numbers.get(e)!),
          wanted,
          `${ours} as an expression`,
          tolerance,
        );
      }
    });
  }
}

describe('functions of mathjs', () => {
  const functions = Object.keys({ ...mathjsFunctions, ...mathjsCreation(true) });
  suite('math', `import * as math from 'mathjs';`, functions, mathjsExpressions);
});

describe('functions of lodash', () => {
  suite('_', `import _ from 'lodash';`, Object.keys(lodashFunctions), lodashExpressions);
});
