/**
 * @file The names of our own doc tags, how far the text of each goes, and which one a misspelt name was meant to be.
 * Where tags stand in a file is `tags.ts`; what they mean is decided by those who use them.
 */

/**
 * `line`: the text ends with the line, so that prose below a tag is not mistaken for names. `prose`: the text goes on
 * until an empty line or the next tag.
 */
export const TAG_EXTENT = {
  gradientOf: 'line',
  reference: 'line',
  stopGradient: 'line',
  outputForm: 'line',
  upstream: 'line',
  domain: 'line',
  surrogate: 'prose',
  'gradcheck-ignore': 'prose',
  title: 'prose',
  alias: 'line',
  cite: 'prose',
  role: 'prose',
  variant: 'line',
  misprint: 'line',
  misprintOf: 'line',
  source: 'prose',
  cause: 'prose',
} as const satisfies Record<string, 'line' | 'prose'>;

export type TagName = keyof typeof TAG_EXTENT;

export function isTagName(name: string): name is TagName {
  return Object.hasOwn(TAG_EXTENT, name);
}

/** Tags that other tools define and that lie close to one of ours. */
const OTHERS_TAGS: ReadonlySet<string> = new Set(['references', 'preference', 'preferences', 'referenced', 'gradient']);

/**
 * The tag of ours that `name` probably misspells, or null. Short names are left out: `@site` or `@rule` may be anybody's
 * tag, and a wrong guess would put a squiggle under correct code.
 */
export function nearestTag(name: string): TagName | null {
  if (OTHERS_TAGS.has(name)) {
    return null;
  }
  const names = Object.keys(TAG_EXTENT).filter(isTagName);
  const lower = name.toLowerCase();
  const ranked = names
    .filter((candidate) => candidate.length >= 6)
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= (candidate.length >= 8 ? 2 : 1))
    .sort((lhs, rhs) => lhs.distance - rhs.distance);
  return ranked[0]?.candidate ?? null;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `lhs` into `rhs`. */
function editDistance(lhs: string, rhs: string): number {
  if (Math.abs(lhs.length - rhs.length) > 2) {
    return Infinity;
  }
  const rows: number[][] = [Array.from({ length: rhs.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= lhs.length; row++) {
    const current = [row];
    for (let column = 1; column <= rhs.length; column++) {
      const above = rows[row - 1] ?? [];
      const cost = lhs[row - 1] === rhs[column - 1] ? 0 : 1;
      const swapped = lhs[row - 1] === rhs[column - 2] && lhs[row - 2] === rhs[column - 1];
      current[column] = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + cost,
        swapped ? (rows[row - 2]?.[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    rows.push(current);
  }
  return rows[lhs.length]?.[rhs.length] ?? Infinity;
}
