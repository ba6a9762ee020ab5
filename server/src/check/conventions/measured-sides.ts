/**
 * @file Parameters of the gradient that are told how large an argument of the value is: `inH` beside `const inH = input.length` in the value,
 * `channels` beside `input[0][0].length`.
 */
import * as ts from 'typescript';
import { settleKnown } from '../../frontend/trace/conversions.ts';
import type { Machine } from '../../frontend/trace/machine.ts';
import type { Value } from '../../frontend/trace/value.ts';
import { forEachDescendant } from '../../frontend/parse.ts';
import { plainName } from '../../frontend/plain-name.ts';
import type { FunctionUnit } from '../../frontend/types.ts';

/** Which side of which parameter of the value has a name there; null where the value gives the name to nothing of the kind. */
export function sideNamed(
  { node }: FunctionUnit,
  name: string,
): { readonly parameter: ts.ParameterDeclaration; readonly axis: number } | null {
  let found: ReturnType<typeof sideNamed> = null;
  forEachDescendant(node.body ?? node, (child) => {
    if (!ts.isVariableDeclaration(child) || !ts.isIdentifier(child.name) || child.initializer === undefined) return;
    if (plainName(child.name.text) !== plainName(name)) return;
    const [, array, subscripts = ''] = /^(\w+)((?:\[0\]!?)*)\.length$/.exec(child.initializer.getText()) ?? [];
    const parameter = node.parameters.find((each) => ts.isIdentifier(each.name) && each.name.text === array);
    if (parameter !== undefined) found ??= { parameter, axis: subscripts.split('[0]').length - 1 };
  });
  return found;
}

/** How many entries an array has along an axis. */
export function sideOf(machine: Machine, array: Value, axis: number): Value {
  const known = settleKnown(machine, array);
  if (typeof known !== 'object' || known?.kind !== 'array') return undefined;
  return axis === 0 ? machine.constant(known.items.length) : sideOf(machine, known.items[0], axis - 1);
}
