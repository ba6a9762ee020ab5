/**
 * @file Formulas as pictures, in the client's colours. Loads MathJax when the server has been idle for a moment or when a picture is
 * needed, whichever comes first. What cannot be typeset is null: the caller then shows the source.
 */
import type { ThemeParams } from '../protocol/requests.ts';
import type { TypesetImage } from '../render/typeset.ts';
import type { ClientFeatures } from './capabilities.ts';
import type { Loaders } from './context.ts';

export interface Typesetting {
  /** An image in the colours of the client's theme. */
  image(latex: string): Promise<TypesetImage | null>;
  /** An `<svg>` in the colour of the page it is put into. */
  inlineSvg(latex: string): Promise<string | null>;
  setTheme(params: unknown): void;
  warmUpWhenIdle(): void;
}

/** A grey that can be read on light and dark, and the size that looks right beside the editor's 13 pixels. */
const unknownTheme: ThemeParams = { foreground: '#808080', fontSize: 15 };
/** Wider images make the hover scroll sideways. */
const widestImage = 700;
const idleAfter = 1500;

export function createTypesetting(
  loadTypesetter: Loaders['loadTypesetter'],
  getFeatures: () => ClientFeatures,
): Typesetting {
  let theme: ThemeParams | null = null;
  return {
    async image(latex) {
      const { typesetImage } = await loadTypesetter();
      const { foreground, fontSize } = theme ?? readTheme(getFeatures().theme) ?? unknownTheme;
      const result = typesetImage(latex, { color: foreground, fontSize, maxWidth: widestImage });
      return result.kind === 'image' ? result : null;
    },
    async inlineSvg(latex) {
      const { typesetInline } = await loadTypesetter();
      const result = typesetInline(latex);
      return result.kind === 'inline' ? result.svg : null;
    },
    setTheme: (params) => void (theme = readTheme(params) ?? theme),
    warmUpWhenIdle() {
      if (!getFeatures().imagesInHover) return;
      // The first formula costs far more than the following ones, so one is drawn for nobody.
      const warmUp = (): void => void this.image('x').catch(() => null);
      setTimeout(warmUp, idleAfter).unref();
    },
  };
}

function readTheme(sent: unknown): ThemeParams | null {
  const { foreground, fontSize } = (sent ?? {}) as { readonly foreground?: unknown; readonly fontSize?: unknown };
  if (typeof foreground !== 'string' || typeof fontSize !== 'number') return null;
  return { foreground, fontSize };
}
