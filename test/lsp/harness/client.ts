/**
 * @file A small language client for tests: starts the server as a process, speaks the protocol over its standard streams, and waits for
 * events, never for time. It judges nothing.
 */
import { spawn } from 'node:child_process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { bundled } from '../../harness/bundled.ts';
import type { FileStatus, InitializationOptions } from '../../../server/src/protocol/requests.ts';

export interface ClientOptions {
  readonly initializationOptions?: InitializationOptions;
  readonly capabilities?: ClientCapabilities;
  readonly rootUri?: string;
  /** What `workspace/configuration` answers for a document; absent for clients that cannot be asked. */
  readonly settings?: (uri: string | undefined) => unknown;
}

/** What VS Code says about itself, as far as this server asks. */
export const editorCapabilities: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
  },
  workspace: { workspaceEdit: { documentChanges: true } },
};

const entries = {
  real: 'server/src/lsp/main.ts',
  scripted: 'test/lsp/harness/scripted-main.ts',
};

export type Client = Awaited<ReturnType<typeof startClient>>;

/**
 * `scripted` is the same server around an analysis that does what the text says; see `scripted-service.ts`. The path of a bundle
 * starts that.
 */
export async function startClient(
  entry: keyof typeof entries | { readonly bundle: string },
  options: ClientOptions = {},
) {
  const file = typeof entry === 'object' ? entry.bundle : await bundled(entries[entry]);
  const server = spawn(process.execPath, [file, '--stdio'], { stdio: 'pipe' });
  let errors = '';
  server.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => server.on('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const diagnostics = createLog<PublishDiagnosticsParams>();
  const statuses = createLog<FileStatus>();
  const log = createLog<{ readonly message: string }>();
  const progress = createLog<{ readonly token: string | number; readonly value: unknown }>();
  connection.onNotification('textDocument/publishDiagnostics', diagnostics.add);
  connection.onNotification('gradcheck/fileStatus', statuses.add);
  connection.onNotification('window/logMessage', log.add);
  connection.onNotification('$/progress', progress.add);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly { scopeUri?: string }[] }) =>
    items.map(({ scopeUri }) => options.settings?.(scopeUri)),
  );
  connection.listen();
  const capabilities = options.capabilities ?? editorCapabilities;
  const workspace = { ...capabilities.workspace, configuration: options.settings !== undefined };
  const initialized = await connection.sendRequest<{ capabilities: unknown }>('initialize', {
    processId: process.pid,
    rootUri: options.rootUri ?? null,
    capabilities: { ...capabilities, workspace },
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});

  return {
    pid: server.pid,
    capabilities: initialized.capabilities,
    diagnostics,
    statuses,
    log,
    progress,
    request: <Result>(method: string, params: unknown): Promise<Result> => connection.sendRequest(method, params),
    requestWithToken: <Result>(method: string, params: unknown, token: object): Promise<Result> =>
      connection.sendRequest(method, params, token as CancellationToken),
    notify: (method: string, params: unknown): Promise<void> => connection.sendNotification(method, params as object),
    writeRaw: (text: string): void => void server.stdin.write(text),
    open: (uri: string, text: string, languageId = 'typescript'): Promise<void> =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri: string, version: number, contentChanges: readonly object[]): Promise<void> =>
      connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    close: (uri: string): Promise<void> =>
      connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    /** Ends the server as an editor does; answers its exit code and what it wrote to its error stream. */
    async stop(): Promise<{ readonly code: number | null; readonly errors: string }> {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await exited;
      connection.dispose();
      return { code, errors };
    },
  };
}

interface EventLog<Event> {
  readonly all: Event[];
  readonly add: (event: Event) => void;
  /** The first event that fits, among those that came already and those to come. */
  readonly next: (fits: (event: Event) => boolean) => Promise<Event>;
}

function createLog<Event>(): EventLog<Event> {
  const all: Event[] = [];
  let waiting: { readonly fits: (event: Event) => boolean; readonly resolve: (event: Event) => void }[] = [];
  return {
    all,
    add(event) {
      all.push(event);
      for (const { fits, resolve } of waiting) if (fits(event)) resolve(event);
      waiting = waiting.filter(({ fits }) => !fits(event));
    },
    next(fits) {
      const known = all.find(fits);
      return known !== undefined ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ fits, resolve }));
    },
  };
}

/** The zero-based position of the first occurrence of `needle`. */
export function positionOf(text: string, needle: string): { readonly line: number; readonly character: number } {
  const offset = text.indexOf(needle);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** The parameters of a request about a place in a document. */
export function at(uri: string, line = 0, character = 0): object {
  return { textDocument: { uri }, position: { line, character } };
}

/** The diagnostics published for one version of a document, once they are. */
export function published(client: Client, uri: string, version: number): Promise<PublishDiagnosticsParams> {
  return client.diagnostics.next((event) => event.uri === uri && event.version === version);
}

/** The first diagnostic's message; empty when there is none. */
export function messageOf({ diagnostics }: Pick<PublishDiagnosticsParams, 'diagnostics'>): string {
  const message = diagnostics[0]?.message ?? '';
  return typeof message === 'string' ? message : message.value;
}
