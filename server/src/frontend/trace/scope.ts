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
  readonly #bindings = new Map<string, Binding>();

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  own(name: string): Binding | undefined {
    return this.#bindings.get(name);
  }

  declare(name: string, value: Value, constant: boolean): void {
    this.#bindings.set(name, { value, constant });
  }
}

/**
 * A scope whose declarations are evaluated when first asked for. `resolve` evaluates one declaration;
 * while it does so the name reads as undefined, which is what a cyclic initialiser would see.
 */
export class OpenScope implements Scope {
  readonly parent: Scope | null;
  readonly #bindings = new Map<string, Binding>();
  readonly #resolve: (name: string, scope: OpenScope) => Binding | undefined;

  constructor(parent: Scope | null, resolve: (name: string, scope: OpenScope) => Binding | undefined) {
    this.parent = parent;
    this.#resolve = resolve;
  }

  own(name: string): Binding | undefined {
    const known = this.#bindings.get(name);
    if (known !== undefined) return known;
    const placeholder: Binding = { value: undefined, constant: false };
    this.#bindings.set(name, placeholder);
    const found = this.#resolve(name, this);
    if (found === undefined) this.#bindings.delete(name);
    else this.#bindings.set(name, found);
    return found;
  }

  declare(name: string, value: Value, constant: boolean): void {
    this.#bindings.set(name, { value, constant });
  }
}

export function lookup(scope: Scope | null, name: string): Binding | undefined {
  for (let s = scope; s !== null; s = s.parent) {
    const binding = s.own(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}
