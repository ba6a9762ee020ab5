/**
 * @file Edits inside one function of the big file, as someone types them: alternately one that leaves the gradient right and one that makes
 * it wrong, never the same text twice, so that no remembered verdict answers.
 */

/** A gradient of the big file, and the text in it after which a factor or a comment may stand. */
const places: readonly { readonly gradient: string; readonly after: string }[] = [
  { gradient: 'pair10BceGrad', after: 'return ' },
  { gradient: 'pair11FocalGrad', after: 'return ' },
  { gradient: 'pair12HuberGrad', after: '? ' },
  { gradient: 'pair13MseGrad', after: '=> (' },
  { gradient: 'pair14GeluGrad', after: 'return ' },
];

export interface Edit {
  /** The whole text afterwards. */
  readonly text: string;
  /** Offset of the change in the text before it, and what is put in place of how much. */
  readonly start: number;
  readonly removed: number;
  readonly inserted: string;
  /** Whether the edited gradient is right afterwards. */
  readonly isRight: boolean;
}

export function* edits(original: string): Generator<Edit, never> {
  let text = original;
  const inserted = places.map(() => '');
  for (let i = 0; ; i++) {
    const place = i % places.length;
    const { gradient, after } = places[place]!;
    const from = text.indexOf(`function ${gradient}(`);
    const anchor = text.indexOf(after, from);
    if (from < 0 || anchor < 0) throw new Error(`the big file has no ${gradient} with "${after}" in it`);
    const start = anchor + after.length;
    const isRight = Math.floor(i / places.length) % 2 === 0;
    const next = isRight ? `/* ${i} */ ` : `${1 + (i + 1) / 1000} * `;
    const removed = inserted[place]!.length;
    text = text.slice(0, start) + next + text.slice(start + removed);
    inserted[place] = next;
    yield { text, start, removed, inserted: next, isRight };
  }
}
