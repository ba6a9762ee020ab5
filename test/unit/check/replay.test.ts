/** @file Samples that share an earlier sample's trace are those that interpreting the code anew would give, number by number. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkPair } from '../../../server/src/check/check-pair.ts';
import { interpretDraw, runDraw, type Sample, type SampleOutcome } from '../../../server/src/check/sampling/session.ts';
import { discover } from '../../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../../server/src/frontend/parse.ts';
import { drawPlan } from '../../../server/src/frontend/trace/inputs/domains.ts';
import type { Trace } from '../../../server/src/frontend/trace/trace.ts';
import type { Value } from '../../../server/src/frontend/trace/value.ts';
import { Graph } from '../../../server/src/math/expr/graph.ts';
import { catalogueFiles } from '../../harness/service.ts';

const samples = 40;

/** A value and its gradient in which something decides that is no comparison of the code. */
const rows: { readonly [title: string]: string } = {
  'branches, nested and early': `
export function loss(x: number, y: number): number {
  if (x > 1) return y === 1 ? x * x : 2 * x - 1;
  for (let i = 0; i < 3; i++) if (x < -i) return -x - i * y;
  return 0.5 * x * x;
}
export function lossGrad(x: number, y: number): number {
  if (x > 1) return y === 1 ? 2 * x : 2;
  for (let i = 0; i < 3; i++) if (x < -i) return -1;
  return x;
}`,
  'the truth of a number that may be NaN': `
export function loss(x: number): number {
  return Math.log(x) ? x * x : 3 * x;
}
export function lossGrad(x: number): number {
  return Math.log(x) ? 2 * x : 3;
}`,
  'isNaN and isFinite': `
export function loss(x: number): number {
  const a = Number.isNaN(Math.sqrt(x)) ? -x : x;
  return Number.isFinite(1 / (a - a * Math.sign(x))) ? a * a : 2 * a;
}
export function lossGrad(x: number): number {
  return Number.isNaN(Math.sqrt(x)) ? -2 : 2;
}`,
  'a product with 0 of what may be infinite': `
function huge(x: number): number {
  return 0 * Math.exp(400 * x);
}
export function loss(x: number): number {
  return x * x + huge(x);
}
export function lossGrad(x: number): number {
  return 2 * x + huge(x);
}`,
  'labels that depend on each other, lengths that vary, an index that is an input': `
export function loss(logits: number[], target: number[], label: number): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += (logits[i]! - target[i]!) ** 2;
  return sum - logits[label]!;
}
export function lossGrad(logits: number[], target: number[], label: number): number[] {
  return logits.map((z, i) => 2 * (z - target[i]!) - (i === label ? 1 : 0));
}`,
  'options, flags and defaults': `
export function loss(x: number[], reduction: 'mean' | 'sum' = 'mean', squared = true): number {
  const total = x.reduce((sum, v) => sum + (squared ? v * v : Math.abs(v)), 0);
  return reduction === 'mean' ? total / x.length : total;
}
export function lossGrad(x: number[], reduction: 'mean' | 'sum' = 'mean', squared = true): number[] {
  const scale = reduction === 'mean' ? 1 / x.length : 1;
  return x.map((v) => scale * (squared ? 2 * v : Math.sign(v)));
}`,
  'an order that depends on the inputs': `
export function loss(x: number[]): number {
  const sorted = [...x].sort((a, b) => a - b);
  return sorted[0]! * 2 + sorted[sorted.length - 1]!;
}
export function lossGrad(x: number[]): number[] {
  const low = Math.min(...x);
  const high = Math.max(...x);
  return x.map((v) => (v === low ? 2 : 0) + (v === high ? 1 : 0));
}`,
  'a gradient of the result, and one that fills an array': `
export function act(x: number[]): number[] {
  return x.map((v) => 1 / (1 + Math.exp(-v)));
}
/** @gradientOf act wrt x */
export function actGrad(out: number[], dx: number[]): void {
  for (let i = 0; i < out.length; i++) dx[i] = out[i]! * (1 - out[i]!);
}`,
  'what a method leaves for another': `
export class Layer {
  kept: number[] = [];
  forward(x: number[]): number {
    this.kept = x.map((v) => v);
    return x.reduce((sum, v) => sum + (v > 0 ? v * v : 0), 0);
  }
  /** @gradientOf forward wrt x */
  backward(): number[] {
    return this.kept.map((v) => (v > 0 ? 2 * v : 0));
  }
}`,
};

describe('replayed samples', () => {
  for (const [title, text] of Object.entries(rows)) {
    it(`are right with ${title}`, () => {
      assert.ok(compare('/replay/a.ts', text) > 0, 'no sample shares a trace');
    });
  }

  it('are right in references with many branches and long arrays', () => {
    const paths = catalogueFiles().filter((path) => /\/(dfl-logits|sigmoid-focal)\.ts$/.test(path));
    assert.equal(paths.length, 2);
    for (const path of paths) compare(path, readFileSync(path, 'utf8'));
  });
});

/** How many samples shared a trace. */
function compare(path: string, text: string): number {
  let shared = 0;
  const { pairs } = discover(parseSource(path, text));
  assert.ok(pairs.length > 0, `no pair in ${path}`);
  for (const candidate of pairs) {
    const environment = { graph: new Graph(), resolveImport: () => null, checkpoint: () => undefined };
    const { decision, session } = checkPair(environment, candidate, { samples: 48, seed: 1 });
    if (decision.kind === 'undetermined') continue;
    const { binding, judged } = decision.attempt;
    const aimed = judged.map(({ sample }) => sample.overrides).filter((overrides) => overrides.size > 0);
    const paths = new Set<unknown>();
    for (let i = 0; i < samples; i++) {
      const overrides = i % 3 === 2 ? (aimed[i % aimed.length] ?? new Map()) : new Map();
      const draw = drawPlan(7, i);
      // What the interpretation teaches would be news to the replay if it came second.
      const interpreted = interpretDraw(session, binding, draw, overrides);
      const outcome = runDraw(session, binding, draw, overrides);
      assert.deepEqual(described(outcome), described(interpreted), `${candidate.gradient.name}, sample ${i}`);
      if ('kind' in outcome) continue;
      if (paths.has(outcome.value.path)) shared++;
      paths.add(outcome.value.path);
    }
  }
  return shared;
}

function described(outcome: SampleOutcome): unknown {
  if ('kind' in outcome) return { kind: outcome.kind, what: outcome.what, at: outcome.node.pos };
  const { values, options, upstream, value, gradient }: Sample = outcome;
  return { values: [...values], options, upstream, value: describedTrace(value), gradient: describedTrace(gradient) };
}

function describedTrace({ outputs, written, result, self, returned, path, locals, numbers }: Trace): unknown {
  return {
    outputs,
    written,
    result: describedValue(result),
    left: describedValue(self),
    returned,
    path: path.map(({ comparison, lhs, rhs, taken, node }) => [comparison, lhs, rhs, taken, node.pos]),
    locals: locals.map(({ name, e, v, own }) => [name, e, v, own]),
    numbers: [...numbers].map(([node, number]) => [node.pos, node.end, number.v, number.e]),
  };
}

function describedValue(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'array') return value.items.map(describedValue);
  if (value.kind === 'object') return [...value.fields].map(([name, item]) => [name, describedValue(item)]);
  return value.kind === 'number' ? [value.e, value.v] : value.kind;
}
