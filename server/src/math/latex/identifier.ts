/**
 * @file Names of the user's code as LaTeX: Greek letters, subscripts from `_`, camel case, digits, indices and fields.
 * Names are data from an untrusted file: every character that LaTeX could act on is escaped, and nothing else decides what is typeset.
 */

const greek: ReadonlySet<string> = new Set([
  ...[
    'alpha',
    'beta',
    'gamma',
    'delta',
    'epsilon',
    'zeta',
    'eta',
    'theta',
    'iota',
    'kappa',
    'lambda',
    'mu',
    'nu',
    'xi',
  ],
  ...['pi', 'rho', 'sigma', 'tau', 'upsilon', 'phi', 'chi', 'psi', 'omega'],
  ...['Gamma', 'Delta', 'Theta', 'Lambda', 'Xi', 'Pi', 'Sigma', 'Upsilon', 'Phi', 'Psi', 'Omega'],
]);

/** Names whose LaTeX is not what the general rule would give. */
const special: ReadonlyMap<string, string> = new Map([
  ['eps', '\\varepsilon'],
  ['epsilon', '\\varepsilon'],
  ['lam', '\\lambda'],
  ['ell', '\\ell'],
  ['yHat', '\\hat{y}'],
  ['yhat', '\\hat{y}'],
  ['y_hat', '\\hat{y}'],
  ['pHat', '\\hat{p}'],
  ['p_hat', '\\hat{p}'],
]);

/** The identifier, possibly with indices and fields (`boxes[2].w`), as a LaTeX symbol. */
export function identifierToLatex(name: string): string {
  const known = special.get(name);
  if (known !== undefined) return known;
  const [stem = '', ...path] = name.split(/[[\].]+/u).filter((part) => part !== '');
  const outer = split(stem);
  // The stem of `x1_gt` carries a subscript of its own.
  const { base, subscript } = split(outer.base);
  const subscripts = [subscript, outer.subscript, ...path].filter((part) => part !== '').map(subscriptToLatex);
  const letters = word(base);
  return subscripts.length === 0 ? letters : `${letters}_{${subscripts.join(', ')}}`;
}

/** `alphaT` → alpha, t; `w_gt` → w, gt; `x1` → x, 1; `pt` → p, t. Words that do not clearly carry a subscript stay whole. */
function split(stem: string): { readonly base: string; readonly subscript: string } {
  const underscore = /^([^_]+)_([^_]+(?:_[^_]+)*)$/u.exec(stem);
  if (underscore) return { base: underscore[1]!, subscript: underscore[2]!.replaceAll('_', ' ') };
  const digits = /^(\p{L}+)(\d+)$/u.exec(stem);
  if (digits) return { base: digits[1]!, subscript: digits[2]! };
  const camel = /^(\p{Ll}+|\p{Lu})(\p{Lu}\p{Ll}*)$/u.exec(stem);
  if (camel && (camel[1]!.length === 1 || greek.has(camel[1]!)))
    return { base: camel[1]!, subscript: camel[2]!.toLowerCase() };
  // Probability, input, target and logit of the true class.
  const ofTarget = /^([pxyz])t$/u.exec(stem);
  if (ofTarget) return { base: ofTarget[1]!, subscript: 't' };
  return { base: stem, subscript: '' };
}

function word(text: string): string {
  const known = special.get(text);
  if (known !== undefined) return known;
  if (greek.has(text)) return `\\${text}`;
  if (/^[\p{L}\p{N}]$/u.test(text)) return escapeLatex(text);
  return `\\mathrm{${escapeLatex(text)}}`;
}

function subscriptToLatex(text: string): string {
  if (/^[\p{L}\p{N}]+$/u.test(text) && (text.length <= 2 || /^\d+$/u.test(text))) return escapeLatex(text);
  return greek.has(text) ? `\\${text}` : `\\mathrm{${escapeLatex(text)}}`;
}

/** What each character that is active in LaTeX becomes, in text and in mathematics alike. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\backslash '],
  ['{', '\\{'],
  ['}', '\\}'],
  ['_', '\\_'],
  ['$', '\\$'],
  ['%', '\\%'],
  ['#', '\\#'],
  ['&', '\\&'],
  ['^', '\\wedge '],
  ['~', '\\sim '],
  [' ', '\\,'],
]);

/** Characters that MathJax 3 knows no place for and stops at: phonetic letters, currency signs, and the far planes of Unicode. */
const untypeset =
  /[\u0250-\u02af\u1a21-\u1aaf\u20a0-\u20ff\u2400-\u245f\u2de1-\u2dff\u2fe0-\u2fef\ua4a0-\ua4cf\u{1d260}-\u{1d3ff}\u{1d800}-\u{10ffff}]/u;

/** Text that typesets as itself inside \mathrm{…}; control characters are dropped, and what cannot be typeset is a question mark. */
export function escapeLatex(text: string): string {
  return [...text]
    .map((character) => {
      if (/\p{C}/u.test(character)) return '';
      return escapes.get(character) ?? (untypeset.test(character) ? '?' : character);
    })
    .join('');
}
