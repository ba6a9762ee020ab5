/** @file Runs a fixture: everything the service says about a file against what is drawn in it. Returns what does not fit, as text. */
import type { Finding, LossService, PairAnalysis } from '../../server/src/service/types.ts';
import { type Marker, readExpectations, type VerdictLine } from './markers.ts';

/** Differences between a fixture's expectations and the analysis; empty when all is as drawn. */
export function checkFixture(service: LossService, path: string, text: string): readonly string[] {
  const { markers, verdicts, mistakes } = readExpectations(text);
  const analysis = service.analyze(path, text);
  const findings = [...analysis.pairs.flatMap((pair) => pair.findings), ...analysis.findings];
  return [
    ...mistakes,
    ...compareFindings(service, path, text, findings, markers),
    ...compareVerdicts(analysis.pairs, verdicts),
  ];
}

function compareFindings(
  service: LossService,
  path: string,
  text: string,
  findings: readonly Finding[],
  markers: readonly Marker[],
): readonly string[] {
  const problems: string[] = [];
  const unmet = new Set(markers);
  for (const finding of findings) {
    const marker = [...unmet].find((candidate) => isDrawnBy(finding, candidate, text));
    if (marker === undefined) {
      problems.push(`unmarked: ${describeFinding(finding, text)}`);
      continue;
    }
    unmet.delete(marker);
    const evidence = `${finding.message} ${finding.cause ?? ''} ${JSON.stringify(finding.witness)}`;
    for (const part of marker.evidence) {
      if (!evidence.includes(part)) problems.push(`line ${marker.line}: "${part}" is not in: ${evidence}`);
    }
    if (marker.needsFix) problems.push(...checkFixes(service, path, text, finding, marker));
  }
  for (const marker of unmet) problems.push(`line ${marker.line}: no ${marker.id} is found here`);
  return problems;
}

function isDrawnBy(finding: Finding, marker: Marker, text: string): boolean {
  if (finding.code !== marker.id || finding.span.start !== marker.start) return false;
  const lineEnd = text.indexOf('\n', finding.span.start);
  const end = Math.min(finding.span.end, lineEnd < 0 ? text.length : lineEnd);
  return marker.end === null || end === marker.end;
}

/** A correction is offered, and each one that is silences its finding and adds none, but for a note perhaps, as that it is fused. */
function checkFixes(
  service: LossService,
  path: string,
  text: string,
  finding: Finding,
  marker: Marker,
): readonly string[] {
  const fixes = service
    .fixes(path, text, finding.span)
    .filter((fix) => fix.kind === 'correction')
    .filter((fix) => fix.code === finding.code && fix.findingSpan.start === finding.span.start);
  if (fixes.length === 0) return [`line ${marker.line}: no fix is offered`];
  const severities = finding.severity === 'information' ? ['information'] : ['error', 'warning'];
  const count = (of: string): number => countFindings(service, path, of, severities);
  const before = count(text);
  return fixes.flatMap(({ title, edits }) => {
    const fixed = applyEdits(text, edits);
    const after = count(fixed);
    return after === before - 1
      ? []
      : [`line ${marker.line}: "${title}" leaves ${after} findings of ${before}:\n${fixed}`];
  });
}

function countFindings(service: LossService, path: string, text: string, severities: readonly string[]): number {
  const { pairs, findings } = service.analyze(path, text);
  const all = [...pairs.flatMap((pair) => pair.findings), ...findings];
  return all.filter(({ severity }) => severities.includes(severity)).length;
}

export function applyEdits(
  text: string,
  edits: readonly { readonly span: { readonly start: number; readonly end: number }; readonly newText: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

/** Every verdict line has its pair, and every pair that is not refuted has its verdict line. */
function compareVerdicts(pairs: readonly PairAnalysis[], verdicts: readonly VerdictLine[]): readonly string[] {
  const problems: string[] = [];
  const unmet = new Set(verdicts);
  for (const pair of pairs) {
    const { name } = pair.gradient;
    const line = [...unmet].find(({ gradient }) => gradient === name || gradient === `${pair.value.name}/${name}`);
    if (line === undefined) {
      if (pair.verdict !== 'refuted') problems.push(`no verdict line for ${describePair(pair, name)}`);
      continue;
    }
    unmet.delete(line);
    if (!fits(pair, line)) problems.push(`line ${line.line}: it is ${describePair(pair, name)}`);
  }
  for (const line of unmet) problems.push(`line ${line.line}: there is no pair with the gradient ${line.gradient}`);
  return problems;
}

function fits(pair: PairAnalysis, line: VerdictLine): boolean {
  const isRight = pair.verdict === 'proved' || pair.verdict === 'agrees';
  if (line.verdict !== pair.verdict && !(line.verdict === 'right' && isRight)) return false;
  const detail = pair.verdict === 'undetermined' ? (pair.reason ?? '').replace(/:.*$/s, '') : pair.convention;
  return (
    (line.detail === null || line.detail === detail) &&
    (line.wrt === null || line.wrt.join() === pair.wrt.join()) &&
    (line.reference === null || line.reference === (pair.reference ?? 'none')) &&
    (line.says === null || `${pair.conventionDetail} ${pair.reason}`.includes(line.says))
  );
}

/** A pair as a verdict line would have it, to be copied into a fixture. */
function describePair(pair: PairAnalysis, name: string): string {
  const isRight = pair.verdict === 'proved' || pair.verdict === 'agrees';
  const detail = pair.verdict === 'undetermined' ? (pair.reason ?? '').replace(/:.*$/s, '') : pair.convention;
  const says = pair.verdict === 'undetermined' ? pair.reason : pair.conventionDetail;
  return (
    `${name}: ${isRight ? 'right' : pair.verdict} ${detail}` +
    (pair.wrt.length > 0 ? ` wrt ${pair.wrt.join(', ')}` : '') +
    (pair.reference === null ? '' : `, as ${pair.reference}`) +
    (says === null ? '' : `, "${says}"`)
  );
}

/** A finding as a marker would draw it. */
function describeFinding({ code, message, span, cause, witness }: Finding, text: string): string {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const lineEnd = text.indexOf('\n', span.start);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const width = Math.max(1, Math.min(span.end - lineStart, line.length) - (span.start - lineStart));
  const drawn = '//'.padEnd(span.start - lineStart) + '^'.repeat(width);
  return `${code}\n${line}\n${drawn} ${code}\n${message}\ncause: ${cause}, witness: ${JSON.stringify(witness)}`;
}
