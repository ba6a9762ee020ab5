/** @file Messages between the extension and the plot panel's webview. Plain data; each side validates what it receives. */
import type { PlotParams, PlotResult, ProblemResult } from './requests.ts';

/** From the extension to the panel. */
export type ToPanel =
  | { readonly kind: 'plot'; readonly sequence: number; readonly result: PlotResult }
  | { readonly kind: 'problem'; readonly sequence: number; readonly problem: ProblemResult['problem'] };

/** From the panel to the extension. */
export type FromPanel =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'request';
      /** Grows by one with each request; answers to older ones are dropped. */
      readonly sequence: number;
      readonly query: Omit<PlotParams, 'uri' | 'position'>;
    }
  | { readonly kind: 'save'; readonly format: 'svg' | 'csv'; readonly text: string };
