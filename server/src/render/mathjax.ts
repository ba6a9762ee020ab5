/**
 * @file The one place that talks to MathJax: LaTeX in, MathJax's own SVG text out.
 * No caching, no colours, no sizes and no recovery here (`typeset.ts`), and no network or file access anywhere: all fonts are bundled.
 */
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js';
import 'mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import 'mathjax-full/js/input/tex/color/ColorConfiguration.js';
import 'mathjax-full/js/input/tex/mathtools/MathtoolsConfiguration.js';
import 'mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js';
import 'mathjax-full/js/input/tex/noundefined/NoUndefinedConfiguration.js';
import 'mathjax-full/js/input/tex/textmacros/TextMacrosConfiguration.js';

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);

const converter = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams', 'newcommand', 'boldsymbol', 'color', 'noundefined', 'mathtools', 'textmacros'],
    // MathJax would otherwise draw its message as a formula, which nobody could tell from mathematics.
    formatError: (_jax: unknown, error: Error) => {
      throw error;
    },
  }),
  OutputJax: new SVG({ fontCache: 'local' }),
});

/** The `<svg>` element for a displayed formula; throws MathJax's `TexError` when the LaTeX is malformed. */
export function convertToSvg(latex: string): string {
  // `em`, `ex` and `containerWidth` only matter for line breaking and percentage widths, neither of which is used.
  const container: unknown = converter.convert(latex, { display: true, em: 16, ex: 8, containerWidth: 1e6 });
  return adaptor.innerHTML(container as Parameters<typeof adaptor.innerHTML>[0]);
}
