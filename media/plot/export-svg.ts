/**
 * @file The charts as one picture that stands alone. The page's style sheet and theme do not travel with a file, so each element gets
 * the colours it has on screen as attributes.
 */
import { escapeXml } from './markup.ts';

const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'font-family',
  'font-size',
  'font-weight',
];

export interface PictureInput {
  readonly charts: readonly SVGSVGElement[];
  readonly title: string;
  /** One line per setting, below the title. */
  readonly settings: string;
  readonly background: string;
  readonly foreground: string;
  readonly fontFamily: string;
}

const headHeight = 44;

export function pictureText({ charts, title, settings, background, foreground, fontFamily }: PictureInput): string {
  const width = Math.max(...charts.map((chart) => chart.width.baseVal.value));
  const height = headHeight + charts.reduce((sum, chart) => sum + chart.height.baseVal.value, 0);
  let top = headHeight;
  const parts = charts.map((chart) => {
    const copy = withColours(chart);
    copy.setAttribute('y', String(top));
    top += chart.height.baseVal.value;
    return new XMLSerializer().serializeToString(copy);
  });
  const text = `font-family="${escapeXml(fontFamily)}" fill="${escapeXml(foreground)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
    `<text x="16" y="20" font-size="14" font-weight="bold" ${text}>${escapeXml(title)}</text>`,
    `<text x="16" y="38" font-size="11" ${text}>${escapeXml(settings)}</text>`,
    ...parts,
    `</svg>\n`,
  ].join('\n');
}

function withColours(chart: SVGSVGElement): SVGSVGElement {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = chart.querySelectorAll('path, line, circle, rect, text');
  copy.querySelectorAll('path, line, circle, rect, text').forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const property of properties) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
  });
  // The reading position belongs to the moment, not to the picture.
  copy.querySelector('.cursor')?.remove();
  return copy;
}
