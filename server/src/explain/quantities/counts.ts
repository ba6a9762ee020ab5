/** @file How many elements a sample's arguments have, as the user would write it: what a mean is divided by. */
import type * as ts from 'typescript';
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import type { Judged } from '../../check/attempt.ts';
import { parameterName, parametersOf, parameterSpec, type Sample, type Session } from '../../check/sampling/session.ts';

export interface Count {
  readonly text: string;
  /** One value per probe. */
  readonly values: readonly number[];
}

/** Whether code is how a number of elements is written. */
export function isCount(text: string): boolean {
  return /^[^\s*/]+\.(length|size|shape\[\d\])$/.test(text);
}

/** The length of an array, or the size and the shape of a tensor. */
export function counts(session: Session, judged: readonly Judged[]): readonly Count[] {
  const tensors = tensorParameters(session);
  const byLikelihood = [...tensors].sort((a, b) => Number(looksLikeLabel(a)) - Number(looksLikeLabel(b)));
  const found = byLikelihood.slice(0, 2).flatMap((name) => tensorCounts(name, judged));
  if (found.length > 0) return found;
  return [{ text: lengthText(session, judged), values: judged.map((j) => j.sample.draw.sizes[0]) }];
}

/** Whether an expression of the gradient is a tensor. */
export function isTensorAt(session: Session, node: ts.Node, judged: readonly Judged[]): boolean {
  return (
    tensorParameters(session).includes(node.getText()) ||
    judged.some(({ sample }) => sample.gradient.lastEntries.has(node))
  );
}

/** Names of the gradient's parameters that are tensors. */
export function tensorParameters(session: Session): readonly string[] {
  return parametersOf(session.gradient)
    .map(parameterName)
    .filter((name) => isTensor(session, name));
}

/** A parameter of both functions is described where the value declares it. */
function isTensor(session: Session, name: string): boolean {
  return [session.value, session.gradient].some((unit) =>
    parametersOf(unit).some(
      (parameter, i) => parameterName(parameter, i) === name && parameterSpec(session, unit, i).shape === 'tensor',
    ),
  );
}

function tensorCounts(name: string, judged: readonly Judged[]): readonly Count[] {
  const shapes = judged.map(({ sample }) => {
    const below = [...sample.values.keys()].filter((path) => path.startsWith(`${name}[`));
    const last = [...(below.at(-1) ?? '').matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]) + 1);
    return { size: below.length, shape: last };
  });
  const rank = Math.min(...shapes.map(({ shape }) => shape.length));
  if (rank === 0) return [];
  const lengths = Array.from({ length: rank > 1 ? rank : 0 }, (_, axis): Count => ({
    text: `${name}.shape[${axis}]`,
    values: shapes.map(({ shape }) => shape[axis]!),
  }));
  return [{ text: `${name}.size`, values: shapes.map(({ size }) => size) }, ...lengths];
}

/** How the number of elements is written: as the value divides by it, or the length of the first array that has as many. */
function lengthText(session: Session, judged: readonly Judged[]): string {
  const { parameters } = session.gradient.node;
  const names = parameters.map((p) => p.name.getText());
  const code = session.value.node.getText();
  const divisors = [...code.matchAll(/\/\s*\(?([\w$]+)\.length\b/g)].map(([, name]) => name!);
  const locals = [...code.matchAll(/\b(?:const|let|var)\s+([\w$]+)\s*=\s*([\w$]+)\.length\b/g)].flatMap(
    ([, local, name]) => (new RegExp(`/\\s*${local}(?![\\w$])`).test(code) ? [name!] : []),
  );
  const arrays = parameters.filter((p) => /\[\]|Array|readonly/.test(p.type?.getText() ?? ''));
  const likely = [
    ...[...divisors, ...locals].filter((name) => names.includes(name)),
    ...arrays.map((p) => p.name.getText()),
  ];
  const hasAsMany = (name: string): boolean =>
    judged.every(({ sample }) => lengthOf(name, sample) === sample.draw.sizes[0]);
  return `${likely.find(hasAsMany) ?? likely[0] ?? names[0] ?? 'x'}.length`;
}

/** How many entries a sample has of an array, as far as its numbers tell. */
function lengthOf(name: string, { values }: Sample): number {
  const indices = [...values.keys()].flatMap((path) =>
    path.startsWith(`${name}[`) ? [Number.parseInt(path.slice(name.length + 1), 10)] : [],
  );
  return Math.max(-1, ...indices) + 1;
}
