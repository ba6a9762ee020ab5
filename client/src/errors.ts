/** @file Turns whatever was thrown into one sentence for the user. */

export function asSentence(what: string, error: unknown): string {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';
  if (reason === '') return `${what}.`;
  return `${what}: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
}
