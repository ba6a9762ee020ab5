/** @file When two identifiers are spelt differently and are the same name. What names mean is decided by those who compare them. */

/** Lower case without underscores and dollar signs: `y_true`, `yTrue` and `ytrue` are one name. */
export function plainName(name: string): string {
  return name.replace(/[_$]/g, '').toLowerCase();
}
