/** @file The exit codes, which are part of the terminal contract. */

export const exitCodes = {
  /** No error was found. */
  ok: 0,
  /** A gradient is wrong. */
  errorsFound: 1,
  /** The command could not be understood, or something that was named could not be read. */
  unusable: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
