/** @file The bundles as they ship, built into a folder of their own so that `dist/` stays what it is, and their sizes. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { heading, line } from './statistics.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const outFolder = join(root, 'out/bench');
export const serverBundle = join(outFolder, 'server.cjs');

export function buildBundles(): void {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--minify', '--bench'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export function reportSizes(): void {
  heading('Bundles, minified as in the package');
  const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;
  for (const name of readdirSync(outFolder).filter((file) => /\.(cjs|js|css)$/.test(file))) {
    const content = readFileSync(join(outFolder, name));
    line(name, `${kilobytes(content.length)}, ${kilobytes(gzipSync(content).length)} gzipped`);
  }
}
