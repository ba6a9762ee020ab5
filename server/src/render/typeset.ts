/**
 * @file Typeset formulas: an image for a hover (colour and pixel size fixed, as a data URI) or an `<svg>` that takes its colour from the
 * page. Nothing here throws: what cannot be typeset is a {@link TypesetProblem}. Loading this file loads MathJax, so load it late.
 */
import { brokenIntoLines } from './aligned.ts';
import { contentId } from './content-id.ts';
import { convertToSvg } from './mathjax.ts';
import { createRecentCache } from './recent-cache.ts';
import { shrinkSvg } from './shrink.ts';

export interface TypesetProblem {
  readonly kind: 'problem';
  /** One sentence. */
  readonly problem: string;
}

export interface TypesetImage {
  readonly kind: 'image';
  /** `data:image/svg+xml;base64,…` */
  readonly uri: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export interface TypesetInline {
  readonly kind: 'inline';
  /** Sized in `em` and drawn in `currentColor`; without any style attribute, which a strict page would refuse. */
  readonly svg: string;
}

export interface ImageStyle {
  /** A CSS colour: `#rgb`, `#rrggbb` or a colour name; anything else is replaced by a grey that shows on light and dark. */
  readonly color: string;
  /** Pixels of an `em`. */
  readonly fontSize: number;
  /** Widest image allowed; wider formulas are broken into lines, then drawn a little smaller, then declined. */
  readonly maxWidth: number;
}

/** VS Code cuts a hover at 100,000 characters, and other parts of the hover need room as well. */
export const maxUriLength = 60_000;
const maxLatexLength = 20_000;
/** Formulas may shrink this far to fit; below it they are harder to read than their source. */
const smallestScale = 0.85;

const images = createRecentCache<TypesetImage | TypesetProblem>(200);
const inlines = createRecentCache<TypesetInline | TypesetProblem>(200);

export function typesetImage(latex: string, style: ImageStyle): TypesetImage | TypesetProblem {
  const color = /^(#[0-9a-f]{3,8}|[a-z]+)$/i.test(style.color) ? style.color : '#808080';
  const fontSize = style.fontSize >= 6 && style.fontSize <= 60 ? style.fontSize : 15;
  return images.get(`${color} ${fontSize} ${style.maxWidth} ${latex}`, () => {
    const drawing = draw(latex);
    if (drawing.kind === 'problem') return drawing;
    const fitted = fit(latex, drawing, style.maxWidth / fontSize);
    if (fitted.kind === 'problem') return fitted;
    const pixels = fontSize * Math.min(1, style.maxWidth / (fitted.width * fontSize));
    const width = Math.ceil(fitted.width * pixels);
    const height = Math.ceil(fitted.height * pixels);
    const svg = withRoot(fitted, `width="${width}" height="${height}" color="${color}"`, 'm');
    const uri = `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
    if (uri.length > maxUriLength) return problem('The formula is too large to be shown as an image.');
    return { kind: 'image', uri, width, height };
  });
}

export function typesetInline(latex: string): TypesetInline | TypesetProblem {
  return inlines.get(latex, () => {
    const drawing = draw(latex);
    if (drawing.kind === 'problem') return drawing;
    const size = `width="${drawing.width.toFixed(3)}em" height="${drawing.height.toFixed(3)}em"`;
    // Several formulas share one page, and with it one space of names.
    return { kind: 'inline', svg: withRoot(drawing, size, `m${contentId(latex)}`) };
  });
}

/** A drawn formula before its size and names are settled; `width` and `height` are in `em`. */
interface Drawing {
  readonly kind: 'drawing';
  readonly svg: string;
  readonly viewBox: string;
  readonly width: number;
  readonly height: number;
}

function draw(latex: string): Drawing | TypesetProblem {
  if (latex.trim() === '') return problem('The formula is empty.');
  if (latex.length > maxLatexLength) return problem('The formula is too long to be typeset.');
  try {
    const svg = convertToSvg(latex);
    const viewBox = /viewBox="([^"]*)"/.exec(svg)?.[1] ?? '';
    const [, , width = Number.NaN, height = Number.NaN] = viewBox.split(' ').map(Number);
    if (!(width > 0 && height > 0)) return problem('The formula is empty.');
    return { kind: 'drawing', svg, viewBox, width: width / 1000, height: height / 1000 };
  } catch (error) {
    // MathJax throws plain objects with a message, not only errors.
    const reason = (error as { readonly message?: unknown } | null)?.message;
    return problem(`The formula could not be typeset: ${typeof reason === 'string' ? reason : String(error)}.`);
  }
}

/** The widest layout first; each next one has shorter lines. */
function fit(latex: string, drawing: Drawing, maxWidth: number): Drawing | TypesetProblem {
  if (drawing.width <= maxWidth) return drawing;
  let best: Drawing = drawing;
  for (const margin of [0.95, 0.7, 0.5]) {
    const broken = draw(brokenIntoLines(latex, (maxWidth / drawing.width) * margin));
    if (broken.kind === 'drawing' && broken.width < best.width) best = broken;
    if (best.width <= maxWidth) return best;
  }
  return best.width * smallestScale <= maxWidth ? best : problem('The formula is too wide to be shown as an image.');
}

function withRoot({ svg, viewBox }: Drawing, attributes: string, idPrefix: string): string {
  const root = `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} viewBox="${viewBox}">`;
  return shrinkSvg(svg, idPrefix).replace(/^<svg[^>]*>/, root);
}

function problem(sentence: string): TypesetProblem {
  return { kind: 'problem', problem: sentence };
}
