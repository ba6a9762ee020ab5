/** @file Starts the language server and carries typed requests to it. What the answers mean is up to the callers. */
import { type CancellationToken, type ExtensionContext, window } from 'vscode';
import { LanguageClient, TransportKind, WorkDoneProgress } from 'vscode-languageclient/node';
import {
  type CheckFileParams,
  type CheckWorkspaceParams,
  type CheckWorkspaceResult,
  type DerivationResult,
  type DocumentPosition,
  type FileStatus,
  type InitializationOptions,
  type PlotParams,
  type PlotResult,
  type ProblemResult,
  type ReferenceListItem,
  type ReferenceLocation,
  checkFileRequest,
  checkWorkspaceRequest,
  derivationRequest,
  fileStatusNotification,
  listReferencesRequest,
  openReferenceCommand,
  openReferenceRequest,
  plotGradientCommand,
  plotRequest,
  showDerivationCommand,
  themeNotification,
} from '../../server/src/protocol/requests.ts';
import { documentSelector } from './languages.ts';
import { themeParams } from './theme.ts';

export interface WorkspaceProgress {
  /** 0 to 100, or null when the server did not say. */
  readonly percentage: number | null;
  readonly message: string | null;
}

/** The server's custom requests. Each rejects when the server is not running or the request was cancelled. */
export interface Server {
  plot(params: PlotParams): Promise<PlotResult | ProblemResult>;
  derivation(params: DocumentPosition): Promise<DerivationResult | ProblemResult>;
  /** Null when the check itself failed; the server's log says why. */
  checkFile(params: CheckFileParams): Promise<FileStatus | null>;
  checkWorkspace(
    uris: readonly string[],
    report: (progress: WorkspaceProgress) => void,
    token: CancellationToken,
  ): Promise<CheckWorkspaceResult | null>;
  openReference(params: DocumentPosition): Promise<ReferenceLocation | null>;
  listReferences(): Promise<readonly ReferenceListItem[]>;
}

/** The only commands that a link in a hover may run, whatever text of the workspace ends up in it. */
const commandsInHovers = [showDerivationCommand, plotGradientCommand, openReferenceCommand];

export function startLanguageClient(context: ExtensionContext, onFileStatus: (status: FileStatus) => void): Server {
  const module = context.asAbsolutePath('dist/server.cjs');
  const initializationOptions: InitializationOptions = {
    imagesInHover: true,
    commandLinks: true,
    theme: themeParams(window.activeColorTheme),
  };
  const client = new LanguageClient(
    'gradcheck',
    'Gradcheck',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    },
    {
      documentSelector,
      initializationOptions,
      diagnosticCollectionName: 'gradcheck',
      markdown: { isTrusted: { enabledCommands: commandsInHovers }, supportHtml: false },
    },
  );
  context.subscriptions.push(
    client,
    client.onNotification(fileStatusNotification, onFileStatus),
    window.onDidChangeActiveColorTheme((theme) => client.sendNotification(themeNotification, themeParams(theme))),
  );
  const ready = client.start();
  // The client tells the user itself that it could not start; requests made later report it as well.
  ready.catch(() => undefined);
  const request = <Result>(method: string, params?: unknown): Promise<Result> =>
    ready.then(() => client.sendRequest<Result>(method, params));
  return {
    plot: (params) => request(plotRequest, params),
    derivation: (params) => request(derivationRequest, params),
    checkFile: (params) => request(checkFileRequest, params),
    checkWorkspace: (uris, report, token) => ready.then(() => checkWorkspace(client, uris, report, token)),
    openReference: (params) => request(openReferenceRequest, params),
    listReferences: () => request(listReferencesRequest),
  };
}

let nextWorkspaceCheck = 1;

async function checkWorkspace(
  client: LanguageClient,
  uris: readonly string[],
  report: (progress: WorkspaceProgress) => void,
  token: CancellationToken,
): Promise<CheckWorkspaceResult | null> {
  const workDoneToken = `gradcheck-workspace-${nextWorkspaceCheck++}`;
  const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
    if (value.kind === 'end') return;
    report({ percentage: value.percentage ?? null, message: value.message ?? null });
  });
  try {
    const params: CheckWorkspaceParams = { uris, workDoneToken };
    return await client.sendRequest<CheckWorkspaceResult | null>(checkWorkspaceRequest, params, token);
  } finally {
    listener.dispose();
  }
}
