/** @file The compared losses as pairs for the checker. Parsing and discovery are part of what a check of them takes. */
import { readFileSync } from 'node:fs';
import { discover } from '../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../server/src/frontend/parse.ts';
import type { TraceEnvironment } from '../../server/src/frontend/trace/trace.ts';
import type { PairCandidate } from '../../server/src/frontend/types.ts';
import { Graph } from '../../server/src/math/expr/graph.ts';
import * as losses from './losses.ts';

const text = readFileSync(new URL('losses.ts', import.meta.url), 'utf8');

export interface ComparedLoss {
  readonly title: string;
  readonly gradientName: string;
  readonly value: (z: number, y: number) => number;
  readonly gradient: (z: number, y: number) => number;
}

export const bce: ComparedLoss = {
  title: 'BCE with logits',
  gradientName: 'bceWithLogitsGrad',
  value: losses.bceWithLogits,
  gradient: losses.bceWithLogitsGrad,
};

export const focal: ComparedLoss = {
  title: 'Sigmoid focal',
  gradientName: 'sigmoidFocalGrad',
  value: losses.sigmoidFocal,
  gradient: losses.sigmoidFocalGrad,
};

export function environment(): TraceEnvironment {
  return { graph: new Graph(), resolveImport: () => null, checkpoint: () => undefined };
}

export function pairOf({ gradientName }: ComparedLoss): PairCandidate {
  const pair = discover(parseSource('/bench/losses.ts', text)).pairs.find((p) => p.gradient.name === gradientName);
  if (pair === undefined) throw new Error(`${gradientName} is not found as a gradient`);
  return pair;
}
