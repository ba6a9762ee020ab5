/** @file Places that an operator both reads and writes, as in `a[i++] += x`: what names the place is evaluated once. */
import * as ts from 'typescript';
import { settle } from './conversions.ts';
import { evaluateIndex, remember } from './expressions.ts';
import type { Machine } from './machine.ts';
import { getMember, setMember } from './objects/members.ts';
import { assignTo } from './patterns.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

interface Place {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
}

export function placeOf(machine: Machine, target: ts.Expression, scope: Scope): Place {
  const { override } = machine;
  if (override !== null && 'expression' in override && override.node === target)
    return placeOf(machine, override.expression, scope);
  if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target) || ts.isAsExpression(target)) {
    const inner = placeOf(machine, target.expression, scope);
    return { ...inner, get: () => remember(machine, target, inner.get()) };
  }
  const isSuper = ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.SuperKeyword;
  if (ts.isPropertyAccessExpression(target) && !isSuper) {
    const owner = machine.evaluate(target.expression, scope);
    return memberPlace(machine, owner, target.name.text, target);
  }
  if (ts.isElementAccessExpression(target)) {
    const owner = machine.evaluate(target.expression, scope);
    return memberPlace(machine, owner, evaluateIndex(machine, owner, target.argumentExpression, scope), target);
  }
  return {
    get: () => machine.evaluate(target, scope),
    set: (value) => {
      assignTo(machine, target, value, scope);
    },
  };
}

function memberPlace(machine: Machine, owner: Value, key: string | number, node: ts.Expression): Place {
  return {
    get: () => {
      machine.tick(node);
      return remember(machine, node, getMember(machine, owner, key, node));
    },
    set: (value) => {
      setMember(machine, settle(machine, owner, typeof key === 'number' ? 'array' : 'object'), key, value, node);
    },
  };
}
