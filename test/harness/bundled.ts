/**
 * @file Programs that tests start as processes, bundled from the sources when first asked for: loading them file by file through a
 * compiler takes seconds for each process. What ships is bundled elsewhere (`scripts/build.mjs`).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { repository } from './service.ts';

/** Packages stay where they are, so that only our own files are read. */
const packages = 'external';
const built = new Map<string, Promise<string>>();

/** The path of a JavaScript file that does what the TypeScript file at `entry`, relative to the repository, does. */
export function bundled(entry: string): Promise<string> {
  const known = built.get(entry) ?? bundle(entry);
  built.set(entry, known);
  return known;
}

async function bundle(entry: string): Promise<string> {
  // One file per test process: several may run at the same time.
  const name = `${entry.replaceAll(/\W+/g, '-')}-${process.pid}.cjs`;
  const outfile = fileURLToPath(new URL(`out/test/${name}`, repository));
  const entryPoints = [fileURLToPath(new URL(entry, repository))];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    packages,
    platform: 'node',
    // Node would scan an imported CommonJS package for its exports, which takes a second for TypeScript.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    target: 'node20',
    plugins: [ownUrls],
    logLevel: 'error',
  });
  return outfile;
}

/** Sources find the catalogue and the pages of the rules beside themselves. */
const ownUrls: Plugin = {
  name: 'own-urls',
  setup(context) {
    context.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' };
    });
  },
};
