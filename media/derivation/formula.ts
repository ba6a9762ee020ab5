/**
 * @file Brings a typeset formula into the page. The text comes from our own server, but names in it come from the workspace: only the
 * elements and attributes that formulas consist of are taken over, and everything else is left behind.
 */

const namespace = 'http://www.w3.org/2000/svg';
const elements = new Set(['svg', 'g', 'path', 'defs', 'use', 'rect', 'text', 'line']);
const attributes = new Set([
  ...['id', 'd', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height', 'viewBox', 'transform', 'preserveAspectRatio'],
  ...['fill', 'stroke', 'stroke-width', 'color', 'font-size', 'font-family', 'font-style', 'text-anchor'],
]);

/** Null when the text is no SVG document. */
export function importFormula(text: string): SVGElement | null {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  return root.localName === 'svg' ? copyOf(root) : null;
}

function copyOf(source: Element): SVGElement {
  const copy = document.createElementNS(namespace, source.localName);
  for (const { name, value } of source.attributes) {
    if (attributes.has(name)) copy.setAttribute(name, value);
    // Glyphs are drawn once and used by reference; a reference out of the page is none of ours.
    else if ((name === 'href' || name === 'xlink:href') && value.startsWith('#')) copy.setAttribute('href', value);
  }
  for (const child of source.childNodes) {
    if (child instanceof Element && elements.has(child.localName)) copy.append(copyOf(child));
    else if (child.nodeType === Node.TEXT_NODE) copy.append(child.textContent ?? '');
  }
  return copy;
}
