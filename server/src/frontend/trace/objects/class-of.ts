/** @file The class that a declaration makes, where a trace comes to it by the declaration: by a `this`, or by a parameter's type. */
import type * as ts from 'typescript';
import { classValue } from './classes.ts';
import type { Machine } from '../machine.ts';
import { lookup } from '../scope.ts';
import type { ClassValue } from '../value.ts';

export function classOf(machine: Machine, node: ts.ClassLikeDeclaration): ClassValue {
  const scope = machine.modules.scopeAround(node);
  const known = node.name === undefined ? undefined : lookup(scope, node.name.text)?.value;
  const isIt = typeof known === 'object' && known?.kind === 'class' && known.node === node;
  return isIt ? known : classValue(node, scope);
}
