/** @file Entry point of the extension: creates the parts and connects them. No logic of its own. */
import type { ExtensionContext } from 'vscode';
import { registerCommands } from './commands.ts';
import { registerDerivationPanel } from './derivation-panel.ts';
import { createFileStatusStore } from './file-status.ts';
import { startLanguageClient } from './language-client.ts';
import { registerPlotPanel } from './plot-panel.ts';
import { registerStatusBar } from './status-bar.ts';

export function activate(context: ExtensionContext): void {
  const statuses = createFileStatusStore();
  const server = startLanguageClient(context, statuses.update);
  const showPlot = registerPlotPanel(context, server, statuses.onDidChange);
  const showDerivation = registerDerivationPanel(context, server, statuses.onDidChange);
  registerStatusBar(context, statuses);
  registerCommands(context, server, { showPlot, showDerivation });
  context.subscriptions.push(statuses);
}
