/** @file A cache that keeps the most recently used entries. Nothing expires by time, and nothing is shared between two caches. */

export interface RecentCache<Value> {
  /** The stored value, or the computed one, which is then stored. */
  get(key: string, compute: () => Value): Value;
}

export function createRecentCache<Value>(capacity: number): RecentCache<Value> {
  // A map iterates in the order of insertion, so its first key is the one used longest ago.
  const entries = new Map<string, { readonly value: Value }>();
  return {
    get(key, compute) {
      const entry = entries.get(key) ?? { value: compute() };
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > capacity) entries.delete(entries.keys().next().value ?? key);
      return entry.value;
    },
  };
}
