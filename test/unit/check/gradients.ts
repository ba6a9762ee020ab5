/** @file Tables of pairs as text: the gradient as written must stay without a warning, and each change to it must be refuted. */
import assert from 'node:assert/strict';
import type { FileAnalysis } from '../../../server/src/service/types.ts';
import { diskService } from '../../harness/service.ts';

export interface GradientRow {
  readonly name: string;
  readonly language?: 'js';
  readonly text: string;
  /** Changes of one place that make it wrong: what stands there, what to put there instead. */
  readonly wrong: readonly (readonly [string, string])[];
}

export function testGradients(title: string, rows: readonly GradientRow[]): void {
  const service = diskService();
  const analyse = ({ name, language }: GradientRow, text: string): FileAnalysis =>
    service.analyze(`/pairs/${name}.${language ?? 'ts'}`, text);
  describe(`gradients: ${title}`, () => {
    for (const row of rows) {
      it(`${row.name} is right`, () => {
        const { pairs } = analyse(row, row.text);
        assert.ok(pairs.length > 0, 'no pair is found');
        for (const pair of pairs) {
          assert.deepEqual(pair.findings, []);
          assert.match(pair.verdict, /proved|agrees/, pair.reason ?? '');
        }
      });
      row.wrong.forEach(([before, after], i) => {
        it(`${row.name} is refuted with change ${i + 1}`, () => {
          assert.ok(row.text.includes(before), `"${before}" is not there to be changed`);
          const refuted = analyse(row, replaceLast(row.text, before, after)).pairs.filter(
            (pair) => pair.verdict === 'refuted',
          );
          assert.equal(refuted.length, 1);
          const witness = refuted[0]?.findings.find((finding) => finding.code === 'gradient-mismatch')?.witness;
          assert.ok(witness && witness.difference > witness.errorBound, 'the witness certifies a difference');
        });
      });
    }
  });
}

function replaceLast(text: string, before: string, after: string): string {
  const at = text.lastIndexOf(before);
  return text.slice(0, at) + after + text.slice(at + before.length);
}
