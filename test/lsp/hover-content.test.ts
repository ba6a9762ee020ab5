/** @file The layout of hovers: escaping, and what gives way when the hover would become too long. */
import assert from 'node:assert/strict';
import { alignedDerivation } from '../../server/src/render/aligned.ts';
import type { TypesetImage } from '../../server/src/render/typeset.ts';
import { hoverMarkdown, hoverPlainText } from '../../server/src/lsp/handlers/hover-content.ts';
import { codeFence, commandLink, escapeMarkdown, sentenceMarkdown } from '../../server/src/lsp/handlers/markdown.ts';
import type { HoverInfo } from '../../server/src/service/types.ts';

const step = (index: number) => ({ rule: `rule ${index}`, latex: `s_${index}`, text: `s${index} = 0` });

function info(steps: number): HoverInfo {
  return {
    span: { start: 0, end: 1 },
    headline: 'focal: proved',
    formulas: [{ label: 'Value', latex: 'L', text: 'L = 1' }],
    derivation: Array.from({ length: steps }, (_, index) => step(index)),
    notes: [],
    reference: null,
    canDerive: false,
  };
}

function pictures(size: number): Map<string, TypesetImage> {
  const image = { kind: 'image', uri: `data:${'x'.repeat(size)}`, width: 10, height: 5 } as const;
  return new Map(['L', ...Array.from({ length: 9 }, (_, index) => `s_${index}`)].map((latex) => [latex, image]));
}

/** What a Markdown reader takes for text: from the left, without escaped signs and code spans, which end at as many backticks. */
function outsideCode(text: string): string {
  let rest = text;
  let outside = '';
  while (rest !== '') {
    const [skipped = ''] = /^\\[^\w\s]|^(`+)(?!`)(?:.*?[^`])\1(?!`)/.exec(rest) ?? [];
    if (skipped === '') outside += rest.charAt(0);
    rest = rest.slice(Math.max(1, skipped.length));
  }
  return outside;
}

describe('hover content', () => {
  it('shows at most seven steps', () => {
    const text = hoverMarkdown(info(9), null, null);
    assert.ok(text.includes('s6 = 0') && !text.includes('s7 = 0'));
  });

  it('first gives up the pictures of the derivation, then those of the formulas', () => {
    const all = hoverMarkdown(info(7), pictures(9000), null);
    assert.equal(all.match(/!\[/g)?.length, 8);
    const fewer = hoverMarkdown(info(7), pictures(14_000), null);
    assert.equal(fewer.match(/!\[/g)?.length, 1);
    assert.match(fewer, /s6 = 0 {4}\(rule 6\)/);
    const none = hoverMarkdown(info(7), pictures(99_000), null);
    assert.doesNotMatch(none, /!\[/);
    assert.match(none, /L = 1/);
  });

  it('shows the derivation as one picture where there is one', () => {
    const whole = alignedDerivation([step(0), step(1)]);
    const image = { kind: 'image', uri: 'data:whole', width: 10, height: 5 } as const;
    const text = hoverMarkdown(info(2), new Map([...pictures(10), [whole, image]]), null);
    assert.equal(text.match(/!\[/g)?.length, 2);
    assert.match(text, /!\[s0 = 0 \(rule 0\); s1 = 0 \(rule 1\)\]\(data:whole\|/);
  });

  it('stays below the limit of a hover whatever it is given', () => {
    const huge = { ...info(1), notes: ['n'.repeat(150_000)] };
    assert.ok(hoverMarkdown(huge, null, null).length < 100_000);
    assert.ok(hoverPlainText({ ...huge, headline: 'h'.repeat(200_000) }).length < 100_000);
  });

  it('shows LaTeX where a formula could not be typeset', () => {
    assert.match(hoverMarkdown(info(0), new Map([['L', null]]), null), /Value:\n\n```latex\nL\n```/);
  });

  for (const [text, expected] of [
    ['a_b * [c](d) <e> `f` |g| $h$ &amp; \\i', 'a\\_b \\* \\[c\\](d) \\<e\\> \\`f\\` \\|g\\| \\$h\\$ \\&amp; \\\\i'],
    ['# one\n- two', '\\# one - two'],
    ['1. first', '1\\. first'],
    ['- item', '\\- item'],
  ] as const) {
    it(`escapes ${JSON.stringify(text)}`, () => assert.equal(escapeMarkdown(text), expected));
  }

  it('shows names in backticks as code, and a lone backtick as itself', () => {
    assert.equal(sentenceMarkdown('`a_b` is *not* `c*d`, ok `'), '`a_b` is \\*not\\* `c*d`, ok \\`');
    assert.equal(sentenceMarkdown('- `x` `y`'), '\\- `x` `y`');
  });

  it('keeps names inert that were made to be read as Markdown', () => {
    const names = [
      'x` [a](command:b) `',
      '``',
      '`',
      'a``b',
      '[a](command:b)',
      '<img src="x">',
      '\\',
      '*',
      'a\nb',
      '` `',
    ];
    for (const name of names) {
      const text = sentenceMarkdown(`\`${name}\` is not the derivative of \`${name}${name}\`.`);
      assert.doesNotMatch(outsideCode(text), /[`[\]<*]/, text);
    }
  });

  it('never lets text end its code block or its link', () => {
    assert.equal(codeFence('text', 'a\n````\nb'), '`````text\na\n````\nb\n`````');
    const link = commandLink('Go', 'x', { uri: 'file:///a(b) c.ts' });
    assert.match(link, /^\[Go\]\(command:x\?[^()\s]*\)$/);
  });
});
