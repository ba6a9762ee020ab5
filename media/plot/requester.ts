/** @file Paces the panel's questions: waits until a slider rests for a moment, keeps one question on the way, and drops stale answers. */
import type { FromPanel } from '../../server/src/protocol/webview.ts';

type Query = Extract<FromPanel, { kind: 'request' }>['query'];

export interface Requester {
  /** Asks soon; a newer query replaces one that has not been sent. */
  ask(query: Query): void;
  /** Says whether an answer is to the latest question; tells at the same time that its sender is free for the next one. */
  accepts(sequence: number): boolean;
}

/** Short enough to feel immediate, long enough to skip most of the values that a slider passes. */
const restMilliseconds = 30;

export function createRequester(post: (message: FromPanel) => void): Requester {
  let sequence = 0;
  let answered = 0;
  let waiting: Query | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = (): void => {
    if (waiting === null || answered < sequence) return;
    const query = waiting;
    waiting = null;
    post({ kind: 'request', sequence: ++sequence, query });
  };
  return {
    ask: (query) => {
      waiting = query;
      clearTimeout(timer);
      timer = setTimeout(send, restMilliseconds);
    },
    accepts: (answer) => {
      if (answer !== sequence) return false;
      answered = sequence;
      send();
      // When the next question is out already, this answer still shows the way there.
      return true;
    },
  };
}
