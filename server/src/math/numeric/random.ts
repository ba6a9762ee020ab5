/** @file Reproducible randomness: numbers that depend on a seed and a text only, whatever the order they are asked for. */

/** FNV-1a, 32 bits: spreads a text over the integers. */
function hashText(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}

/** The finaliser of MurmurHash3, so that neighbouring seeds give unrelated numbers. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A uniform number in [0, 1) that belongs to the seed and the key. */
export function uniform(seed: number, key: string): number {
  const high = mix(hashText(key, mix(seed >>> 0)));
  const low = mix(high ^ 0x9e3779b9);
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}
