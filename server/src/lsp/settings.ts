/** @file Reads a settings object that a client sent. Anything malformed falls back to its default, field by field; nothing throws. */
import { defaultSettings, type Settings } from '../protocol/requests.ts';

const severities: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];

export function readSettings(sent: unknown): Settings {
  if (typeof sent !== 'object' || sent === null) return defaultSettings;
  const { enable, samples, severity, references } = sent as { readonly [key: string]: unknown };
  return {
    enable: typeof enable === 'boolean' ? enable : defaultSettings.enable,
    samples: isSampleCount(samples) ? samples : defaultSettings.samples,
    severity: isObject(severity) ? readSeverities(severity) : defaultSettings.severity,
    references: Array.isArray(references) ? references.filter((glob) => typeof glob === 'string') : [],
  };
}

function readSeverities(sent: { readonly [rule: string]: unknown }): Settings['severity'] {
  const valid = Object.entries(sent).filter(([, value]) => typeof value === 'string' && severities.includes(value));
  return Object.fromEntries(valid) as Settings['severity'];
}

function isSampleCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
