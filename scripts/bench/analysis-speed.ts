/** @file The analysis alone, in this process: an edit of the big file, each reference of the catalogue, and a scalar pair. */
import { readFileSync } from 'node:fs';
import { loadCatalogue } from '../../server/src/catalogue/load.ts';
import { checkPair } from '../../server/src/check/check-pair.ts';
import type { PairCandidate } from '../../server/src/frontend/types.ts';
import { createLossService } from '../../server/src/service/service.ts';
import { catalogueFiles, diskHost } from '../../test/harness/service.ts';
import { bce, environment, pairOf } from './pairs.ts';
import { manyPairs } from './sources.ts';
import { against, heading, line, median, number, quantile, spread, timed } from './statistics.ts';
import { edits } from './typing.ts';

const options = { samples: 48, seed: 1 };

export function reportAnalysis(): void {
  const original = manyPairs(50);
  const service = createLossService(diskHost());
  service.analyze('/bench/losses.ts', original);
  const typed = edits(original);
  const taken = timed(() => service.analyze('/bench/losses.ts', typed.next().value.text), 100, 20);
  heading('The analysis alone, in process, of the same edits');
  line(
    'analyze',
    `p50 ${number(quantile(taken, 0.5))} ms, p95 ${number(quantile(taken, 0.95))} ms (${number(Math.min(...taken))}–${number(Math.max(...taken))})`,
  );

  heading('Check of a pair, warm: trace, derive, judge, prove (a fresh graph each time)');
  const scalar = pairOf(bce);
  const scalarTimes = timed(() => checkPair(environment(), scalar, options), 60, 40);
  line('scalar pair (BCE with logits)', spread(scalarTimes, 'ms'), against(5, median(scalarTimes), 'ms'));
  const entries = loadCatalogue(catalogueFiles().map((path) => ({ path, text: readFileSync(path, 'utf8') })));
  for (const { id, variants } of entries) {
    const candidates = variants.flatMap(({ value, gradients }) =>
      gradients.map(({ gradient, wrt }): PairCandidate => {
        return { kind: 'tag', value, gradient, wrt, flagIndex: null, declared: true };
      }),
    );
    const times = candidates.map((candidate) => timed(() => checkPair(environment(), candidate, options), 9, 4));
    line(
      `${id}, ${candidates.length} pair${candidates.length === 1 ? '' : 's'}`,
      `${spread(times.flat(), 'ms')} a pair`,
    );
  }
}
