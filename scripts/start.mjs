/**
 * @file `npm start`: opens the sample losses in the real VS Code with the extension, served on this machine only. Builds, installs the
 * editor the first time, prints the address, and leaves nothing behind on Ctrl+C. Options: `--port <number>`, `--folder <path>`.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installVSCode } from './vscode-install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const usage = `Usage: npm start -- [--port <number>] [--folder <path>]

  --port    port on 127.0.0.1 (default: any free one)
  --folder  folder to open (default: a copy of the sample losses, thrown away at the end)`;

/** Opening the samples should show the samples; whoever wants to see Restricted Mode opens a folder of their own. */
const startSettings = {
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.emptyWindow': true,
  'workbench.tips.enabled': false,
};

async function main() {
  const options = readOptions();
  if (options === null) return console.log(usage);
  build();
  await installVSCode();
  // Imported only now: what it needs may just have been installed.
  const { freePort, quietSettings, startServer } = await import('../test/vscode/harness/server.mjs');

  const home = mkdtempSync(join(tmpdir(), 'gradcheck-start-'));
  let server;
  let stopping = false;
  const stop = async (code) => {
    stopping = true;
    await server?.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      console.log('\nStopping VS Code …');
      void stop(0);
    });
  }
  try {
    const folder = options.folder ?? sampleCopy(home);
    installExtension(home);
    const user = join(home, 'data/data/User');
    mkdirSync(user, { recursive: true });
    const trusted = options.folder === undefined ? { 'security.workspace.trust.enabled': false } : {};
    writeFileSync(
      join(user, 'settings.json'),
      JSON.stringify({ ...quietSettings, ...startSettings, ...trusted }, null, 2),
    );
    const port = await freePort(options.port);
    const token = randomBytes(16).toString('hex');
    server = await startServer({ port, folder: home, args: ['--connection-token', token] });
    void server.gone.then(() => {
      if (stopping) return;
      console.error('The VS Code server has ended.');
      void stop(1);
    });
    console.log(`\nVS Code with Gradcheck is running. Open this address in a browser on this machine:\n`);
    console.log(`  http://127.0.0.1:${port}/?tkn=${token}&folder=${encodeURI(folder)}\n`);
    console.log(
      `Then open focal.ts, hover over a name, or run "Plot Gradient" from the command palette. Ctrl+C stops it.`,
    );
  } catch (error) {
    console.error(error.message);
    await stop(1);
  }
}

/** Null when help was asked for. */
function readOptions() {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, folder: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return null;
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
    throw new Error(`--port must be a number between 1 and 65535, not "${values.port}".`);
  }
  const folder = values.folder === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', values.folder);
  if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`--folder: there is no folder ${folder}.`);
  }
  return { port, folder };
}

function build() {
  console.log('Building …');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed; its messages are above.');
}

function sampleCopy(home) {
  const folder = join(home, 'losses');
  cpSync(join(root, 'test/fixtures/workspace'), folder, { recursive: true });
  return folder;
}

/** A link, so that `npm run build` and a reload of the window show a change. */
function installExtension(home) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const extensions = join(home, 'extensions');
  mkdirSync(extensions, { recursive: true });
  symlinkSync(root, join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

await main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
