/** @file The derivation panel's page: shows what the extension posts and tells it what to copy. */
import type { FromDerivationPanel } from '../../server/src/protocol/derivation-panel.ts';
import { parseToDerivationPanel } from './messages.ts';
import { derivationPage, problemPage } from './page.ts';

interface WebviewApi {
  postMessage(message: FromDerivationPanel): void;
  setState(state: { readonly target: unknown }): void;
}
declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();
let shown = document.body.appendChild(document.createElement('main'));

function show(next: HTMLElement): void {
  shown.replaceWith(next);
  shown = next;
}

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = parseToDerivationPanel(data);
  if (!message) return;
  if (message.kind === 'problem') show(problemPage(message.problem));
  else show(derivationPage(message.result, (format, step) => api.postMessage({ kind: 'copy', format, step })));
});
// The extension restores the panel from this state after a reload.
api.setState({ target: JSON.parse(document.body.dataset.target ?? 'null') });
api.postMessage({ kind: 'ready' });
