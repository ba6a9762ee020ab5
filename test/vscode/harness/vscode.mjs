/** @file One window of the real VS Code with our extension and a fresh copy of a workspace, for tests to drive. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from './executables.mjs';
import { freePort, quietSettings, startServer } from './server.mjs';

const testSettings = {
  ...quietSettings,
  'git.enabled': false,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
};

const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `tests` names a module whose `run` is called in the extension host; `exitCode` then settles with 0 or 1. */
export async function startVSCode({ extension, workspace, theme, settings = {}, tests }) {
  const folder = await mkdtemp(join(tmpdir(), 'gradcheck-vscode-'));
  // A fresh copy: edits of a test must not reach the fixtures.
  const copy = join(folder, 'workspace');
  const user = join(folder, 'data/data/User');
  await cp(workspace, copy, { recursive: true });
  await mkdir(user, { recursive: true });
  await writeFile(
    join(user, 'settings.json'),
    JSON.stringify({ ...testSettings, 'workbench.colorTheme': theme, ...settings }),
  );

  const { path: executablePath, args } = await findChromium();
  const port = await freePort();
  const server = await startServer({
    port,
    folder,
    args: ['--without-connection-token', '--enable-smoke-test-driver'],
  });
  let browser;
  const dispose = async () => {
    await browser?.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    browser = await chromium.launch({ executablePath, args: [...args, ...browserArgs] });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, deviceScaleFactor: 2 });
    /** What the workbench and the extension host printed, for the report of a failure. */
    const log = [];
    await page.exposeFunction('codeAutomationLog', (_type, values) => void log.push(format(...values)));
    let exited;
    const exitCode = new Promise((settle) => (exited = settle));
    await page.exposeFunction('codeAutomationExit', (code) => exited(code));
    const remote = (path) => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
    const payload = JSON.stringify([
      ['skipWelcome', 'true'],
      ['extensionDevelopmentPath', remote(extension)],
      ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ]);
    await page.goto(`http://127.0.0.1:${port}/?folder=${copy}&payload=${encodeURIComponent(payload)}`);
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return { page, log, exitCode, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
