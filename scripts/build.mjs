/**
 * @file Bundles everything that ships into `dist/`: the extension, the language server, the command, the webviews and the catalogue.
 * Flags: `--minify` (for the package; empties `dist/` first), `--bench` (into `out/bench/`), and `--watch`.
 * No type checking (`npx tsc -p .`) and no packaging here.
 */
import { cpSync, existsSync, readdirSync, rmSync, statSync, watch } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { typescriptAsModule } from './typescript-module.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv.includes('--bench') ? 'out/bench' : 'dist';
const dist = join(root, out);
const catalogue = join(root, 'server/catalogue');
const minify = process.argv.includes('--minify');
const watching = process.argv.includes('--watch');

/**
 * Modules that become a file of their own. The entries stay small and start at once; they `require` these when first needed:
 * TypeScript costs a quarter of a second to load and MathJax a tenth.
 */
const chunks = {
  'server/src/service/service.ts': 'analysis.cjs',
  'server/src/render/typeset.ts': 'render.cjs',
};

/** Turns `import('…/service/service.ts')` of an entry into `require('./analysis.cjs')`. */
const splitChunks = {
  name: 'split-chunks',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, (args) => {
      const chunk = chunks[relative(root, resolve(args.resolveDir, args.path)).replaceAll('\\', '/')];
      return chunk === undefined ? null : { path: `./${chunk}`, external: true };
    });
  },
};

const node = {
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // A native `import()` of a CommonJS file makes Node 20 scan megabytes for its exports: 1.6 s instead of 0.7 s to the first diagnostics.
  supported: { 'dynamic-import': false },
  // `import.meta` does not exist in CommonJS; sources use it to find the catalogue beside them.
  define: { 'import.meta.url': 'importMetaUrl' },
};
const whereAmI = `const importMetaUrl = require('node:url').pathToFileURL(__filename).href;`;
const compileCache = `require('node:module').enableCompileCache?.();`;
const entry = { ...node, banner: { js: `${compileCache}\n${whereAmI}` }, plugins: [splitChunks] };

const targets = [
  { from: 'client/src/extension.ts', to: 'extension.cjs', options: { ...node, external: ['vscode'] } },
  { from: 'server/src/lsp/main.ts', to: 'server.cjs', options: entry },
  { from: 'server/src/cli/main.ts', to: 'cli.cjs', options: entry },
  {
    from: 'server/src/service/service.ts',
    to: chunks['server/src/service/service.ts'],
    // Identifiers are kept because Node's compile cache loads TypeScript in 100 ms with its names and in 250 ms without.
    options: {
      ...node,
      banner: { js: whereAmI },
      minify: false,
      minifyWhitespace: minify,
      minifySyntax: minify,
      plugins: [typescriptAsModule],
    },
  },
  { from: 'server/src/render/typeset.ts', to: chunks['server/src/render/typeset.ts'], options: node },
  ...webviews(),
];

/** `media/<name>/main.ts` and `media/<name>/<name>.css` are one webview; the plot's files are named plainly `webview.js` and `webview.css`. */
function webviews() {
  const options = { platform: 'browser', format: 'iife', target: 'chrome122' };
  return readdirSync(join(root, 'media'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'media', entry.name, 'main.ts')))
    .flatMap(({ name }) => {
      const output = name === 'plot' ? 'webview' : `webview-${name}`;
      return [
        { from: `media/${name}/main.ts`, to: `${output}.js`, options },
        { from: `media/${name}/${name}.css`, to: `${output}.css`, options: { target: 'chrome122' } },
      ];
    });
}

function copyCatalogue() {
  rmSync(join(dist, 'catalogue'), { recursive: true, force: true });
  cpSync(catalogue, join(dist, 'catalogue'), { recursive: true });
  console.log(`${out}/catalogue: ${readdirSync(catalogue).length} files`);
}

if (minify) rmSync(dist, { recursive: true, force: true });
const settings = targets.map(({ from, to, options }) => ({
  entryPoints: [join(root, from)],
  outfile: join(dist, to),
  absWorkingDir: root,
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  logLevel: watching ? 'info' : 'warning',
  ...options,
}));

copyCatalogue();
if (watching) {
  for (const each of settings) await (await esbuild.context(each)).watch();
  watch(catalogue, copyCatalogue);
} else {
  const results = await Promise.allSettled(settings.map((each) => esbuild.build(each)));
  results.forEach((result, index) => {
    // esbuild has printed the errors already; the other bundles are still useful to whoever works on them.
    if (result.status === 'rejected') process.exitCode = 1;
    else console.log(`${out}/${targets[index].to}: ${Math.ceil(statSync(settings[index].outfile).size / 1024)} KB`);
  });
}
