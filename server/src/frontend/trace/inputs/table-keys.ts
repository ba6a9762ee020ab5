/** @file Arguments that choose from a table, as in `activations[name]` and `activations[name](x)`: they are one of its keys. */
import { prefixReadings } from '../../discover/prefix.ts';
import { suffixReadings } from '../../discover/suffix.ts';
import { splitWords } from '../../discover/words.ts';
import type { Machine } from '../machine.ts';
import { learnTexts } from '../operators.ts';
import type { Value } from '../value.ts';

/** Notes which keys an index may be; nothing where the table is a list, or has more fields than are known. */
export function learnKeys(machine: Machine, table: Value, key: Value): void {
  if (typeof table !== 'object' || table?.kind !== 'object' || table.missing !== null) return;
  const names = [...table.fields.keys()];
  if (names.some((name) => /^\d+$/.test(name))) return;
  learnTexts(
    machine,
    key,
    names.filter((name) => !isDerivativeOfOther(name, names)),
  );
}

/** Nobody chooses `reluGrad` where `relu` is a choice: the table has the derivatives beside the functions. */
function isDerivativeOfOther(name: string, names: readonly string[]): boolean {
  return [...suffixReadings(name), ...prefixReadings(name)].some(({ stem }) =>
    names.some((other) => other !== name && splitWords(other).join('') === stem.join('')),
  );
}
