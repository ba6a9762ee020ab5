/** @file The real language server around the scripted analysis of `scripted-service.ts`. */
import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../../../server/src/lsp/server.ts';
import { createScriptedService } from './scripted-service.ts';

startServer(createConnection(), {
  loadAnalysis: async () => ({ createLossService: createScriptedService }),
  loadTypesetter: () => import('../../../server/src/render/typeset.ts'),
});
