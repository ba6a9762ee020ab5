/** @file The verdict counts of the active file in the status bar; hidden where there is nothing to count. */
import { type ExtensionContext, StatusBarAlignment, commands, window } from 'vscode';
import type { VerdictCounts } from '../../server/src/protocol/requests.ts';
import type { FileStatusStore } from './file-status.ts';
import { isChecked } from './languages.ts';
import { countsInWords, pairCount } from './verdict-words.ts';

/** Context key of the `when` clauses in the manifest. */
const fileHasPairs = 'gradcheck.fileHasPairs';

export function registerStatusBar(context: ExtensionContext, statuses: FileStatusStore): void {
  // To the right of the branch and the problem counters, which have high priorities.
  const item = window.createStatusBarItem('verdicts', StatusBarAlignment.Left, 5);
  item.name = 'Gradcheck verdicts';
  item.command = 'workbench.actions.view.problems';

  const refresh = (): void => {
    const document = window.activeTextEditor?.document;
    const counts = document && isChecked(document) ? statuses.get(document.uri.toString()) : null;
    const show = document !== undefined && counts !== null && pairCount(counts) > 0;
    void commands.executeCommand('setContext', fileHasPairs, show);
    if (!show) return item.hide();
    const words = countsInWords(counts);
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    item.text = `$(graph-line) ${icons(counts)}`;
    item.tooltip = `Gradients in ${name}: ${words}. Click to open the Problems view.`;
    item.accessibilityInformation = { label: `Gradcheck: gradients in ${name}: ${words}`, role: 'button' };
    item.show();
  };
  context.subscriptions.push(
    item,
    window.onDidChangeActiveTextEditor(refresh),
    statuses.onDidChange((uri) => {
      if (uri === window.activeTextEditor?.document.uri.toString()) refresh();
    }),
  );
  refresh();
}

function icons(counts: VerdictCounts): string {
  const right = counts.proved + counts.agrees;
  const parts = [
    right > 0 ? `$(pass) ${right}` : '',
    counts.refuted > 0 ? `$(error) ${counts.refuted}` : '',
    counts.undetermined > 0 ? `$(question) ${counts.undetermined}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
