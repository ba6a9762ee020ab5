/** @file Which quantities are tried at once, and which only where it is quickly seen that they are not it. */
import type { Quantity } from './quantities.ts';

/** Where it takes long to see that a quantity is not it, only names and small numbers are tried. */
export const mostFarFetchedQuantity = 0.3;

/** Quantities in the order in which they are tried. */
export interface QuantitiesByCost {
  /** Those that are tried even where it takes long to see that they are not it. */
  readonly plain: readonly Quantity[];
  readonly farFetched: readonly Quantity[];
}

/** The cheapest first, and of these what the function has a name for. */
export function byCost(found: readonly Quantity[]): QuantitiesByCost {
  const sorted = [...found].sort((a, b) => a.cost - b.cost || Number(b.inScope) - Number(a.inScope));
  const isPlain = ({ cost }: Quantity): boolean => cost <= mostFarFetchedQuantity;
  return { plain: sorted.filter(isPlain), farFetched: sorted.filter((quantity) => !isPlain(quantity)) };
}
