/** @file Code that is the same but for its names, as what is computed of x and of y: a slip in the one is often in the other as well. */

const word = /[A-Za-z_$][\w$]*/g;

/** What each name of a text is called in another one that is the same but for its names; null where more differs. */
function namesAcross(one: string, other: string): ReadonlyMap<string, string> | null {
  if (one === other || one.replace(word, '_') !== other.replace(word, '_')) return null;
  const [from, to] = [one.match(word) ?? [], other.match(word) ?? []];
  const names = new Map<string, string>();
  for (const [i, name] of from.entries()) {
    if ((names.get(name) ?? to[i]!) !== to[i]!) return null;
    names.set(name, to[i]!);
  }
  return names;
}

/** Whether two texts are the same but for some of their names. */
export function areTwins(one: string, other: string): boolean {
  return namesAcross(one, other) !== null;
}

/** What a text becomes in the names of the other of two twins; null where these are none. */
export function twinText(one: string, other: string, text: string): string | null {
  const names = namesAcross(one, other);
  return names === null ? null : text.replace(word, (name) => names.get(name) ?? name);
}
