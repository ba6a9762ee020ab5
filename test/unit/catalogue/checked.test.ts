/**
 * @file The catalogue by its own checker: every published gradient is proved as it is written, every known misprint is refuted.
 * Numbers from outside are `test/unit/golden.test.ts`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadCatalogue } from '../../../server/src/catalogue/load.ts';
import { checkPair } from '../../../server/src/check/check-pair.ts';
import type { FunctionUnit, PairCandidate } from '../../../server/src/frontend/types.ts';
import { Graph } from '../../../server/src/math/expr/graph.ts';
import { catalogueFiles } from '../../harness/service.ts';

const entries = loadCatalogue(catalogueFiles().map((path) => ({ path, text: readFileSync(path, 'utf8') })));

function check(value: FunctionUnit, gradient: FunctionUnit, wrt: readonly string[] | null) {
  const candidate: PairCandidate = { kind: 'tag', value, gradient, wrt, flagIndex: null, declared: true };
  const environment = { graph: new Graph(), resolveImport: () => null, checkpoint: () => undefined };
  return checkPair(environment, candidate, { samples: 48, seed: 1 }).decision;
}

describe('catalogue checked by its own checker', () => {
  for (const entry of entries) {
    for (const variant of entry.variants) {
      for (const { gradient, wrt } of variant.gradients) {
        it(`${entry.id} ${variant.id}: ${gradient.name} is proved`, () => {
          const decision = check(variant.value, gradient, wrt);
          if (decision.kind !== 'agrees') {
            assert.fail(decision.kind === 'refuted' ? 'refuted' : `${decision.code}: ${decision.detail}`);
          }
          assert.ok(decision.proved);
          const { reading, binding } = decision.attempt;
          const held = reading.kind === 'stop-gradient' ? reading.names : [];
          // No excuse is needed: exactly the declared locals are constants, and no label is singled out.
          assert.deepEqual([...held].sort(), [...variant.stopGradient].sort());
          assert.ok(reading.kind === 'plain' || reading.kind === 'stop-gradient', reading.kind);
          assert.equal(binding.outputForm, false);
          assert.equal(binding.upstream, null);
          assert.equal(decision.labels, null);
          assert.deepEqual([...decision.wrt].sort(), [...(wrt ?? decision.wrt)].sort());
        });
      }
    }
    for (const misprint of entry.misprints) {
      it(`${entry.id}: the misprint ${misprint.id} is refuted`, () => {
        const decision = check(misprint.value, misprint.gradient, misprint.wrt);
        assert.equal(decision.kind, 'refuted');
      });
    }
  }

  it('has something to check in every entry', () => {
    for (const entry of entries) {
      assert.ok(
        entry.variants.every((variant) => variant.gradients.length > 0),
        entry.id,
      );
    }
    assert.ok(entries.flatMap((entry) => entry.misprints).length >= 10);
  });
});
