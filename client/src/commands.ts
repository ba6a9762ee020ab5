/** @file The commands of the manifest. Each turns what the user asked into a request to the server and its answer into words. */
import { type ExtensionContext, ProgressLocation, Uri, commands, env, window, workspace } from 'vscode';
import type { DocumentPosition, ReferenceListItem } from '../../server/src/protocol/requests.ts';
import { cursorPosition, parseDocumentPosition } from './document-position.ts';
import { asSentence } from './errors.ts';
import { generatedFiles, isChecked, sourceFiles } from './languages.ts';
import type { Server } from './language-client.ts';
import { countsInWords, pairCount } from './verdict-words.ts';

export interface Panels {
  readonly showPlot: (target: DocumentPosition) => void;
  readonly showDerivation: (target: DocumentPosition) => void;
}

/** The commands of `package.json`, without their common prefix. A test compares both lists. */
export type CommandName =
  'checkFile' | 'checkWorkspace' | 'plotGradient' | 'showDerivation' | 'copyDerivation' | 'openReference';

const internalError =
  'The gradients could not be checked because of an internal error; the output log of Gradcheck says which.';
const noFunction = 'Open a TypeScript or JavaScript file and put the cursor in a loss function or its gradient first.';

export function registerCommands(context: ExtensionContext, server: Server, panels: Panels): void {
  const handlers = {
    checkFile: () => checkFile(server),
    checkWorkspace: () => checkWorkspace(server),
    plotGradient: (argument) => atPlace(argument, panels.showPlot),
    showDerivation: (argument) => atPlace(argument, panels.showDerivation),
    copyDerivation: (argument) => atPlace(argument, (place) => copyDerivation(server, place)),
    openReference: (argument) => openReference(server, place(argument)),
  } satisfies Record<CommandName, (argument: unknown) => unknown>;
  for (const [name, run] of Object.entries(handlers)) {
    context.subscriptions.push(
      commands.registerCommand(`gradcheck.${name}`, (argument) => guarded(() => run(argument))),
    );
  }
}

/** Says in one sentence why a command did not work, where VS Code would show a stack trace's first line. */
async function guarded(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    void window.showErrorMessage(asSentence('Gradcheck could not do that', error));
  }
}

/** The argument of a link in a hover, else the cursor. Menus pass other arguments, which are no positions and are ignored. */
function place(argument: unknown): DocumentPosition | null {
  return parseDocumentPosition(argument) ?? cursorPosition();
}

async function atPlace(argument: unknown, run: (target: DocumentPosition) => unknown): Promise<void> {
  const target = place(argument);
  if (target) await run(target);
  else void window.showWarningMessage(noFunction);
}

async function checkFile(server: Server): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document || !isChecked(document)) return void window.showWarningMessage(noFunction);
  const status = await server.checkFile({ uri: document.uri.toString() });
  if (!status) return void window.showErrorMessage(internalError);
  const { counts } = status;
  const name = workspace.asRelativePath(document.uri);
  if (pairCount(counts) === 0) {
    return void window.showInformationMessage(`No loss with a hand-written gradient was found in ${name}.`);
  }
  window.setStatusBarMessage(`Gradients in ${name}: ${countsInWords(counts)}.`, 8000);
  await commands.executeCommand('workbench.actions.view.problems');
}

async function checkWorkspace(server: Server): Promise<void> {
  if (!workspace.workspaceFolders?.length)
    return void window.showWarningMessage('Open a folder first: there is no workspace to check.');
  const options = { location: ProgressLocation.Notification, title: 'Checking gradients', cancellable: true };
  const answer = await window.withProgress(options, async (progress, token) => {
    progress.report({ message: 'looking for source files' });
    const files = await workspace.findFiles(sourceFiles, generatedFiles, undefined, token);
    if (token.isCancellationRequested) return 'cancelled';
    let done = 0;
    const report = ({ percentage, message }: { percentage: number | null; message: string | null }): void => {
      const increment = percentage === null ? 0 : Math.max(0, percentage - done);
      done += increment;
      progress.report({ increment, ...(message === null ? {} : { message }) });
    };
    const uris = files.map((file) => file.toString());
    try {
      return await server.checkWorkspace(uris, report, token);
    } catch (error) {
      // A server may answer a cancelled request with an error instead of the files it had checked by then.
      if (token.isCancellationRequested) return 'cancelled';
      throw error;
    }
  });
  if (answer === 'cancelled') return;
  if (!answer) return void window.showErrorMessage(internalError);
  const { counts, cancelled } = answer;
  const files = `${answer.files} ${answer.files === 1 ? 'file' : 'files'}`;
  const pairs = pairCount(counts);
  const found = pairs === 0 ? 'no loss with a hand-written gradient was found' : countsInWords(counts);
  void window.showInformationMessage(`${cancelled ? `Stopped after ${files}` : `Gradients in ${files}`}: ${found}.`);
  if (pairs > 0) await commands.executeCommand('workbench.actions.view.problems');
}

async function copyDerivation(server: Server, target: DocumentPosition): Promise<void> {
  const result = await server.derivation(target);
  if ('problem' in result) return void window.showWarningMessage(result.problem);
  await env.clipboard.writeText(result.latex);
  window.setStatusBarMessage(`Copied the derivation of ${result.title} as LaTeX.`, 5000);
}

async function openReference(server: Server, target: DocumentPosition | null): Promise<void> {
  const known = target && (await server.openReference(target));
  const reference = known ?? (await pickReference(await server.listReferences()));
  if (reference) await window.showTextDocument(Uri.parse(reference.uri), { preview: true });
}

async function pickReference(references: readonly ReferenceListItem[]): Promise<ReferenceListItem | undefined> {
  const items = references.map((reference) => ({
    label: reference.title,
    description: reference.id,
    detail: reference.citation,
    reference,
  }));
  const picked = await window.showQuickPick(items, {
    title: 'Open Reference',
    placeHolder: 'The function at the cursor matches no reference; choose one to read',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.reference;
}
