/**
 * @file Where doc tags are read, how far their text goes, and which misspellings are recognised; and the domain grammar.
 * What tags mean is tested where they are used.
 */
import assert from 'node:assert/strict';
import { discover } from '../../../server/src/frontend/discover/discover.ts';
import { parseDomain } from '../../../server/src/frontend/domain.ts';
import { parseSource } from '../../../server/src/frontend/parse.ts';
import { readHeaderTags } from '../../../server/src/frontend/tags.ts';

/** Tags of the first function of a text. */
function tagsIn(text: string): readonly string[] {
  const { functions } = discover(parseSource('/work/a.ts', text));
  return (functions[0]?.tags ?? []).map((tag) => `${tag.name}: ${tag.text}`.trim());
}

const PLACES: readonly (readonly [title: string, text: string])[] = [
  ['a declaration', '/** @outputForm */\nfunction f(x) { return x; }'],
  [
    'an exported declaration',
    '/**\n * Prose.\n * @outputForm\n * @param x a number\n */\nexport function f(x) { return x; }',
  ],
  ['a line comment', '// @outputForm\nfunction f(x) { return x; }'],
  ['two kinds of comment', '/** Prose. */\n// @outputForm\nexport const f = (x) => x;'],
  ['a const', '/** @outputForm */\nexport const f = (x) => x;'],
  ['a later name of one const', 'const k = 1,\n  /** @outputForm */\n  f = (x) => x;'],
  ['an object member', 'const t = {\n  k: 1,\n  /** @outputForm */\n  f: (x) => x,\n};'],
  ['an object method on one line', 'const t = { k: 1, /** @outputForm */ f(x) { return x; } };'],
  ['a class member', 'class A {\n  k = 1;\n  /** @outputForm */\n  static f(x) { return x; }\n}'],
  ['a class field', 'class A {\n  // @outputForm\n  f = (x) => x;\n}'],
  ['a default export', '/** @outputForm */\nexport default (x) => x;'],
  ['an assignment', '/** @outputForm */\nexports.f = (x) => x;'],
  ['an empty line below a doc comment', '/** @outputForm */\n\nfunction f(x) { return x; }'],
  ['a shebang', '#!/usr/bin/env node\n/** @outputForm */\nfunction f(x) { return x; }'],
  ['carriage returns', '/**\r\n * @outputForm\r\n */\r\nfunction f(x) { return x; }'],
];

const ELSEWHERE: readonly (readonly [title: string, text: string])[] = [
  ['the file header', '/** @file About @outputForm\n * @outputForm\n */\nfunction f(x) { return x; }'],
  ['a line comment further up', '// @outputForm\n\nfunction f(x) { return x; }'],
  ['the end of the line before', 'const k = 1; // @outputForm\nfunction f(x) { return x; }'],
  ['another member', 'const t = {\n  /** @outputForm */\n  k: 1,\n  f: (x) => x,\n};'],
  ['the middle of a sentence', '/** See @outputForm. */\nfunction f(x) { return x; }'],
  ['inside the body', 'function f(x) {\n  // @outputForm\n  return x;\n}'],
];

