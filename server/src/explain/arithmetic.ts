/** @file The operators of arithmetic that people confuse: how they are written, and what they compute. */
import * as ts from 'typescript';

export type Operator = '+' | '-' | '*' | '/' | '**';

export const operators = new Map<ts.SyntaxKind, Operator>([
  [ts.SyntaxKind.PlusToken, '+'],
  [ts.SyntaxKind.MinusToken, '-'],
  [ts.SyntaxKind.AsteriskToken, '*'],
  [ts.SyntaxKind.SlashToken, '/'],
  [ts.SyntaxKind.AsteriskAsteriskToken, '**'],
]);
export const meanings = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '**': (a: number, b: number) => a ** b,
} as const;
