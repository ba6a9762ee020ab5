/**
 * @file Gradients of one entry beside values of whole arrays: `loss(predicted: number[], actual: number[])` and
 * `lossDerivative(predicted: number, actual: number)`, which is called for each entry in turn.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { looksLikeLabel } from '../../frontend/trace/inputs/domains.ts';
import type { FunctionUnit } from '../../frontend/types.ts';
import { isUsedAsArray } from './result-argument.ts';
import { type ArgumentSource, type Binding, parametersOf, type Sample, type Session } from '../sampling/session.ts';
import { byIndex } from '../sampling/leaf-names.ts';
import { takenEntry } from './taken-entry.ts';
import type { Target } from './targets.ts';

/** The same call with one entry of each array that the gradient takes as a number, or of the result; none where there is no such array. */
export function ofEntries(session: Session, binding: Binding): readonly Binding[] {
  const { value, gradient: unit } = session;
  const gradient = binding.gradient.map((source, g): ArgumentSource => {
    if (source.kind !== 'input' || source.spec === binding.upstream) return source;
    const v = binding.value.findIndex((own) => own.kind === 'input' && own.spec === source.spec);
    const isEntry = v >= 0 && isArray(value, v) && isNumber(unit, g);
    return isEntry ? { kind: 'entry', spec: source.spec } : source;
  });
  const main = gradient.findIndex(({ kind }) => kind === 'entry');
  if (main < 0) return [];
  const ofOutput = gradient.map((source, g): ArgumentSource =>
    g === main && source.kind === 'entry' ? { kind: 'output-entry', spec: source.spec } : source,
  );
  return [
    { ...binding, gradient },
    { ...binding, gradient: ofOutput, outputForm: true },
  ];
}

export function isEntrywise({ gradient }: Binding): boolean {
  return gradient.some(isEntrySource);
}

function isEntrySource(source: ArgumentSource): source is Extract<ArgumentSource, { kind: 'entry' | 'output-entry' }> {
  return source.kind === 'entry' || source.kind === 'output-entry';
}

/** The entry of each array that the gradient was called with; labels only where there is nothing else. */
export function entryTargets({ gradient }: Binding): readonly Target[] {
  const paths = gradient.flatMap((source) => (isEntrySource(source) ? [source.spec.path] : []));
  const inputs = paths.filter((path) => !looksLikeLabel(path));
  return (inputs.length > 0 ? inputs : paths).map((path) => {
    const taken = (sample: Sample): Taken | null => takenBelow(path, sample);
    return {
      parameters: [path],
      entry: (sample) => taken(sample)?.position ?? 0,
      inputs: (sample) => {
        const found = taken(sample);
        return found === null ? null : [found.name];
      },
    };
  });
}

/** The entry that is taken of an array, and which of all its numbers in order it is. */
interface Taken {
  readonly name: string;
  readonly position: number;
}

function takenBelow(path: string, { values, draw }: Sample): Taken | null {
  const names = [...values.keys()].filter((name) => name.startsWith(`${path}[`));
  const countBelow = (prefix: string): number =>
    new Set(names.filter((name) => name.startsWith(prefix)).map((name) => /^\d+/.exec(name.slice(prefix.length))?.[0]))
      .size;
  let name = path;
  while (!values.has(name)) {
    const length = countBelow(`${name}[`);
    if (length === 0) return null;
    name = `${name}[${takenEntry(draw, length)}]`;
  }
  if (name === path) return null;
  // Rows are read in order, while an input may be drawn in any.
  const order = names.sort(byIndex);
  return { name, position: order.indexOf(name) };
}

function isArray({ node }: FunctionUnit, index: number): boolean {
  const parameter = node.parameters[index];
  if (parameter === undefined) return false;
  if (parameter.type !== undefined) return /\[\]$|Array\b/.test(parameter.type.getText());
  return isUsedAsArray(node, parameter);
}

function isNumber(unit: FunctionUnit, index: number): boolean {
  const parameter = parametersOf(unit)[index];
  if (parameter === undefined || !ts.isIdentifier(parameter.name)) return false;
  if (parameter.type !== undefined) return parameter.type.kind === ts.SyntaxKind.NumberKeyword;
  const { text } = parameter.name;
  let isOperand = false;
  forEachDescendant(unit.node.body ?? unit.node, (child) => {
    if (!ts.isIdentifier(child) || child.text !== text) return;
    const { parent } = child;
    isOperand ||= ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken;
    isOperand ||= ts.isBinaryExpression(parent) && /^([-+*/]|[<>]=?|\*\*)$/.test(parent.operatorToken.getText());
  });
  return isOperand && !isUsedAsArray(unit.node, parameter);
}
