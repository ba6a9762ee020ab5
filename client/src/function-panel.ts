/**
 * @file A webview beside the editor that is about one function: opened or pointed at another function by a command, restored after
 * a reload, and told when the function's file was analysed again. What it shows and says is up to the plot and derivation panels.
 */
import { type Event, type ExtensionContext, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import type { DocumentPosition } from '../../server/src/protocol/requests.ts';
import { movedPosition, parseDocumentPosition } from './document-position.ts';
import { webviewHtml, webviewOptions } from './webview-page.ts';

export interface FunctionPanelKind {
  /** Type of the panel, as in the manifest's `onWebviewPanel` activation events. */
  readonly viewType: string;
  readonly bundle: string;
  readonly title: string;
  /** Connects a new panel to the server. Called once for each panel, before its page loads. */
  connect(panel: FunctionPanel): { onMessage(message: unknown): void; onAnalysed(): void };
}

export interface FunctionPanel {
  /** The function's place now: it moves with the text above it. */
  target(): DocumentPosition;
  post(message: unknown): void;
  setTitle(title: string): void;
}

/** Returns the function that shows the panel for a place, creating the panel when there is none. */
export function registerFunctionPanel(
  context: ExtensionContext,
  kind: FunctionPanelKind,
  onDidAnalyse: Event<string>,
): (target: DocumentPosition) => void {
  const { extensionUri } = context;
  let current: { readonly panel: WebviewPanel; retarget(target: DocumentPosition): void } | null = null;

  const adopt = (panel: WebviewPanel, first: DocumentPosition): void => {
    let target = first;
    const load = (): void => {
      panel.title = kind.title;
      panel.webview.html = webviewHtml(panel.webview, extensionUri, { bundle: kind.bundle, title: kind.title, target });
    };
    const { onMessage, onAnalysed } = kind.connect({
      target: () => target,
      // A panel that was closed while the server was thinking has nobody to post to.
      post: (message) => void (current?.panel === panel && panel.webview.postMessage(message)),
      setTitle: (title) => void (current?.panel === panel && (panel.title = title)),
    });
    const listeners = [
      panel.webview.onDidReceiveMessage(onMessage),
      onDidAnalyse((uri) => {
        if (sameDocument(uri, target.uri)) onAnalysed();
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!sameDocument(document.uri.toString(), target.uri)) return;
        target = { uri: target.uri, position: movedPosition(target.position, contentChanges) };
      }),
    ];
    panel.onDidDispose(() => {
      for (const listener of listeners) listener.dispose();
      if (current?.panel === panel) current = null;
    });
    current = {
      panel,
      retarget: (next) => {
        target = next;
        load();
      },
    };
    load();
  };

  context.subscriptions.push(
    window.registerWebviewPanelSerializer(kind.viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        const saved = typeof state === 'object' && state !== null ? (state as { target?: unknown }).target : null;
        const target = parseDocumentPosition(saved);
        // Without a target there is nothing to show, and one panel of a kind is enough.
        if (!target || current) return panel.dispose();
        panel.webview.options = webviewOptions(extensionUri);
        adopt(panel, target);
      },
    }),
  );

  return (target) => {
    if (current) {
      current.panel.reveal(undefined, true);
      current.retarget(target);
    } else {
      const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      adopt(window.createWebviewPanel(kind.viewType, kind.title, column, webviewOptions(extensionUri)), target);
    }
  };
}

/** URIs from hovers and from the editor may differ in what they percent-encode. */
function sameDocument(a: string, b: string): boolean {
  return a === b || Uri.parse(a).toString() === Uri.parse(b).toString();
}
