/**
 * @file Ways in which tracing stops early. They are thrown inside the interpreter only and caught in `trace.ts`,
 * which turns each into data; none is the fault of our own code.
 */
import type * as ts from 'typescript';

/** Stable codes of what the tracer declines; `docs/conventions.md` explains each. */
export type UnsupportedCode =
  | 'unsupported-construct'
  | 'unsupported-call'
  | 'unresolved-name'
  | 'unresolved-import'
  | 'async-code'
  | 'step-budget'
  | 'depth-budget'
  | 'memory-budget'
  | 'node-budget'
  | 'not-a-number';

/** The source uses something that the tracer does not read. */
export class Unsupported extends Error {
  readonly code: UnsupportedCode;
  readonly node: ts.Node;

  /** @param what names the construct in the user's words, for example "`await`" or "the call `fetch(…)`". */
  constructor(code: UnsupportedCode, what: string, node: ts.Node) {
    super(what);
    this.code = code;
    this.node = node;
  }
}

/** The user's own code threw at this sample: a validation guard, or reading a property of undefined. */
export class UserThrow extends Error {
  /** The thrown value, so that a `catch` clause of the user can receive it; `unknown` because this file knows no values. */
  readonly value: unknown;
  readonly node: ts.Node;
  /** Whether the user means it to stop here, by `throw` or by an assertion. */
  readonly isMeant: boolean;

  constructor(message: string, value: unknown, node: ts.Node, isMeant = false) {
    super(message);
    this.value = value;
    this.node = node;
    this.isMeant = isMeant;
  }
}
