/** @file Shows the names that a sentence sets in backticks as code. The sentence stays text: no markup in it is read. */

export function withCode(sentence: string): Node[] {
  // Every second piece stands between two backticks; an unpaired one belongs to the sentence.
  const pieces = sentence.split(/`([^`]*)`/);
  return pieces.map((piece, index) => {
    if (index % 2 === 0) return document.createTextNode(piece);
    const code = document.createElement('code');
    code.textContent = piece;
    return code;
  });
}
