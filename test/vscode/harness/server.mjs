/** @file Starts and stops the server of the real VS Code. Shared by the tests and by `npm start`; knows nothing of browsers. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { findServerNode } from './executables.mjs';

const require = createRequire(import.meta.url);

/** Settings of a fresh window: quiet, nothing fetched, no question in the way. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'editor.minimap.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
};

/** A port on 127.0.0.1 that nobody listens on: the wanted one, or any. Throws a sentence when the wanted one is taken. */
export async function freePort(wanted = 0) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', ({ code, message }) => {
      reject(new Error(code === 'EADDRINUSE' ? `Port ${wanted} is in use; choose another one.` : message));
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts the server on 127.0.0.1 and resolves once it answers. `folder` holds its log, data and extensions.
 * `args` decide about connection token and test driver.
 */
export async function startServer({ port, folder, args, env = {} }) {
  const vscode = join(dirname(require.resolve('code-server/package.json')), 'lib/vscode');
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    findServerNode(),
    [
      join(vscode, 'out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      // By default the extension host of a closed page lives on for three hours.
      ...['--reconnection-grace-time', '1'],
      ...['--server-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')],
      ...args,
    ],
    // A group of its own, so that stopping it stops its extension hosts and their language servers.
    { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env } },
  );
  closeSync(log);
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid);
    } catch {
      // It is gone already.
    }
  };
  // Whoever ends without stopping the server must not leave it behind.
  process.once('exit', kill);
  let alive = true;
  const gone = new Promise((resolve) => {
    const end = () => {
      alive = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const stop = async () => {
    process.off('exit', kill);
    if (alive) kill();
    await gone;
  };
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/version`);
      return { stop, gone };
    } catch {
      if (!alive || Date.now() > deadline) {
        await stop();
        throw new Error(`The VS Code server did not start on port ${port}.\n${readFileSync(logFile, 'utf8').trim()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
