/** @file Arguments of a class of matrices that is not in sight: which they are, and how many axes they are given. Their methods are in `unseen.ts`. */
import type * as ts from 'typescript';
import { rememberedIn, rememberedOf } from '../../remembered.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import type { TensorLibrary } from '../value.ts';
import { type TensorSpec, tensorSpec } from './input-tensor.ts';

/** Whether a name that comes from where nothing was found is that of a class of matrices, or of a module of functions on such. */
export const isUnseenClass = (name: string): boolean =>
  /^(\w*(Matrix|Tensor|NDArray|NdArray)|Mat|Vec|Vector|nj|numjs|linalg)$/.test(name);

/** Whether a file deals with matrices, so that what nothing else is known of has two axes. */
const dealsWithMatrices = rememberedOf(({ text }: ts.SourceFile) =>
  /\b(transposed?|mmul|mat_?[mM]ul)\s*\(|\.T\b|\.(rows|cols|columns)\b|Matrix/.test(text),
);

/**
 * The field by which a file looks into its matrices, so that they are objects with arrays rather than something with methods; null where it
 * does not.
 */
export const entriesField = rememberedOf(
  ({ text }: ts.SourceFile) => /\.(_?data|values|elements|matrix|entries|arr)\b(?!\s*\()/.exec(text)?.[1] ?? null,
);

/** Whether an argument is used as an array, whatever its type is called: `z[i][j]`, `v.reduce(…)`. */
const isIndexed = rememberedIn((name, { text }: ts.SourceFile): boolean => {
  const use = new RegExp(`\\b${name}(\\[|\\.(reduce|forEach|every|some|push|filter|entries)\\b)`);
  return /^\w+$/.test(name) && use.test(text);
});

/** What is known of an argument of such a class; how many axes it has may turn out otherwise. */
export function unseenSpec(tree: ts.SourceFile): TensorSpec {
  return { ...tensorSpec('unseen'), rank: dealsWithMatrices(tree) ? 2 : null };
}

/** Notes that an annotation names such a class, unless the file knows better. */
export function describeUnseen(spec: InputSpec, type: ts.TypeReferenceNode): void {
  const tree = type.getSourceFile();
  if (!isUnseenClass(type.typeName.getText()) || entriesField(tree) !== null || isIndexed(spec.path, tree)) return;
  spec.tensor = unseenSpec(tree);
}

/** What is known of an argument that is used as a tensor of a library. */
export function specFor(library: TensorLibrary, tree: ts.SourceFile): TensorSpec {
  return library === 'unseen' ? unseenSpec(tree) : tensorSpec(library);
}
