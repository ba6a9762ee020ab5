/** @file Loads a library the way its users do, through a bundler: some packages have modules that Node alone does not read. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * The exports of a module that is given as text and imports packages of this repository.
 * @param outfile where the bundle is written.
 */
export async function loadBundled<Library>(contents: string, outfile: string): Promise<Library> {
  await esbuild.build({
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Packages of CommonJS ask for Node's own modules by `require`, which a module does not have.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    logLevel: 'silent',
  });
  return (await import(pathToFileURL(outfile).href)) as Library;
}
