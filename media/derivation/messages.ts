/** @file Reads what the extension posts. Whatever is not exactly a known message is dropped. */
import type { ToDerivationPanel } from '../../server/src/protocol/derivation-panel.ts';
import type { DerivationResult } from '../../server/src/protocol/requests.ts';

export function parseToDerivationPanel(data: unknown): ToDerivationPanel | null {
  if (!isRecord(data)) return null;
  const { kind, problem, result } = data;
  if (kind === 'problem' && typeof problem === 'string') return { kind, problem };
  if (kind === 'derivation' && isDerivation(result)) return { kind, result };
  return null;
}

function isDerivation(value: unknown): value is DerivationResult {
  if (!isRecord(value) || !Array.isArray(value.steps) || !value.steps.every(isStep)) return false;
  return [value.title, value.wrt, value.latex, value.typescript].every((text) => typeof text === 'string');
}

function isStep(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { rule, latex, text, svg } = value;
  return [rule, latex, text].every((each) => typeof each === 'string') && (svg === null || typeof svg === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
