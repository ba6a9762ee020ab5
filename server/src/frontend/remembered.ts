/** @file Answers that are asked for again and again: about texts, such as the path of an input, and about nodes and files of syntax trees. */

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

/** The function, with its answers kept for as long as there is what they are about. They must depend on nothing else. */
export function rememberedOf<Key extends object, T>(compute: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, { readonly answer: T }>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { answer: compute(key) }));
    return found.answer;
  };
}

/** The same for a name within a file. */
export function rememberedIn<File extends object, T>(
  compute: (name: string, file: File) => T,
): (name: string, file: File) => T {
  const answers = rememberedOf((file: File) => remembered((name) => compute(name, file)));
  return (name, file) => answers(file)(name);
}
