/** @file Which float64 numbers are exactly the rational that their decimal text denotes, as constants are understood in `graph.ts`. */

/**
 * Whether the shortest decimal text of the number is its exact value. This is sure for integers up to 2⁵³, and for multiples of 2⁻¹⁰
 * below 2¹⁶: they have at most 15 significant digits, and no two decimals of that length share a float64.
 */
export function isExactText(x: number): boolean {
  return Number.isInteger(x) ? Math.abs(x) <= 2 ** 53 : Math.abs(x) < 2 ** 16 && Number.isInteger(x * 1024);
}
