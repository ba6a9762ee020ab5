/** @file Formulas become images and inline SVG, within their limits, and whatever goes wrong is a sentence. No hover layout here. */
import assert from 'node:assert/strict';
import { maxUriLength, typesetImage, typesetInline } from '../../server/src/render/typeset.ts';

const style = { color: '#cccccc', fontSize: 15, maxWidth: 700 };

function svgOf(uri: string): string {
  return Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64').toString('utf8');
}

describe('typeset', () => {
  it('draws an image of the asked colour and size', () => {
    const image = typesetImage('\\frac{\\partial L}{\\partial z} = p - y', style);
    assert.equal(image.kind, 'image');
    if (image.kind !== 'image') return;
    const svg = svgOf(image.uri);
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="79" height="32" color="#cccccc" viewBox=/);
    assert.doesNotMatch(svg, /data-|role=|focusable|xlink|MJX|style=/);
    assert.equal(svg.match(/<g[ >]/g)?.length, svg.match(/<\/g>/g)?.length);
    for (const [, id] of svg.matchAll(/href="#([^"]*)"/g)) assert.ok(svg.includes(`id="${id}"`), `${id} is defined`);
  });

  it('draws larger when the font is larger, and never lets a colour break out of its attribute', () => {
    const small = typesetImage('x+y', style);
    const large = typesetImage('x+y', { ...style, fontSize: 30 });
    assert.ok(small.kind === 'image' && large.kind === 'image' && large.width > 1.8 * small.width);
    const odd = typesetImage('x+y', { ...style, color: '"/><script>' });
    assert.ok(odd.kind === 'image' && svgOf(odd.uri).includes('color="#808080"'));
  });

  it('answers the same picture for the same formula', () => {
    assert.equal(typesetImage('a^2', style), typesetImage('a^2', style));
    const first = typesetInline('a^2 + b');
    typesetInline('c^2');
    assert.deepEqual(typesetInline('a^2 + b'), first);
  });

  it('draws inline formulas in the colour and size of the page, with names of their own', () => {
    const one = typesetInline('x');
    const two = typesetInline('y');
    assert.ok(one.kind === 'inline' && two.kind === 'inline');
    assert.match(one.svg, /width="0.572em"/);
    assert.match(one.svg, /currentColor/);
    assert.doesNotMatch(one.svg, /style=| color=/);
    const idOf = (svg: string): string | undefined => / id="([^"]*)"/.exec(svg)?.[1];
    assert.notEqual(idOf(one.svg), idOf(two.svg));
  });

  it('breaks a wide sum into lines', () => {
    const sum = Array.from({ length: 40 }, (_, index) => `x_{${index}}^2`).join(' + ');
    const image = typesetImage(`L = ${sum}`, style);
    assert.ok(image.kind === 'image');
    assert.ok(image.width <= 700 && image.height > 40, `${image.width} × ${image.height}`);
  });

  for (const [name, latex] of [
    ['an unfinished fraction', '\\frac{a'],
    ['a stray ampersand', 'a & b'],
    ['an endless macro', '\\def\\a{\\a\\a}\\a'],
    ['nothing', '  '],
    ['a line that cannot be broken', 'x'.repeat(400)],
    ['an enormous formula', 'x+'.repeat(20_000)],
  ] as const) {
    it(`declines ${name} in one sentence`, () => {
      const result = typesetImage(latex, style);
      assert.ok(result.kind === 'problem', `${name} was drawn`);
      assert.match(result.problem, /^The formula .*\.$/);
    });
  }

  it('keeps the limit of a hover', () => {
    const glyphs = Array.from(
      { length: 60 },
      (_, index) => `\\mathfrak{${String.fromCharCode(65 + (index % 26))}}_{${index}}`,
    );
    const image = typesetImage(`${glyphs.join(' + ')}`, style);
    if (image.kind === 'image') assert.ok(image.uri.length <= maxUriLength);
  });

  it('keeps names from a workspace as text', () => {
    const inline = typesetInline('\\text{日 <script> data-a="b"}');
    assert.ok(inline.kind === 'inline');
    assert.doesNotMatch(inline.svg, /<script/);
  });
});
