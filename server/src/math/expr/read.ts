/**
 * @file Reads the plain text that `print.ts` writes: identities are written down in it. It is not for the user's code, which the
 * front end parses as TypeScript, and it reads no names with blanks or operators in them.
 */
import { builder, type Builder } from './build.ts';
import type { ExprId, Graph } from './graph.ts';
import { type OpName, ops } from './ops/registry.ts';

/** The expression that the text denotes; names are symbols. Throws a SyntaxError for anything else. */
export function readText(graph: Graph, text: string): ExprId {
  const reader = new Reader(builder(graph), text);
  const id = reader.sum();
  reader.expect('');
  return id;
}

const token = /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?|[\p{L}_][\p{L}\p{N}_.]*(?:\[\d+\])*|[-+*/%^(),|[\]>]|$)/uy;

class Reader {
  readonly #build: Builder;
  readonly #text: string;
  #at = 0;
  #token = '';

  constructor(build: Builder, text: string) {
    this.#build = build;
    this.#text = text;
    this.#advance();
  }

  sum(): ExprId {
    let left = this.#product();
    for (;;) {
      if (this.#take('+')) left = this.#build.add(left, this.#product());
      else if (this.#take('-')) left = this.#build.sub(left, this.#product());
      else return left;
    }
  }

  expect(what: string): void {
    if (!this.#take(what))
      throw new SyntaxError(`expected ${what || 'the end'} before ${this.#token} in ${this.#text}`);
  }

  #product(): ExprId {
    let left = this.#signed();
    for (;;) {
      if (this.#take('*')) left = this.#build.mul(left, this.#signed());
      else if (this.#take('/')) left = this.#build.div(left, this.#signed());
      else if (this.#take('%')) left = this.#build.op('mod', left, this.#signed());
      else return left;
    }
  }

  #signed(): ExprId {
    if (this.#take('-')) return this.#build.neg(this.#signed());
    const base = this.#atom();
    return this.#take('^') ? this.#build.pow(base, this.#signed()) : base;
  }

  #atom(): ExprId {
    if (this.#take('(')) return this.#closed(')');
    if (this.#take('|')) return this.#build.op('abs', this.#closed('|'));
    if (this.#take('[')) {
      const argument = this.sum();
      this.expect('>');
      this.expect('0');
      this.expect(']');
      return this.#build.op('step', argument);
    }
    const word = this.#token;
    if (!/^[\p{L}\p{N}_]/u.test(word)) throw new SyntaxError(`unexpected ${word || 'end'} in ${this.#text}`);
    this.#advance();
    if (/^\d/.test(word)) return this.#build.num(Number(word));
    if (word === 'π') return this.#build.num(Math.PI);
    if (!this.#take('(')) return this.#build.sym(word);
    if (!Object.hasOwn(ops, word)) throw new SyntaxError(`no operation ${word}`);
    const args = [this.sum()];
    while (this.#take(',')) args.push(this.sum());
    this.expect(')');
    return this.#build.op(word as OpName, ...args);
  }

  #closed(by: string): ExprId {
    const inner = this.sum();
    this.expect(by);
    return inner;
  }

  #take(what: string): boolean {
    if (this.#token !== what) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (match === null) throw new SyntaxError(`cannot read ${this.#text.slice(this.#at)}`);
    this.#at = token.lastIndex;
    this.#token = match[1]!;
  }
}
