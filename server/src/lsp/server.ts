/**
 * @file Wires the language server together: which part answers which message. No logic: every message's handler is a file in
 * `handlers/`, and every handler runs inside the guard.
 */
import type { Connection } from 'vscode-languageserver/node';
import * as protocol from '../protocol/requests.ts';
import { readFeatures, serverCapabilities, withFolders, type ClientFeatures } from './capabilities.ts';
import { createConfig } from './config.ts';
import type { Loaders, ServerContext } from './context.ts';
import { createDocuments } from './documents.ts';
import { createGuard } from './guard.ts';
import { checkFile } from './handlers/check-file.ts';
import { checkWorkspace } from './handlers/check-workspace.ts';
import { codeActions } from './handlers/code-action.ts';
import { definition } from './handlers/definition.ts';
import { derivation } from './handlers/derivation.ts';
import { createDiagnostics } from './handlers/diagnostics.ts';
import { hover } from './handlers/hover.ts';
import { listReferences } from './handlers/list-references.ts';
import { openReference } from './handlers/open-reference.ts';
import { plot } from './handlers/plot.ts';
import { registerForChanges, watchedFiles } from './handlers/watched-files.ts';
import { createScheduler } from './scheduler.ts';
import { createServices } from './services.ts';
import { createTypesetting } from './typesetting.ts';

/** Changes closer together than this belong to one burst, and the analysis waits for its end. */
const typingPause = 60;
/** Other open files may import the one being typed in; they are looked at again when the typing stops. */
const importersPause = 700;

export function startServer(connection: Connection, loaders: Loaders): void {
  let features: ClientFeatures = readFeatures(null);
  const getFeatures = (): ClientFeatures => features;
  const guard = createGuard(connection.console);
  const documents = createDocuments();
  const config = createConfig(connection, getFeatures);
  const services = createServices({ loadAnalysis: loaders.loadAnalysis, documents, config, getFeatures });
  const typesetting = createTypesetting(loaders.loadTypesetter, getFeatures);
  const context: ServerContext = { connection, getFeatures, documents, config, services, typesetting };
  const diagnostics = createDiagnostics(context);
  const scheduler = createScheduler((uri, isCurrent) =>
    guard.run(`check ${uri}`, undefined, async () => {
      await diagnostics.publish(uri, isCurrent);
    }),
  );
  const recheck = (uris: readonly string[], delay: number): void => {
    for (const uri of uris) scheduler.schedule(uri, delay);
  };

  connection.onInitialize((params) => {
    features = readFeatures(params);
    return { capabilities: serverCapabilities, serverInfo: { name: 'gradcheck' } };
  });
  connection.onInitialized(() => {
    void guard.run('register for changes', undefined, () => registerForChanges(context));
    // After the handshake, while the user is still looking for the cursor.
    setImmediate(() => void guard.run('load the analysis', undefined, () => services.warmUp()));
    typesetting.warmUpWhenIdle();
    if (!features.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders((change) => {
      features = withFolders(features, change);
      services.reset();
    });
  });

  documents.onOpen((uri) => scheduler.schedule(uri, 0));
  documents.onChange((uri) => {
    scheduler.scheduleSoon(uri, typingPause);
    recheck(
      documents.openUris().filter((other) => other !== uri),
      importersPause,
    );
  });
  documents.onClose((uri, path) => {
    scheduler.cancel(uri);
    config.forget(uri);
    services.forget(path);
    diagnostics.clear(uri);
  });
  documents.listen(connection);

  connection.onDidChangeConfiguration((params) => {
    config.changed(params?.settings);
    services.reset();
    recheck(diagnostics.shown(), 0);
  });
  connection.onDidChangeWatchedFiles((params) => {
    void guard.run('read changed files', undefined, async () => {
      recheck(watchedFiles(context, params, diagnostics), typingPause);
    });
  });
  connection.onNotification(protocol.themeNotification, (params: unknown) => typesetting.setTheme(params));

  connection.onHover((params) => guard.run('show the hover', null, () => hover(context, params)));
  connection.onCodeAction((params) => guard.run('look for fixes', null, () => codeActions(context, params)));
  connection.onDefinition((params) => guard.run('find the reference', null, () => definition(context, params)));
  const problem = (doing: string): protocol.ProblemResult => ({
    problem: `Gradcheck could not ${doing} because of an internal error; its output log says which.`,
  });
  connection.onRequest(protocol.plotRequest, (params: unknown) =>
    guard.run('plot', problem('plot this function'), () => plot(context, params)),
  );
  connection.onRequest(protocol.derivationRequest, (params: unknown) =>
    guard.run('derive', problem('derive this function'), () => derivation(context, params)),
  );
  connection.onRequest(protocol.openReferenceRequest, (params: unknown) =>
    guard.run('find the reference', null, () => openReference(context, params)),
  );
  connection.onRequest(protocol.listReferencesRequest, () =>
    guard.run('list the references', [], () => listReferences(context)),
  );
  connection.onRequest(protocol.checkFileRequest, (params: unknown) =>
    guard.run('check the file', null, () => checkFile(params, diagnostics)),
  );
  connection.onRequest(protocol.checkWorkspaceRequest, (params: unknown, token) =>
    guard.run('check the files', null, () => checkWorkspace(context, params, token, diagnostics, guard)),
  );
  connection.listen();
}
