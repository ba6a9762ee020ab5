/** @file The three functions that VS Code gives a webview's page, once per page. */
import type { FromPanel } from '../../server/src/protocol/webview.ts';
import type { PanelState } from './state.ts';

export interface WebviewApi {
  postMessage(message: FromPanel): void;
  /** Whatever an earlier page saved: to be checked before use. */
  getState(): unknown;
  setState(state: PanelState): void;
}

declare function acquireVsCodeApi(): WebviewApi;

export const webviewApi = acquireVsCodeApi();
