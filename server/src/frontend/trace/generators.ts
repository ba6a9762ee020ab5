/**
 * @file Iteration: what `for…of`, spreading and destructuring take from a value, one item at a time. A generator is not suspended:
 * its body runs and each `yield` hands the item to whoever iterates, so that a loop that stops ends the generator there.
 * Calling `next()` by hand would need real suspension and is declined.
 */
import type * as ts from 'typescript';
import { runBody } from './calls.ts';
import { settle, toBoolean } from './conversions.ts';
import { budgets, type Machine } from './machine.ts';
import { getMember } from './objects/members.ts';
import { Unsupported, UserThrow } from './outcome.ts';
import type { Scope } from './scope.ts';
import { arrayOf, describe, type GeneratorValue, iteratorKey, type Value } from './value.ts';

/** Receives one item; answers false when it wants no more. */
export type Visit = (item: Value) => boolean;

/** Ends a generator from outside: its `finally` blocks run, its `catch` clauses do not. */
export class GeneratorEnd extends Error {
  /** What the consumer threw, to be thrown on; null when it just wants no more. */
  readonly reason: { readonly error: unknown } | null;

  constructor(cause: { readonly error: unknown } | null) {
    super('a generator was left');
    this.reason = cause;
  }
}

/** Hands the items of an iterable to `visit` until that has enough. */
export function iterate(machine: Machine, value: Value, node: ts.Node, visit: Visit): void {
  const source = settle(machine, value, 'array');
  if (typeof source === 'string') {
    for (const letter of source) if (!visit(letter)) return;
    return;
  }
  if (typeof source === 'object' && source !== null) {
    if (source.kind === 'array') {
      // The length is read anew each time: a loop may append to what it runs over.
      for (let i = 0; i < source.items.length; i++) if (!visit(source.items[i])) return;
      return;
    }
    if (source.kind === 'collection') {
      for (const { key, value: item } of source.entries.values()) {
        if (!visit(source.isSet ? key : arrayOf([key, item]))) return;
      }
      return;
    }
    if (source.kind === 'generator') {
      runGenerator(machine, source, node, visit);
      return;
    }
    if (source.kind === 'object') {
      const method = getMember(machine, source, iteratorKey, node);
      if (method !== undefined) {
        followIterator(machine, machine.call(method, [], node, source), node, visit);
        return;
      }
    }
  }
  throw new UserThrow(`${describe(source)} is not iterable`, undefined, node);
}

/** An object with a `next` method, or what stands for one. */
function followIterator(machine: Machine, iterator: Value, node: ts.Node, visit: Visit): void {
  if (typeof iterator !== 'object' || iterator?.kind !== 'object') {
    iterate(machine, iterator, node, visit);
    return;
  }
  const next = getMember(machine, iterator, 'next', node);
  for (;;) {
    machine.tick(node);
    const step = machine.call(next, [], node, iterator);
    if (toBoolean(machine, getMember(machine, step, 'done', node), node)) return;
    if (!visit(getMember(machine, step, 'value', node))) return;
  }
}

function runGenerator(machine: Machine, generator: GeneratorValue, node: ts.Node, visit: Visit): Value {
  if (machine.depth >= budgets.callDepth) {
    throw new Unsupported('depth-budget', `more than ${budgets.callDepth} nested calls (endless recursion?)`, node);
  }
  const outside = { depth: machine.depth, inRoot: machine.inRoot, onYield: machine.onYield };
  const { callee } = generator;
  machine.depth++;
  machine.inRoot = machine.isInRoot(callee.node);
  machine.onYield = null;
  const take: Visit = (item) => {
    const inside = { depth: machine.depth, inRoot: machine.inRoot, onYield: machine.onYield };
    Object.assign(machine, outside);
    try {
      return visit(item);
    } catch (error) {
      throw new GeneratorEnd({ error });
    } finally {
      Object.assign(machine, inside);
    }
  };
  try {
    return runBody(machine, callee.node, generator.args, callee.scope, generator.self, {
      home: callee.home,
      onYield: take,
    });
  } catch (error) {
    if (!(error instanceof GeneratorEnd)) throw error;
    if (error.reason !== null) throw error.reason.error;
    return undefined;
  } finally {
    Object.assign(machine, outside);
  }
}

/** `yield x` and `yield* xs`. What is sent back by `next(x)` is nothing: only loops run generators here. */
export function evaluateYield(machine: Machine, node: ts.YieldExpression, scope: Scope): Value {
  const { onYield } = machine;
  if (onYield === null) throw new Unsupported('unsupported-construct', '`yield` outside a generator', node);
  const value = node.expression === undefined ? undefined : machine.evaluate(node.expression, scope);
  if (node.asteriskToken === undefined) {
    if (!onYield(value)) throw new GeneratorEnd(null);
    return undefined;
  }
  const hand: Visit = (item) => {
    if (!onYield(item)) throw new GeneratorEnd(null);
    return true;
  };
  if (typeof value === 'object' && value?.kind === 'generator') return runGenerator(machine, value, node, hand);
  iterate(machine, value, node, hand);
  return undefined;
}
