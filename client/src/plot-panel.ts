/** @file The plot panel's side in the extension: carries its queries to the server and saves its pictures. Draws nothing. */
import { type Event, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { DocumentPosition } from '../../server/src/protocol/requests.ts';
import type { FromPanel, ToPanel } from '../../server/src/protocol/webview.ts';
import { asSentence } from './errors.ts';
import { type FunctionPanel, registerFunctionPanel } from './function-panel.ts';
import type { Server } from './language-client.ts';
import { parseFromPanel } from './plot-messages.ts';

type PlotRequestMessage = Extract<FromPanel, { kind: 'request' }>;
type SaveMessage = Extract<FromPanel, { kind: 'save' }>;

export function registerPlotPanel(
  context: ExtensionContext,
  server: Server,
  onDidAnalyse: Event<string>,
): (target: DocumentPosition) => void {
  return registerFunctionPanel(
    context,
    { viewType: 'gradcheck.plot', bundle: 'webview', title: 'Gradient', connect: (panel) => connect(panel, server) },
    onDidAnalyse,
  );
}

function connect(panel: FunctionPanel, server: Server) {
  /** What the page asked last; asked again when the code changed. */
  let latest: PlotRequestMessage | null = null;
  let title = 'gradient';

  const answer = async (request: PlotRequestMessage): Promise<void> => {
    const { sequence, query } = request;
    let message: ToPanel;
    try {
      const result = await server.plot({ ...panel.target(), ...query });
      message =
        'problem' in result
          ? { kind: 'problem', sequence, problem: result.problem }
          : { kind: 'plot', sequence, result };
    } catch (error) {
      message = { kind: 'problem', sequence, problem: asSentence('The plot could not be computed', error) };
    }
    if (message.kind === 'plot') {
      title = message.result.title;
      panel.setTitle(`Gradient: ${title}`);
    }
    panel.post(message);
  };

  return {
    onMessage: (data: unknown): void => {
      const message = parseFromPanel(data);
      if (!message) return;
      switch (message.kind) {
        case 'ready':
          // A page that has just loaded counts its requests from one again.
          latest = null;
          return;
        case 'request':
          latest = message;
          void answer(message);
          return;
        case 'save':
          void save(message, title, panel.target());
          return;
        default:
          message satisfies never;
      }
    },
    onAnalysed: (): void => {
      if (latest) void answer(latest);
    },
  };
}

async function save({ format, text }: SaveMessage, title: string, target: DocumentPosition): Promise<void> {
  const name = `${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}-gradient.${format}`;
  const source = Uri.parse(target.uri);
  const folder = workspace.getWorkspaceFolder(source)?.uri ?? Uri.joinPath(source, '..');
  const place = await window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, name),
    filters: format === 'svg' ? { 'SVG picture': ['svg'] } : { 'Comma-separated values': ['csv'] },
    title: format === 'svg' ? 'Save the Plot as a Picture' : 'Save the Plotted Numbers',
  });
  if (!place) return;
  try {
    await workspace.fs.writeFile(place, new TextEncoder().encode(text));
    window.setStatusBarMessage(`Saved ${place.path.slice(place.path.lastIndexOf('/') + 1)}.`, 5000);
  } catch (error) {
    void window.showErrorMessage(asSentence('The file could not be saved', error));
  }
}
