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

export async function startVSCode({ extension, workspace, theme, settings = {} }) {
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
    await page.exposeFunction('codeAutomationExit', () => undefined);
    const development = `vscode-remote://127.0.0.1:${port}${resolve(extension)}`;
    const payload = JSON.stringify([
      ['skipWelcome', 'true'],
      ['extensionDevelopmentPath', development],
    ]);
    await page.goto(`http://127.0.0.1:${port}/?folder=${copy}&payload=${encodeURIComponent(payload)}`);
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return { page, workspace: copy, log, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
