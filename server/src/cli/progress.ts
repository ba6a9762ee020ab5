/** @file A progress bar on the error stream while files are checked; nothing at all where nobody is watching. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** About to check this file. */
  step(name: string): Promise<void>;
  stop(): void;
}

export function startProgress(stream: NodeJS.WriteStream | null, files: number): Progress {
  // For one or two files the bar would only flicker.
  if (stream === null || files < 3) return { step: async () => undefined, stop: () => undefined };
  const format = 'checking {bar} {value}/{total} {name}';
  const bar = new SingleBar({ stream, format, clearOnComplete: true, hideCursor: true, barsize: 24 }, Presets.rect);
  bar.start(files, 0, { name: '' });
  let done = 0;
  return {
    async step(name) {
      bar.update(done, { name });
      done += 1;
      // The bar is drawn by a timer, which needs a turn.
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop: () => bar.stop(),
  };
}
