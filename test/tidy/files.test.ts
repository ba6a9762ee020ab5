/** @file What every file obeys: its length, its header, its exports, the names of folders, and what must not occur anywhere. */
import assert from 'node:assert/strict';
import { sourceFiles, textFiles } from '../harness/source-files.ts';

/** Longer than this, a file is no longer read as a whole. The list of exceptions only shrinks. */
const mostLines = 500;
const longFiles: readonly string[] = [];

const sources = sourceFiles();
const all = textFiles();

function offenders(files: readonly { readonly path: string }[]): readonly string[] {
  return files.map(({ path }) => path);
}

describe('files', () => {
  it('are found at all', () => {
    assert.ok(sources.length > 150 && all.length > sources.length);
  });

  it(`have at most ${mostLines} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length > mostLines + 1);
    assert.deepEqual(offenders(long), longFiles);
  });

  it('begin with a comment that says what they are for', () => {
    const without = sources.filter(({ text }) => !/^(#!.*\n)?\/\*\*\s+(\*\s+)?@file \S/.test(text));
    assert.deepEqual(offenders(without), []);
  });

  it('have named exports only', () => {
    // Tests have code with default exports in their texts.
    const withDefault = sources.filter(({ path, text }) => !/\.test\./.test(path) && /^export default\b/m.test(text));
    assert.deepEqual(offenders(withDefault), []);
  });

  it('live in folders that are named for what they hold', () => {
    const vague = all.filter(({ path }) => /(^|\/)(utils?|common|helpers?|shared|misc)\//.test(path));
    assert.deepEqual(offenders(vague), []);
  });

  it('of the server run no code of others and reach no network', () => {
    const forbidden: readonly RegExp[] = [
      /\beval\s*\(/,
      /\bnew Function\b/,
      /child_process|worker_threads|node:vm/,
      /['"](node:)?(https?|http2|net|tls|dgram|dns)['"]/,
      /\b(fetch|XMLHttpRequest|WebSocket|EventSource)\s*\(/,
      // A module of our own, or a package that we bundle, may be loaded late; a computed path may not.
      /\bimport\s*\((?!'[\w./-]+'\))|\brequire\s*\(/,
    ];
    const server = sources.filter(({ path }) => path.startsWith('server/src/'));
    assert.ok(server.length > 100);
    for (const { path, text } of server) {
      // Comments and texts speak of what the interpreter declines.
      const code = text
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\/\/.*$/gm, '')
        .replace(/`[^`\n]*`/g, '``');
      for (const pattern of forbidden) assert.doesNotMatch(code, pattern, path);
    }
  });

  it('name no machine and no package registry', () => {
    const patterns: readonly RegExp[] = [
      /\/work\/(main|shared)\b/,
      /(?<![\w.])\/(root|home\/\w+|Users\/\w+)\/[\w.]/,
      /[A-Z]:\\Users\\/,
      /\bregistry\.(npmjs|yarnpkg|npmmirror)\b|\bartifactory\b|\bnexus\.[\w.]+\/repository/,
      /_authToken|"resolved":/,
    ];
    for (const { path, text } of all) {
      if (path === 'test/tidy/files.test.ts') continue;
      for (const pattern of patterns) assert.doesNotMatch(text, pattern, path);
    }
  });
});
