/**
 * @file `npm run test:electron`: the checks of `test/vscode/in-host` in the desktop VS Code, where its build can be downloaded and a
 * display is there. Where not, it says why and succeeds; `npm test` runs the same checks in the browser's VS Code.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const editor = await downloadAndUnzipVSCode().catch((error) => {
  console.log(`Skipped: the desktop VS Code could not be downloaded (${error.message}).`);
  return null;
});
if (editor !== null && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  console.log('Skipped: the desktop VS Code needs a display; run this under "xvfb-run -a".');
} else if (editor !== null) {
  const home = mkdtempSync(join(tmpdir(), 'gradcheck-electron-'));
  const workspace = join(home, 'workspace');
  cpSync(join(root, 'test/fixtures/workspace'), workspace, { recursive: true });
  try {
    process.exitCode = await runTests({
      vscodeExecutablePath: editor,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'test/vscode/in-host/index.cjs'),
      launchArgs: [
        workspace,
        '--disable-workspace-trust',
        '--disable-extensions',
        '--user-data-dir',
        join(home, 'user'),
      ],
    });
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
