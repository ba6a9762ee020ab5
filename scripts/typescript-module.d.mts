/** @file Types of `typescript-module.mjs`, which runs as plain JavaScript because the build compiles nothing. */
import type { Plugin } from 'esbuild';

export function asModule(source: string): string;
export const typescriptAsModule: Plugin;
