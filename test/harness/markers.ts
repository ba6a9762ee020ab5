/**
 * @file Expectations drawn into fixture files: carets under what is to be underlined, and verdicts in the header comment.
 * Reading them is all that happens here; `fixtures.ts` compares them with what the service says.
 *
 *     return 1 / (1 + Math.exp(-z)) + y;
 *     //                            ^^^ gradient-mismatch (fix)
 *     //                            | the opposite sign
 *
 * Carets annotate those columns of the nearest line above that is not itself a marker. `| …` continues the marker above it and
 * must occur in the finding's message or witness. `(fix)` demands a quick fix. `// <- id` annotates the column where its own
 * comment starts, for what stands left of where a caret could. A finding of several lines is drawn under its first line.
 */

/** A finding that a fixture demands. */
export interface Marker {
  readonly id: string;
  /** Offset at which the finding starts. */
  readonly start: number;
  /** Offset at which it ends, on the line where it starts; null where only the start is drawn (`<-`). */
  readonly end: number | null;
  readonly needsFix: boolean;
  /** Texts that the finding's message or witness contains. */
  readonly evidence: readonly string[];
  /** One-based line of the marker itself, for failure messages. */
  readonly line: number;
}

/**
 * A verdict that a fixture demands: `// @verdict bceGrad: right upstream wrt z, as bce-with-logits, "times dy"`.
 * `right` is proved or agrees, `proved` only the former; `refuted` and `undetermined <code>` are the others.
 */
export interface VerdictLine {
  /** The gradient's name, or value and gradient as `fn/derivative` where names repeat. */
  readonly gradient: string;
  readonly verdict: 'right' | 'proved' | 'refuted' | 'undetermined';
  /** The convention of a right gradient, or the reason code of an undetermined one; null when not stated. */
  readonly detail: string | null;
  readonly wrt: readonly string[] | null;
  readonly reference: string | null;
  /** Text that the convention's detail or the reason contains. */
  readonly says: string | null;
  readonly line: number;
}

export interface Expectations {
  readonly markers: readonly Marker[];
  readonly verdicts: readonly VerdictLine[];
  /** What is wrong with the drawing itself, such as a caret past the end of its line. */
  readonly mistakes: readonly string[];
}

const caretLine = /^(\s*\/\/\s*)(\^+) ([\w-]+)( \(fix\))?\s*$/;
const arrowLine = /^(\s*)\/\/ <- ([\w-]+)( \(fix\))?\s*$/;
const evidenceLine = /^\s*\/\/\s*\| (.*\S)\s*$/;
const verdictLine =
  /^\/\/ @verdict (\S+): (right|proved|refuted|undetermined)(?: ([\w-]+))??(?: wrt ([^"]+?))?(?:,? as ([\w-]+))?(?:,? "([^"]*)")?\s*$/;

/** Reads all markers and verdict lines of a fixture. */
export function readExpectations(text: string): Expectations {
  const markers: Marker[] = [];
  const verdicts: VerdictLine[] = [];
  const mistakes: string[] = [];
  let offset = 0;
  let annotated = { start: 0, text: '' };
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    const drawn = drawnColumns(line);
    const evidence = evidenceLine.exec(line);
    if (drawn !== null) {
      const { from, to, id, needsFix } = drawn;
      if ((to ?? from + 1) > annotated.text.length)
        mistakes.push(`line ${number}: the marker lies past the end of its line`);
      const end = to === null ? null : annotated.start + to;
      markers.push({ id, start: annotated.start + from, end, needsFix, evidence: [], line: number });
    } else if (evidence !== null) {
      const last = markers.pop();
      if (last === undefined) mistakes.push(`line ${number}: there is no marker above this evidence`);
      else markers.push({ ...last, evidence: [...last.evidence, evidence[1]!] });
    } else if (/^\s*\/\/[\s^]*\^/.test(line)) {
      mistakes.push(`line ${number}: not a marker, though it has carets`);
    } else {
      annotated = { start: offset, text: line };
      const verdict = verdictLine.exec(line);
      if (verdict !== null) verdicts.push(toVerdict(verdict, number));
      else if (/^\s*\/\/ @verdict/.test(line)) mistakes.push(`line ${number}: the verdict cannot be read`);
    }
    offset += line.length + 1;
  }
  return { markers, verdicts, mistakes };
}

function drawnColumns(line: string): { from: number; to: number | null; id: string; needsFix: boolean } | null {
  const caret = caretLine.exec(line);
  if (caret !== null) {
    const from = caret[1]!.length;
    return { from, to: from + caret[2]!.length, id: caret[3]!, needsFix: caret[4] !== undefined };
  }
  const arrow = arrowLine.exec(line);
  return arrow === null ? null : { from: arrow[1]!.length, to: null, id: arrow[2]!, needsFix: arrow[3] !== undefined };
}

function toVerdict(match: RegExpExecArray, line: number): VerdictLine {
  const [, gradient, verdict, detail, wrt, reference, says] = match;
  return {
    gradient: gradient!,
    verdict: verdict as VerdictLine['verdict'],
    detail: detail ?? null,
    wrt: wrt === undefined ? null : wrt.split(/,\s*/).filter((name) => name !== ''),
    reference: reference ?? null,
    says: says ?? null,
    line,
  };
}
