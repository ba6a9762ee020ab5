/** @file `gradcheck gradient`: value and derived gradient of a reference at one point, or at every point that arrives on the standard input. */
import { createInterface } from 'node:readline';
import type { Json, LossService } from '../service/types.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface GradientOptions {
  readonly at: string;
  readonly variant?: string;
}

type Evaluation = ReturnType<LossService['evaluateReference']>;

export async function gradient(
  id: string,
  { at, variant }: GradientOptions,
  terminal: Terminal,
  service: LossService,
): Promise<ExitCode> {
  const evaluate = (text: string): Evaluation => {
    const point = readPoint(text);
    if (point !== null) return service.evaluateReference(id, point, variant);
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    return { problem: `the point must be a JSON object such as {"z": 0.3, "y": 1}, not ${shown}` };
  };
  if (at === '-') return evaluateLines(terminal, evaluate);
  const result = evaluate(at);
  if ('problem' in result) {
    terminal.complain(result.problem);
    return exitCodes.unusable;
  }
  await terminal.write(`${JSON.stringify(result)}\n`);
  return exitCodes.ok;
}

/** One answer a line, in the order of the questions: a line that cannot be answered gets `{"problem": …}` and the rest goes on. */
async function evaluateLines(terminal: Terminal, evaluate: (text: string) => Evaluation): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  for await (const line of createInterface({ input: terminal.input, crlfDelay: Infinity })) {
    if (terminal.isOutputClosed()) break;
    if (line.trim() === '') continue;
    const result = evaluate(line);
    if ('problem' in result) exitCode = exitCodes.unusable;
    await terminal.write(`${JSON.stringify(result)}\n`);
  }
  return exitCode;
}

function readPoint(text: string): { readonly [parameter: string]: Json } | null {
  try {
    const point: unknown = JSON.parse(text);
    const isObject = typeof point === 'object' && point !== null && !Array.isArray(point);
    // Whatever JSON.parse returns is JSON.
    return isObject ? (point as { readonly [parameter: string]: Json }) : null;
  } catch {
    return null;
  }
}
