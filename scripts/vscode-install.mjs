/**
 * @file Installs the real VS Code (npm `code-server`, its Node and playwright) into `test/vscode/node_modules`, once.
 * Run by `npm start` and by the VS Code suite; does nothing when the same lock file was installed before. Starts no editor.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const harness = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test/vscode');
const vscode = 'node_modules/code-server/lib/vscode';
const stamp = join(harness, 'node_modules/.gradcheck-installed');

/** Throws an error whose message is one sentence for the user. */
export async function installVSCode() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(
    'Installing the VS Code that the tests and "npm start" run (first time only: about 250 MB, half a minute or more).',
  );
  const steps = [
    ['1/3 editor, browser driver and Node', ['ci', '--ignore-scripts'], harness],
    // The editor ships without its own dependencies, only with the lists of their exact versions.
    ['2/3 dependencies of the editor', ['install', '--omit=dev', '--ignore-scripts'], join(harness, vscode)],
    [
      '3/3 dependencies of its built-in extensions',
      ['install', '--omit=dev', '--ignore-scripts'],
      join(harness, vscode, 'extensions'),
    ],
  ];
  for (const [title, args, cwd] of steps) await npm(title, args, cwd);
  writeFileSync(stamp, wanted);
}

/** Another lock file or another Node means another installation. */
function fingerprint() {
  const lock = readFileSync(join(harness, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} node ${process.versions.modules} ${process.platform}-${process.arch}\n`;
}

async function npm(title, args, cwd) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  console.log(`  ${title} …`);
  const alive = setInterval(() => console.log(`  ${title}: still working after ${seconds()}`), 15_000);
  const [code, output] = await new Promise((resolve) => {
    const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    child.on('error', (error) => resolve([1, error.message]));
    child.on('close', (status) => resolve([status, text]));
  });
  clearInterval(alive);
  if (code !== 0) {
    throw new Error(`Could not install VS Code: "npm ${args.join(' ')}" failed in ${cwd}.\n${output.trim()}`);
  }
  console.log(`  ${title}: done in ${seconds()}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await installVSCode().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
