#!/usr/bin/env node
/** @file Starts the bundled language server (`--stdio`, `--node-ipc` or `--socket=<port>`). No logic: see `server/src/lsp/main.ts`. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const bundle = fileURLToPath(new URL('../dist/server.cjs', import.meta.url));
if (existsSync(bundle)) {
  // `require`, because a native `import()` of a CommonJS bundle is slow on Node 20.
  createRequire(import.meta.url)(bundle);
} else {
  console.error(`gradcheck-language-server: ${bundle} is missing; run "npm run build" in the project first.`);
  process.exitCode = 2;
}
