/**
 * @file `npm test`: build, types, lint, the fast suites and the VS Code suite, in this order. The last line is the sum over all suites,
 * where a step that is no suite (or that died before counting) counts as one failure. The exit code says the same.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(root, 'node_modules', path);
const mocha = bin('mocha/bin/mocha.js');

/** `suite` steps print mocha's own summary, which is counted. `needs` names a step without which the result would mean nothing. */
const steps = [
  { title: 'Build', args: ['scripts/build.mjs'] },
  { title: 'Types', args: [bin('typescript/bin/tsc'), '-p', '.'] },
  {
    title: 'Types of the mathematics, without Node and DOM',
    args: [bin('typescript/bin/tsc'), '-p', 'server/src/math'],
  },
  { title: 'Lint', args: [bin('eslint/bin/eslint.js'), '.'] },
  { title: 'Formatting', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  {
    title: 'Unit, fixture, language server and command tests',
    args: [mocha, 'test/!(vscode)/**/*.test.ts'],
    suite: true,
  },
  { title: 'Corpus of packages', args: [bin('tsx/dist/cli.mjs'), 'scripts/corpus/main.ts', '--check'] },
  { title: 'Installing VS Code', args: ['scripts/vscode-install.mjs'], needs: 'Build' },
  { title: 'VS Code', args: [mocha, 'test/vscode/*.test.mjs'], suite: true, needs: 'Installing VS Code' },
];

const failedSteps = new Set();
let passed = 0;
let failed = 0;
for (const { title, args, suite = false, needs } of steps) {
  console.log(`\n=== ${title}`);
  if (failedSteps.has(needs)) {
    console.log(`--- not run, because "${needs}" failed`);
    failedSteps.add(title);
    failed += 1;
    continue;
  }
  const start = Date.now();
  const { status, output } = await run(args);
  const counted = suite
    ? { passed: total(output, 'passing'), failed: total(output, 'failing') }
    : { passed: 0, failed: 0 };
  passed += counted.passed;
  failed += status !== 0 ? Math.max(1, counted.failed) : 0;
  if (status !== 0) failedSteps.add(title);
  console.log(`--- ${status === 0 ? 'ok' : 'FAILED'} after ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
if (failedSteps.size > 0) console.log(`\nFailed: ${[...failedSteps].join(', ')}`);
process.exitCode = failedSteps.size > 0 ? 1 : 0;
console.log(`\n${passed} passed, ${failed} failed`);

async function run(args) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const status = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  return { status, output };
}

/** Mocha's "12 passing (3s)" and "1 failing", with or without colours. */
function total(output, word) {
  const plain = output.replaceAll(/\u001b\[\d+m/g, '');
  return [...plain.matchAll(new RegExp(`^ +(\\d+) ${word}\\b`, 'gm'))].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}
