/**
 * @file What a subcommand sees of the process: where it stands, its streams and whether a person is watching.
 * No formatting, and no way to end the process: ending it early would cut off output that a slow pipe has not taken yet.
 */
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

export interface Terminal {
  readonly cwd: string;
  readonly colors: Colors;
  /** How wide the terminal is; null when the output goes elsewhere. */
  readonly columns: number | null;
  /** Where a progress bar may be drawn; null when nobody would see it. */
  readonly progressStream: NodeJS.WriteStream | null;
  readonly input: NodeJS.ReadableStream;
  /** Writes to the standard output and waits when the reader is slow. */
  write(text: string): Promise<void>;
  /** Help that nobody asked for, to the error stream. */
  explain(text: string): void;
  /** One sentence to the error stream. */
  complain(sentence: string): void;
  /** True when the reader went away, as `head` does: further work would be for nobody. */
  isOutputClosed(): boolean;
}

type ProcessParts = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'stdin' | 'env' | 'cwd'>;

export function createTerminal({ stdout, stderr, stdin, env, cwd }: ProcessParts): Terminal {
  let isClosed = false;
  // Without a listener, Node would end the process with a stack trace.
  stdout.on('error', () => (isClosed = true));
  stderr.on('error', () => undefined);
  return {
    cwd: cwd(),
    colors: picocolors.createColors(wantsColors(stdout, env)),
    columns: stdout.isTTY ? stdout.columns : null,
    progressStream: stderr.isTTY ? stderr : null,
    input: stdin,
    write: (text) =>
      new Promise((resolve) => {
        if (isClosed) resolve();
        else stdout.write(text, () => resolve());
      }),
    explain: (text) => void stderr.write(text),
    complain: (sentence) => void stderr.write(`gradcheck: ${withoutControls(sentence)}\n`),
    isOutputClosed: () => isClosed,
  };
}

/**
 * Text from a workspace made safe to print: escape sequences could repaint the terminal, and direction marks could make code look like
 * other code.
 */
export function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/**
 * Always an answer of our own: left open, the library would decide by itself, and it takes the CI variable for a terminal. NO_COLOR counts
 * when it is not empty, as its convention says.
 */
function wantsColors({ isTTY }: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  // Node leaves the property out where the stream is no terminal.
  return isTTY === true && env['TERM'] !== 'dumb';
}
