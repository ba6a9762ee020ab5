/** @file The server starts over each transport an editor may choose. Everything else is tested over standard streams. */
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  SocketMessageReader,
  SocketMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { bundled } from '../harness/bundled.ts';

const main = await bundled('test/lsp/harness/scripted-main.ts');

async function shakeHands(connection: ProtocolConnection): Promise<void> {
  connection.listen();
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', params);
  assert.equal(serverInfo.name, 'gradcheck');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
}

describe('transports', function () {
  this.timeout(20_000);

  it('--node-ipc', async () => {
    const server = fork(main, ['--node-ipc'], { execArgv: [] });
    const exited = new Promise((resolve) => server.on('exit', resolve));
    await shakeHands(createProtocolConnection(new IPCMessageReader(server), new IPCMessageWriter(server)));
    assert.equal(await exited, 0);
  });

  it('--socket=<port>', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    assert.ok(typeof address === 'object' && address !== null);
    const connected = new Promise<Socket>((resolve) => listener.once('connection', resolve));
    const server = spawn(process.execPath, [main, `--socket=${address.port}`]);
    const exited = new Promise((resolve) => server.on('exit', resolve));
    const socket = await connected;
    await shakeHands(createProtocolConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket)));
    assert.equal(await exited, 0);
    listener.close();
  });
});
