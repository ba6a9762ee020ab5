/** @file A short name for a text, the same on every machine and in every run. Not a cryptographic hash. */

/** Eleven or fewer letters and digits: two 32-bit FNV-1a hashes, of the text and of the text read backwards. */
export function contentId(text: string): string {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    forwards = Math.imul(forwards ^ text.charCodeAt(index), 0x01000193);
    backwards = Math.imul(backwards ^ text.charCodeAt(text.length - 1 - index), 0x01000193);
  }
  const high = (forwards >>> 0) & 0x1fffff;
  return (high * 2 ** 32 + (backwards >>> 0)).toString(36);
}
