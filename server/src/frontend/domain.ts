/**
 * @file The domain a parameter may take its values from, as written in `@domain` tags.
 * How points are drawn from a domain, and how domains are guessed when no tag gives one, is not decided here.
 */

export type ParameterDomain =
  /** Real numbers; the ends may be infinite. `real` and `positive` are intervals too. */
  | {
      readonly kind: 'interval';
      readonly low: number;
      readonly high: number;
      readonly lowClosed: boolean;
      readonly highClosed: boolean;
    }
  /** Finitely many numbers, such as hard labels. Those of an enumeration have names, as many as there are numbers, and are modes. */
  | { readonly kind: 'set'; readonly values: readonly number[]; readonly members?: readonly string[] }
  /** Whole numbers from `low` to `high`, both included; the ends may be infinite. */
  | { readonly kind: 'integer'; readonly low: number; readonly high: number }
  /** A real strictly between two neighbouring indices of the array parameter `array` (the only one when null). */
  | { readonly kind: 'bin'; readonly array: string | null }
  /** Four numbers: corners `[x1, y1, x2, y2]` in order, or centre and positive size `[cx, cy, w, h]`. */
  | { readonly kind: 'box'; readonly format: 'xyxy' | 'cxcywh' }
  /** Positive entries that sum to one, yet are differentiated as independent variables. */
  | { readonly kind: 'simplex' };

/** Reads the domain grammar of `docs/adding-a-reference.md`; null when the text is not in it or the domain is empty. */
export function parseDomain(text: string): ParameterDomain | null {
  const source = text.trim();
  switch (source) {
    case 'real':
      return { kind: 'interval', low: -Infinity, high: Infinity, lowClosed: false, highClosed: false };
    case 'positive':
      return { kind: 'interval', low: 0, high: Infinity, lowClosed: false, highClosed: false };
    case 'simplex':
      return { kind: 'simplex' };
    case 'box-xyxy':
      return { kind: 'box', format: 'xyxy' };
    case 'box-cxcywh':
      return { kind: 'box', format: 'cxcywh' };
    default:
      return parseBin(source) ?? parseSet(source) ?? parseInteger(source) ?? parseInterval(source);
  }
}

function parseBin(source: string): ParameterDomain | null {
  const match = /^bin(?:\s+([A-Za-z_$][\w$]*))?$/.exec(source);
  return match === null ? null : { kind: 'bin', array: match[1] ?? null };
}

function parseSet(source: string): ParameterDomain | null {
  const match = /^\{([^{}]*)\}$/.exec(source);
  if (match === null) {
    return null;
  }
  const values = (match[1] ?? '').split(',').map(parseNumber);
  return values.every(Number.isFinite) ? { kind: 'set', values } : null;
}

function parseInteger(source: string): ParameterDomain | null {
  const match = /^integer\s*\[([^,[\]()]*),([^,[\]()]*)\]$/.exec(source);
  if (match === null) {
    return null;
  }
  const low = parseNumber(match[1] ?? '');
  const high = parseNumber(match[2] ?? '');
  return low <= high ? { kind: 'integer', low: Math.ceil(low), high: Math.floor(high) } : null;
}

function parseInterval(source: string): ParameterDomain | null {
  const match = /^([[(])([^,[\]()]*),([^,[\]()]*)([\])])$/.exec(source);
  if (match === null) {
    return null;
  }
  const low = parseNumber(match[2] ?? '');
  const high = parseNumber(match[3] ?? '');
  // An infinite end is never attained, whatever the bracket says.
  const lowClosed = match[1] === '[' && Number.isFinite(low);
  const highClosed = match[4] === ']' && Number.isFinite(high);
  const empty = !(low < high || (low === high && lowClosed && highClosed));
  return empty ? null : { kind: 'interval', low, high, lowClosed, highClosed };
}

/** A decimal number, `inf` or `-inf`; NaN otherwise, which every caller's comparison turns into a refusal. */
function parseNumber(text: string): number {
  const source = text.trim();
  const infinite = /^([+-]?)inf$/.exec(source);
  if (infinite !== null) {
    return infinite[1] === '-' ? -Infinity : Infinity;
  }
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(source) ? Number(source) : NaN;
}
