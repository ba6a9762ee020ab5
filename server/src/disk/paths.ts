/** @file The one spelling of paths inside the product: absolute, with forward slashes on every system. */
import { resolve, sep } from 'node:path';

export function withForwardSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** An absolute path in our spelling, whatever was typed. */
export function absolutePath(folder: string, path: string): string {
  return withForwardSlashes(resolve(folder, path));
}
