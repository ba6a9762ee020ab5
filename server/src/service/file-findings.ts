/** @file Findings of the rules that compare the pairs of a file, as plain data. */
import type { FunctionUnit } from '../frontend/types.ts';
import { fileRules } from '../rules/registry.ts';
import type { AnalysedFile } from './analyze.ts';
import type { Finding, TextSpan } from './types.ts';

export function fileFindings(file: AnalysedFile): readonly Finding[] {
  const pairs = file.pairs.map(({ current, analysed }) => ({ current, evidence: analysed.verdict }));
  return fileRules.flatMap(({ id, severity, find }) =>
    find(pairs).map(({ unit, message, cause, related }) => ({
      code: id,
      severity,
      message,
      span: nameSpan(unit),
      witness: null,
      cause,
      fix: null,
      related: related.map((other) => ({
        path: other.unit.file.path,
        span: nameSpan(other.unit),
        message: other.message,
      })),
    })),
  );
}

function nameSpan({ nameStart, nameEnd }: FunctionUnit): TextSpan {
  return { start: nameStart, end: nameEnd };
}
