/** @file Messages between the extension and the derivation panel's webview. Plain data; each side validates what it receives. */
import type { DerivationResult, ProblemResult } from './requests.ts';

/** From the extension to the panel. */
export type ToDerivationPanel =
  | { readonly kind: 'derivation'; readonly result: DerivationResult }
  | { readonly kind: 'problem'; readonly problem: ProblemResult['problem'] };

/** From the panel to the extension, which holds the derivation itself: no text to copy crosses this border. */
export type FromDerivationPanel =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'copy';
      readonly format: 'latex' | 'text' | 'typescript';
      /** Index of one step; null for the whole derivation. */
      readonly step: number | null;
    };
