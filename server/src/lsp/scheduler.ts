/**
 * @file Decides when a document is analysed: at once after a quiet time, otherwise a short pause after the last change, the newest version
 * only, one document at a time.
 * It knows nothing about documents but their addresses, and nothing about the analysis but that it takes a while.
 */

export interface Scheduler {
  /** Analyse `uri` once nothing has been scheduled for it for `delay` milliseconds; an earlier run that waits is replaced. */
  schedule(uri: string, delay: number): void;
  /**
   * The same for a change that someone waits for: the first one after a quiet time of `delay` is analysed at once, so that only a burst of
   * changes, as of a paste or of a held key, waits for its end.
   */
  scheduleSoon(uri: string, delay: number): void;
  /** A waiting run is dropped, and a started one finds itself outdated. */
  cancel(uri: string): void;
}

/** Someone who types without a pause still sees results after this many of the pauses asked for. */
const longestDelay = 10;

interface Waiting {
  readonly timer: NodeJS.Timeout;
  readonly since: number;
  readonly delay: number;
}

/** `run` must not throw. `isCurrent` turns false when a newer run of the same document was scheduled meanwhile. */
export function createScheduler(run: (uri: string, isCurrent: () => boolean) => Promise<void>): Scheduler {
  const waiting = new Map<string, Waiting>();
  /** The number of each document's newest run. */
  const newest = new Map<string, number>();
  /** When each document was last scheduled by {@link Scheduler.scheduleSoon}. */
  const lastSoon = new Map<string, number>();
  let runs = 0;
  /** Documents whose pause is over, in the order in which it ended: each gets its turn, however busy another one is. */
  const ready = new Set<string>();
  let isRunning = false;

  const runReady = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    for (const uri of ready) {
      ready.delete(uri);
      const number = newest.get(uri);
      await run(uri, () => newest.get(uri) === number);
      // Requests that arrived during the analysis are answered before the next one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    isRunning = false;
  };

  const schedule = (uri: string, delay: number): void => {
    const earlier = waiting.get(uri);
    // The long pause after a neighbour's change does not put off what the document's own change asked for.
    if (earlier !== undefined && earlier.delay < delay) return;
    clearTimeout(earlier?.timer);
    const now = performance.now();
    const since = earlier?.since ?? now;
    newest.set(uri, (runs += 1));
    const timer = setTimeout(
      () => {
        waiting.delete(uri);
        ready.add(uri);
        void runReady();
      },
      Math.min(delay, since + longestDelay * delay - now),
    );
    waiting.set(uri, { timer, since, delay });
  };

  return {
    schedule,
    scheduleSoon(uri, delay) {
      const now = performance.now();
      const isQuiet = now - (lastSoon.get(uri) ?? -Infinity) > delay;
      lastSoon.set(uri, now);
      schedule(uri, isQuiet ? 0 : delay);
    },
    cancel(uri) {
      clearTimeout(waiting.get(uri)?.timer);
      waiting.delete(uri);
      ready.delete(uri);
      newest.delete(uri);
      lastSoon.delete(uri);
    },
  };
}
