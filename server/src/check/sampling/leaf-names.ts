/** @file Names of the numbers that a sample drew, in the order in which they stand in their arrays. */
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';

/** Symbols of all scalars below an input that the sample drew, in order: of `{ data, grad }` those of each field together. */
export function leafNames(spec: InputSpec, values: ReadonlyMap<string, number>): readonly string[] {
  if (values.has(spec.path)) return [spec.path];
  const isBelow = (name: string): boolean => name.startsWith(`${spec.path}[`) || name.startsWith(`${spec.path}.`);
  const byField = new Map<string, string[]>();
  for (const name of [...values.keys()].filter(isBelow)) {
    const field = name.replace(/\[.*$/, '');
    byField.set(field, [...(byField.get(field) ?? []), name]);
  }
  return [...byField.values()].flatMap((names) => names.sort(byIndex));
}

/** `a[2]` before `a[10]`; names otherwise in order of appearance are kept by the sort's stability. */
export function byIndex(a: string, b: string): number {
  const x = [...a.matchAll(/\[(\d+)\]/g)].map((m) => Number(m[1]));
  const y = [...b.matchAll(/\[(\d+)\]/g)].map((m) => Number(m[1]));
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return 0;
}
