/**
 * @file `npm run bench:seeds [-- --seeds 1000 --from 1 --samples 48 --only regexp]`: checks every pair of the catalogue and of the fixtures
 * under many seeds and prints each pair whose verdict depends on the seed. A verdict that does is decided by luck.
 */
import { parseArgs } from 'node:util';
import { checkPair } from '../../server/src/check/check-pair.ts';
import type { Decision } from '../../server/src/check/decision.ts';
import { believed } from '../../server/src/explain/believed.ts';
import { environment, type Subject, subjects } from './subjects.ts';

const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    samples: { type: 'string', default: '48' },
    only: { type: 'string', default: '' },
  },
});
const first = Number(given.from);
const seeds = Array.from({ length: Number(given.seeds) }, (_, i) => first + i);
const samples = Number(given.samples);

/** How a pair came out: the seeds of each verdict. */
type Outcomes = ReadonlyMap<string, readonly number[]>;

function outcomesOf({ candidate }: Subject): Outcomes {
  const found = new Map<string, number[]>();
  for (const seed of seeds) {
    const verdict = verdictOf(believed(checkPair(environment(), candidate, { samples, seed })).checked.decision);
    found.set(verdict, [...(found.get(verdict) ?? []), seed]);
  }
  return found;
}

/** The verdict with what else a user would see of it: the convention that fits, or the reason that none was found. */
function verdictOf(decision: Decision): string {
  switch (decision.kind) {
    case 'agrees': {
      const { binding, reading } = decision.attempt;
      const how = [reading.kind, binding.outputForm ? 'output-form' : '', binding.upstream === null ? '' : 'upstream'];
      return [decision.proved ? 'proved' : 'agrees', ...how, decision.labels ?? ''].filter(Boolean).join(' ');
    }
    case 'refuted':
      return 'refuted';
    case 'undetermined':
      return `undetermined ${decision.code}`;
    default:
      return decision satisfies never;
  }
}

const all = subjects().filter(({ name }) => new RegExp(given.only).test(name));
console.log(`${all.length} pairs, seeds ${first} to ${first + seeds.length - 1}, ${samples} samples`);
let [verdictFlips, refutationFlips, conventionFlips, checks] = [0, 0, 0, 0];
for (const subject of all) {
  const outcomes = outcomesOf(subject);
  checks += seeds.length;
  if (outcomes.size === 1) continue;
  const verdicts = [...outcomes.keys()];
  const kinds = new Set(verdicts.map((verdict) => verdict.split(' ')[0]!));
  if (kinds.size > 1) verdictFlips++;
  else conventionFlips++;
  if (kinds.has('refuted') && kinds.size > 1) refutationFlips++;
  const counted = [...outcomes].map(
    ([verdict, at]) => `${verdict} ×${at.length}${at.length <= 5 ? ` (seeds ${at.join(', ')})` : ''}`,
  );
  console.log(`${kinds.size > 1 ? 'verdict' : 'convention'}: ${subject.name}: ${counted.join('; ')}`);
}
console.log(
  `${checks} checks: ${verdictFlips} pairs change their verdict (${refutationFlips} between refuted and not), ${conventionFlips} only the convention or reason`,
);
