/** @file Says which text colour formulas in hovers need. An extension cannot read the theme's colours, only its kind. */
import { type ColorTheme, ColorThemeKind } from 'vscode';
import type { ThemeParams } from '../../server/src/protocol/requests.ts';

/** Slightly above the 13 px of the hover's own text: mathematics has smaller letters in sub- and superscripts. */
const fontSize = 15;

const foregrounds = {
  [ColorThemeKind.Light]: '#1f1f1f',
  [ColorThemeKind.Dark]: '#cccccc',
  [ColorThemeKind.HighContrast]: '#ffffff',
  [ColorThemeKind.HighContrastLight]: '#000000',
} satisfies Record<ColorThemeKind, string>;

export function themeParams(theme: ColorTheme): ThemeParams {
  return { foreground: foregrounds[theme.kind], fontSize };
}
