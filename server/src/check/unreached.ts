/** @file Sides of branches that no sample took, so that a verdict says what it does not cover. */
import type ts from 'typescript';
import type { Sample } from './session.ts';

/** For each condition that was only ever true, or only ever false, a sentence part. */
export function unreachedSides(samples: readonly Sample[]): readonly string[] {
  const seen = new Map<ts.Node, Set<boolean>>();
  for (const { value, gradient } of samples) {
    for (const { node, taken } of [...value.path, ...gradient.path]) {
      let sides = seen.get(node);
      if (sides === undefined) seen.set(node, (sides = new Set()));
      sides.add(taken);
    }
  }
  const found = [...seen].filter(([, sides]) => sides.size === 1);
  return found.map(([node, sides]) => {
    const text = node.getText().replace(/\s+/g, ' ');
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    return `\`${text}\` is ${sides.has(true) ? 'false' : 'true'} (line ${line + 1})`;
  });
}
