/**
 * @file Entry of the language server: connects over the transport named on the command line (`--stdio`, `--node-ipc`, `--socket=<port>`).
 * The analysis and the typesetter are loaded later, so that the editor's first request is answered at once.
 */
import { createConnection, type Connection } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

const connection = connect();
if (connection !== null) {
  startServer(connection, {
    loadAnalysis: () => import('../service/service.ts'),
    loadTypesetter: () => import('../render/typeset.ts'),
  });
}

function connect(): Connection | null {
  try {
    return createConnection();
  } catch {
    // The only reason: nothing on the command line says how to talk to the editor.
    console.error('gradcheck-language-server: say how the editor connects: --stdio, --node-ipc or --socket=<port>.');
    process.exitCode = 2;
    return null;
  }
}
