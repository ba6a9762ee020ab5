/**
 * @file Lexical scopes. A frame scope belongs to a running call or block and holds its variables; an open scope belongs to code
 * that never runs (a module's top level, the function around a traced function) and finds its declarations on demand.
 */
import type { Value } from './value.ts';

export interface Binding {
  value: Value;
  readonly constant: boolean;
}

export interface Scope {
  readonly parent: Scope | null;
  /** The binding of a name in this scope alone. */
  own(name: string): Binding | undefined;
  declare(name: string, value: Value, constant: boolean): void;
}

/** A scope of running code. */
export class FrameScope implements Scope {
  readonly parent: Scope | null;
  /** Whether it is the scope of a whole call, where `var` declares. */
  readonly isCall: boolean;
  readonly #bindings = new Map<string, Binding>();

  constructor(parent: Scope | null, isCall = false) {
    this.parent = parent;
    this.isCall = isCall;
  }

  own(name: string): Binding | undefined {
    return this.#bindings.get(name);
  }

  declare(name: string, value: Value, constant: boolean): void {
    this.#bindings.set(name, { value, constant });
  }
}

/** Where an open scope has its bindings from. */
interface BindingSource {
  /** Evaluates the declaration of a name. */
  readonly resolve: (name: string, scope: OpenScope) => Binding | undefined;
  /** Called once the name is bound, to run what else changes its value. */
  readonly settle: (name: string, scope: OpenScope) => void;
}

/**
 * A scope whose declarations are evaluated when first asked for. While a declaration is evaluated its name reads as undefined,
 * which is what a cyclic initialiser would see.
 */
export class OpenScope implements Scope {
  readonly parent: Scope | null;
  readonly #bindings = new Map<string, Binding>();
  readonly #source: BindingSource;

  constructor(parent: Scope | null, source: BindingSource) {
    this.parent = parent;
    this.#source = source;
  }

  own(name: string): Binding | undefined {
    const known = this.#bindings.get(name);
    if (known !== undefined) return known;
    const placeholder: Binding = { value: undefined, constant: false };
    this.#bindings.set(name, placeholder);
    let found: Binding | undefined;
    try {
      found = this.#source.resolve(name, this);
    } finally {
      this.#bindings.delete(name);
    }
    if (found === undefined) return undefined;
    this.#bindings.set(name, found);
    this.#source.settle(name, this);
    return found;
  }

  /** The bindings that were asked for so far. */
  bound(): Iterable<readonly [string, Binding]> {
    return this.#bindings;
  }

  declare(name: string, value: Value, constant: boolean): void {
    this.#bindings.set(name, { value, constant });
  }
}

/** Where a `var` of this scope is declared: the call it belongs to. */
export function callScope(scope: Scope): Scope {
  for (let s: Scope | null = scope; s instanceof FrameScope; s = s.parent) if (s.isCall) return s;
  return scope;
}

export function lookup(scope: Scope | null, name: string): Binding | undefined {
  for (let s = scope; s !== null; s = s.parent) {
    const binding = s.own(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}
