/**
 * @file Lays equations out in LaTeX: several lines of a derivation as one `aligned` block, and one long equation over several lines.
 * Text in, text out; nothing is typeset here, so that the terminal can use it without loading MathJax.
 */
import { breakPoints } from './top-level.ts';

/** A derivation's lines under each other, aligned at their first relation, each followed by the rule that led to it. */
export function alignedDerivation(steps: readonly { readonly rule: string; readonly latex: string }[]): string {
  const lines = steps.map(({ rule, latex }) => {
    const comment = rule === '' ? '' : ` && \\text{${escapeText(rule)}}`;
    return `  ${alignAtRelation(latex)}${comment}`;
  });
  return `\\begin{aligned}\n${lines.join(' \\\\[0.3em]\n')}\n\\end{aligned}`;
}

/**
 * The equation broken before relations and signs so that no line has more than `maxShare` (0 to 1) of its characters, as far as there
 * are places to break at; the same text when there are none.
 */
export function brokenIntoLines(latex: string, maxShare: number): string {
  const points = breakPoints(latex);
  if (points.length === 0) return latex;
  const limit = Math.max(1, latex.length * maxShare);
  const first = points.find(({ kind }) => kind === 'relation');
  const lines: string[] = [];
  let start = 0;
  points.forEach((point, index) => {
    const end = points[index + 1]?.at ?? latex.length;
    const mustBreak = end - start > limit && point.at > start && point !== first;
    if (!mustBreak) return;
    lines.push(latex.slice(start, point.at));
    start = point.at;
  });
  lines.push(latex.slice(start));
  if (lines.length === 1) return latex;
  const [head = '', ...rest] = lines;
  const opening = first === undefined ? `&${head}` : alignAtRelation(head);
  // The empty group makes TeX space a leading sign as an operation between two terms.
  const continued = rest.map((line) => (/^[+-]/.test(line) ? `&\\quad {}${line}` : `&${line}`));
  return `\\begin{aligned}\n${[opening, ...continued].join(' \\\\\n')}\n\\end{aligned}`;
}

function alignAtRelation(latex: string): string {
  const relation = breakPoints(latex).find(({ kind }) => kind === 'relation');
  return relation === undefined ? `&${latex}` : `${latex.slice(0, relation.at)}&${latex.slice(relation.at)}`;
}

const textEscapes: { readonly [character: string]: string } = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Plain words made safe inside `\text{…}`. */
function escapeText(text: string): string {
  return text.replace(/[\\~^{}$&#%_]/g, (character) => textEscapes[character] ?? `\\${character}`);
}