describe('tags', () => {
  for (const [title, text] of PLACES) {
    it(`are read above ${title}`, () => assert.deepEqual(tagsIn(text), ['outputForm:']));
  }
  for (const [title, text] of ELSEWHERE) {
    it(`are not read in ${title}`, () => assert.deepEqual(tagsIn(text), []));
  }

  it('end with the line or with the paragraph', () => {
    const text = `/**
 * @gradientOf f wrt a, b
 * is not continued.
 * @cause a long
 *   story
 *
 * not this
 * @returns nothing of ours
 * @stopGradient alpha, beta
 */
function g(x) { return x; }`;
    const [first] = discover(parseSource('/work/a.ts', text)).functions[0]?.tags ?? [];
    assert.deepEqual(tagsIn(text), ['gradientOf: f wrt a, b', 'cause: a long story', 'stopGradient: alpha, beta']);
    assert.equal(text.slice(first?.start, first?.end), '@gradientOf f wrt a, b');
  });

  it('of a header are read from the header', () => {
    const { tree } = parseSource('/work/a.ts', '/**\n * @file Focal.\n * @reference focal\n */\nexport const k = 1;');
    assert.deepEqual(
      readHeaderTags(tree).tags.map((tag) => `${tag.name}: ${tag.text}`),
      ['reference: focal'],
    );
  });

  const SPELLINGS: readonly (readonly [written: string, nearest: string | null])[] = [
    ['gradientof', 'gradientOf'],
    ['gradientfO', 'gradientOf'],
    ['GradientOf', 'gradientOf'],
    ['gradienOf', 'gradientOf'],
    ['stopGradients', 'stopGradient'],
    ['stop-gradient', 'stopGradient'],
    ['refrence', 'reference'],
    ['gradcheckIgnore', 'gradcheck-ignore'],
    ['domian', 'domain'],
    ['gradientOf', null],
    ['references', null],
    ['preference', null],
    ['param', null],
    ['returns', null],
    ['rule', null],
    ['site', null],
    ['case', null],
    ['main', null],
    ['override', null],
  ];
  for (const [written, nearest] of SPELLINGS) {
    it(`read @${written} as ${nearest === null ? 'what it is' : `a misspelt @${nearest}`}`, () => {
      const { misspeltTags } = discover(parseSource('/work/a.ts', `/** @${written} f */\nconst g = (x) => x;`));
      assert.deepEqual(
        misspeltTags.map((misspelt) => misspelt.nearest),
        nearest === null ? [] : [nearest],
      );
    });
  }

  it('report a target that is not there', () => {
    const { pairs, unresolvedTags } = discover(
      parseSource('/work/a.ts', 'const mse = (p) => p;\n/** @gradientOf mes */\nconst mseGrad = (p) => 1;'),
    );
    assert.deepEqual(pairs, []);
    assert.deepEqual(
      unresolvedTags.map((unresolved) => unresolved.target),
      ['mes'],
    );
  });
});

describe('parseDomain', () => {
  const interval = (low: number, high: number, lowClosed = false, highClosed = false) =>
    ({ kind: 'interval', low, high, lowClosed, highClosed }) as const;
  const DOMAINS = [
    ['real', interval(-Infinity, Infinity)],
    ['positive', interval(0, Infinity)],
    ['(0, 1)', interval(0, 1)],
    ['[0,1]', interval(0, 1, true, true)],
    [' [0, inf) ', interval(0, Infinity, true)],
    ['(-inf, 1e-3]', interval(-Infinity, 1e-3, false, true)],
    ['[-inf, inf]', interval(-Infinity, Infinity)],
    ['[2, 2]', interval(2, 2, true, true)],
    ['{0, 1}', { kind: 'set', values: [0, 1] }],
    ['{-1, .5, +2}', { kind: 'set', values: [-1, 0.5, 2] }],
    ['integer [0, 9]', { kind: 'integer', low: 0, high: 9 }],
    ['integer [1, inf]', { kind: 'integer', low: 1, high: Infinity }],
    ['bin', { kind: 'bin', array: null }],
    ['bin S', { kind: 'bin', array: 'S' }],
    ['box-xyxy', { kind: 'box', format: 'xyxy' }],
    ['box-cxcywh', { kind: 'box', format: 'cxcywh' }],
    ['simplex', { kind: 'simplex' }],
    ['', null],
    ['reals', null],
    ['(1, 0)', null],
    ['(1, 1)', null],
    ['[0; 1]', null],
    ['{}', null],
    ['{0, one}', null],
    ['{0, inf}', null],
    ['integer', null],
    ['integer [3, 1]', null],
    ['[0x1, 2]', null],
    ['constructor', null],
  ] as const;
  for (const [text, domain] of DOMAINS) {
    it(`reads "${text}"`, () => assert.deepEqual(parseDomain(text), domain));
  }
});
