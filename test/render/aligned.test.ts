/** @file Where equations are broken and how a derivation is laid out, as LaTeX text. Nothing is typeset here. */
import assert from 'node:assert/strict';
import { alignedDerivation, brokenIntoLines } from '../../server/src/render/aligned.ts';
import { breakPoints } from '../../server/src/render/top-level.ts';

const pieces = (latex: string): readonly string[] => {
  const ends = [0, ...breakPoints(latex).map(({ at }) => at), latex.length];
  return ends.slice(1).map((end, index) => latex.slice(ends[index], end).trim());
};

describe('breakPoints', () => {
  for (const [latex, expected] of [
    ['L = a + b - c', ['L', '= a', '+ b', '- c']],
    ['L = -a', ['L', '= -a']],
    ['\\frac{a+b}{c=d} + (e - f) \\cdot -g', ['\\frac{a+b}{c=d}', '+ (e - f) \\cdot -g']],
    ['\\left( a + b \\right) - c', ['\\left( a + b \\right)', '- c']],
    ['\\left\\{ a + b \\right. + c', ['\\left\\{ a + b \\right.', '+ c']],
    ['x \\leftarrow y + z', ['x \\leftarrow y', '+ z']],
    ['\\begin{cases} a = b \\\\ c \\end{cases} = d', ['\\begin{cases} a = b \\\\ c \\end{cases}', '= d']],
  ] as const) {
    it(latex, () => assert.deepEqual(pieces(latex), expected));
  }
});

describe('alignedDerivation', () => {
  it('aligns at the first relation and names the rules', () => {
    const text = alignedDerivation([
      { rule: '', latex: 'L = x^2' },
      { rule: 'power_rule 100%', latex: '\\frac{dL}{dx} = 2x' },
    ]);
    const expected = [
      '\\begin{aligned}',
      '  L &= x^2 \\\\[0.3em]',
      '  \\frac{dL}{dx} &= 2x && \\text{power\\_rule 100\\%}',
      '\\end{aligned}',
    ];
    assert.equal(text, expected.join('\n'));
  });
});

describe('brokenIntoLines', () => {
  it('breaks before signs once a line is full', () => {
    const broken = brokenIntoLines('L = aaaa + bbbb + cccc', 0.5);
    assert.equal(broken, '\\begin{aligned}\nL &= aaaa  \\\\\n&\\quad {}+ bbbb  \\\\\n&\\quad {}+ cccc\n\\end{aligned}');
  });
  it('leaves alone what has no place to break', () => {
    assert.equal(brokenIntoLines('\\frac{a+b}{c}', 0.1), '\\frac{a+b}{c}');
  });
});
