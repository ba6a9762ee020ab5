/**
 * @file Entry of the language server: connects over the transport named on the command line (`--stdio`, `--node-ipc`, `--socket=<port>`).
 * The analysis and the typesetter are loaded later, so that the editor's first request is answered at once.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all), {
  loadAnalysis: () => import('../service/service.ts'),
  loadTypesetter: () => import('../render/typeset.ts'),
});
