/** @file Running the statements of a constructor of which some cannot be read: the fields that those set stay open. */
import * as ts from 'typescript';
import { forEachDescendant } from '../../parse.ts';
import type { RunStatements } from './construction.ts';
import type { Machine } from '../machine.ts';
import { Unsupported, UserThrow } from '../outcome.ts';
import type { Scope } from '../scope.ts';
import type { ObjectValue } from '../value.ts';

/** Runs a constructor's statements; the fields that an unreadable one sets stay open. */
export function forgiving(machine: Machine, object: ObjectValue): RunStatements {
  return (statements, scope) => {
    for (const statement of statements) {
      if (!runs(machine, statement, scope)) for (const name of fieldsSetBy(statement)) object.fields.delete(name);
    }
  };
}

function runs(machine: Machine, statement: ts.Statement, scope: Scope): boolean {
  try {
    machine.execute(statement, scope);
    return true;
  } catch (error) {
    if (!isForgiven(error)) throw error;
    return false;
  }
}

export function isForgiven(error: unknown): boolean {
  if (error instanceof Unsupported) return !error.code.endsWith('-budget');
  // A guard of the constructor rejects the sample; anything else that throws was called with what does not fit.
  return error instanceof UserThrow && !error.isMeant;
}

/** The fields of `this` that a statement mentions on a left side or calls a method of. */
function fieldsSetBy(statement: ts.Statement): readonly string[] {
  const names: string[] = [];
  forEachDescendant(statement, (node) => {
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword)
      names.push(node.name.text);
  });
  return names;
}
