/** @file A verdict outlives edits elsewhere in the file: what it speaks of is shown, and mended, where it stands after them. */
import assert from 'node:assert/strict';
import { diskService } from '../harness/service.ts';

const value = `export function cube(x: number): number {
  return x ** 3;
}
`;
const gradient = `export function cubeGrad(x: number): number {
  return square(x);
}
`;
const helper = `function square(x: number): number {
  return 2 * x ** 2;
}
`;
const wrongValue = `export function energy(v: readonly number[]): number {
  return v.reduce((s, x) => s + x * x);
}
`;
const ownGradient = `export function energyGrad(v: readonly number[]): number[] {
  return v.map((x) => 2 * x);
}
`;
const comment = '// A line that was not there before.\n\n';

describe('code that moved since it was analysed', () => {
  const cases: readonly [string, readonly string[], string, string][] = [
    ['a helper of the gradient', [value, gradient, helper], '2', '3 * x ** 2'],
    ['the value', [wrongValue, ownGradient], 'v.reduce((s, x) => s + x * x)', 's + x * x, 0)'],
  ];
  for (const [name, parts, underlined, mended] of cases) {
    it(`${name} is underlined and mended in its new place`, () => {
      const service = diskService();
      service.analyze('/moved.ts', parts.join('\n'));
      for (const at of parts.keys()) {
        const text = parts.map((part, i) => (i === at ? comment : '') + part).join('\n');
        const [finding] = service.analyze('/moved.ts', text).pairs.flatMap((pair) => pair.findings);
        assert.ok(finding !== undefined);
        assert.equal(text.slice(finding.span.start, finding.span.end), underlined);
        const [edit] = service.fixes('/moved.ts', text, finding.span)[0]?.edits ?? [];
        assert.ok(edit !== undefined);
        const after = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
        assert.ok(after.includes(mended), after);
        assert.ok(service.analyze('/moved.ts', after).pairs.every((pair) => pair.verdict === 'proved'));
      }
    });
  }
});
