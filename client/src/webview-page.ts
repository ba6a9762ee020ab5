/** @file The HTML shell of our webviews: one script, one style sheet, and a policy under which nothing else loads or runs. */
import { randomBytes } from 'node:crypto';
import { Uri, type Webview, type WebviewOptions } from 'vscode';
import type { DocumentPosition } from '../../server/src/protocol/requests.ts';

export interface WebviewPage {
  /** Name of the bundle in `dist/`, without its extension. */
  readonly bundle: string;
  readonly title: string;
  /** What the page is about. The page keeps it in its state, so that the panel can be restored after a reload. */
  readonly target: DocumentPosition;
}

export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, 'dist')] };
}

export function webviewHtml(webview: Webview, extensionUri: Uri, page: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const resource = (name: string) =>
    escapeAttribute(webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', name)).toString());
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource(`${page.bundle}.css`)}">
<title>${escapeAttribute(page.title)}</title>
</head>
<body data-target="${escapeAttribute(JSON.stringify(page.target))}">
<script nonce="${nonce}" src="${resource(`${page.bundle}.js`)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
