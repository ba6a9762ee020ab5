/** @file The parser as it ships, which is the compiler without what nobody calls, reads code like the whole compiler. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as ts from 'typescript';
import { parseSource } from '../../server/src/frontend/parse.ts';
import { asModule, typescriptAsModule } from '../../scripts/typescript-module.mjs';
import { fixtureFiles, fixtureFolder } from '../harness/fixture-files.ts';
import { repository } from '../harness/service.ts';

/** Kinds, places and texts of all nodes below, in the order of the source. */
function outline(node: ts.Node): readonly string[] {
  const here = `${node.kind} ${node.getStart()}-${node.end} ${node.getText().length}`;
  const below: string[] = [];
  ts.forEachChild(node, (child) => void below.push(...outline(child)));
  return [here, ...below];
}

describe('the parser that ships', function () {
  this.timeout(60_000);
  const outfile = fileURLToPath(new URL(`out/test/parser-${process.pid}.cjs`, repository));

  before(async () => {
    await build({
      stdin: {
        contents: "export { parseSource } from './server/src/frontend/parse.ts';",
        resolveDir: fileURLToPath(repository),
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      plugins: [typescriptAsModule],
      logLevel: 'error',
    });
  });

  it('has no type checker, no program and no refactorings', () => {
    const text = readFileSync(outfile, 'utf8');
    for (const name of ['createTypeChecker', 'createProgram', 'createLanguageService', 'registerCodeFix']) {
      assert.ok(!text.includes(`function ${name}(`), name);
    }
  });

  it('makes the same trees of all fixtures, whole and cut off', () => {
    const shipped = createRequire(import.meta.url)(outfile) as { parseSource: typeof parseSource };
    const files = fixtureFiles();
    assert.ok(files.length > 100);
    for (const file of files) {
      const text = readFileSync(fixtureFolder + file, 'utf8');
      for (const each of [text, text.slice(0, text.length * 0.6)]) {
        assert.deepEqual(outline(shipped.parseSource(file, each).tree), outline(parseSource(file, each).tree), file);
      }
    }
  });

  it('refuses a release that is wrapped otherwise', () => {
    assert.throws(() => asModule('export const version = 9;'), /typescript\.js has no start as expected/);
  });
});
