/** @file Answers about texts that are asked for again and again, such as what the path of an input says about it. */

/** The function, with its answers to the latest texts kept. They must depend on nothing but the text. */
export function remembered<T>(compute: (text: string) => T, most = 20_000): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= most) known.clear();
      known.set(text, (found = { answer: compute(text) }));
    }
    return found.answer;
  };
}
