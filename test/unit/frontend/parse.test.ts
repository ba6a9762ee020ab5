/**
 * @file Half-typed, truncated and absurd texts: what is still found, what counts as broken, and that nothing throws.
 * Pairing is tested in `discover.test.ts`.
 */
import assert from 'node:assert/strict';
import * as ts from 'typescript';
import { discover } from '../../../server/src/frontend/discover/discover.ts';
import { forEachDescendant, MAX_TEXT_LENGTH, parseSource } from '../../../server/src/frontend/parse.ts';

/** Names of the functions found, those with a syntax error of their own marked by `!`. */
function functionsIn(text: string, path = '/work/a.ts'): readonly string[] {
  return discover(parseSource(path, text)).functions.map((unit) => (unit.broken ? `${unit.name}!` : unit.name));
}

const REST = `
export function mse(p: number) {
  return p * p;
}
export const mseGrad = (p: number) => 2 * p;
`;

/**
 * The first function is being typed; `mse` and `mseGrad` below it must survive and count as whole. Where the parser sees
 * no function at all in what was typed, nothing is found, which is as good as broken.
 */
const MID_EDIT: readonly (readonly [title: string, text: string, found: readonly string[]])[] = [
  ['an unfinished call', 'function a(x: number) {\n  return Math.exp(x\n}', ['a!']],
  ['a missing brace of the function', 'function a(x: number) {\n  return x;\n', ['a!']],
  ['a missing brace of an if', 'function a(x: number) {\n  if (x > 0) {\n  return x;\n}', ['a!']],
  ['a missing opening brace', 'function a(x: number)\n  return x;\n}', []],
  ['a dangling operator', 'function a(x: number) {\n  return x *\n}', ['a!']],
  ['a dangling operator in an arrow', 'const a = (x: number) => x *', ['a!']],
  ['a dangling const', 'function a(x: number) {\n  const\n}', ['a']],
  ['an unclosed string', "function a(x: number) {\n  return 'abc;\n}", ['a!']],
  ['an unclosed template', 'function a(x: number) {\n  return `abc;\n}', ['a!']],
  ['an unclosed comment', 'function a(x: number) {\n  /* abc\n  return x;\n}', ['a!']],
  ['an unclosed class', 'class A {\n  a(x: number) { return x; }\n', ['a']],
  ['a stray brace', 'function a(x: number) {\n  return x;\n}\n}', ['a']],
  ['an unfinished member', 'function a(x: number) {\n  return Math.\n}', ['a!']],
  ['half-typed parameters', 'function a(x: number, {\n  return x;\n}', []],
  ['an error in a callback', 'function a(xs: number[]) {\n  return xs.map((x) => x *);\n}', ['a!']],
  ['an error in a nested function', 'function a(x) {\n  function b(y) { return y *; }\n  return b(x);\n}', ['a', 'b!']],
  ['an error at the top', 'const = 3;\nfunction a(x: number) { return x; }', ['a']],
];

describe('parseSource', () => {
  for (const [title, text, found] of MID_EDIT) {
    it(`survives ${title}`, () => {
      assert.deepEqual(functionsIn(`${text}${REST}`), [...found, 'mse', 'mseGrad']);
    });
  }

  it('pairs the functions below a half-typed one', () => {
    const { pairs } = discover(parseSource('/work/a.ts', `function a(x) {\n  return \`abc;\n}${REST}`));
    assert.deepEqual(
      pairs.map((pair) => [pair.value.name, pair.gradient.name]),
      [['mse', 'mseGrad']],
    );
  });

  it('keeps offsets true when a piece is cut out', () => {
    const text = `function a(x) {\n  return \`abc;\n}${REST}`;
    const unit = parseSource('/work/a.ts', text);
    const mse = discover(unit).functions.find((candidate) => candidate.name === 'mse');
    assert.equal(text.slice(mse?.nameStart, mse?.nameEnd), 'mse');
    assert.equal(unit.tree.text.length, text.length);
    assert.deepEqual(
      unit.unread.map((span) => span.reason),
      ['unterminated'],
    );
  });

  it('leaves declarations in closed templates and comments alone', () => {
    const text =
      'const t = `\nfunction q(x) {}\n`;\n/*\nfunction r(x) {}\n*/\nfunction a(x) { return x + }\nfunction b(x) {}';
    assert.deepEqual(functionsIn(text), ['a!', 'b']);
    assert.deepEqual(parseSource('/work/a.ts', text).unread, []);
  });

  it('reads every extension in its own dialect', () => {
    const jsx = 'const a = (x) => <b>{x}</b>;\nfunction c(x) { return x; }';
    const cast = 'function c(x: unknown) { return <number>x; }';
    for (const extension of ['tsx', 'jsx', 'js', 'mjs', 'cjs']) {
      assert.deepEqual(functionsIn(jsx, `/work/a.${extension}`), ['a', 'c']);
    }
    for (const extension of ['ts', 'mts', 'cts']) {
      assert.deepEqual(functionsIn(cast, `/work/a.${extension}`), ['c']);
    }
  });

  it('answers absurd input without throwing', () => {
    const deep = `${'('.repeat(10_000)}1${')'.repeat(10_000)}`;
    assert.deepEqual(functionsIn(deep), []);
    assert.deepEqual(functionsIn(`function a(x) { return x; }\nconst y = ${deep};\nfunction b(x) { return x; }`), [
      'a',
      'b',
    ]);
    assert.deepEqual(functionsIn('[{('.repeat(30_000)), []);
    assert.deepEqual(functionsIn('x'.repeat(MAX_TEXT_LENGTH + 1)), []);
    assert.deepEqual(functionsIn(''), []);
    functionsIn(Array.from({ length: 50_000 }, (_, index) => String.fromCharCode((index * 7919) & 255)).join(''));
    functionsIn('\u0000\uFFFF\uD800`${');
    functionsIn('<'.repeat(20_000), '/work/a.tsx');
  });

  it('reads thousands of lines', () => {
    const lines = Array.from(
      { length: 5000 },
      (_, index) => `export function f${index}(x: number) { return x * ${index}; }`,
    );
    assert.equal(functionsIn(lines.join('\n')).length, 5000);
  });
});

describe('forEachDescendant', () => {
  it('goes in source order and stays out where it is told to', () => {
    const { tree } = parseSource('/work/a.ts', 'a + b; function c() { d; } e;');
    const seen: string[] = [];
    forEachDescendant(tree, (node) => {
      if (ts.isIdentifier(node)) {
        seen.push(node.text);
      }
      return !ts.isBlock(node);
    });
    assert.deepEqual(seen, ['a', 'b', 'c', 'e']);
  });
});
