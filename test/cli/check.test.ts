/** @file `gradcheck check`: which files are read, what is printed, how it ends. Scripted analysis; the real one is in `real.test.ts`. */
import assert from 'node:assert/strict';
import { folderWith, gradcheck } from './harness/run.ts';

const good = 'good\n';
const bad = '// first\n\tlet x = WRONG;\n';

describe('gradcheck check', () => {
  it('prints place, message, frame, witness, fix and counts', async () => {
    const cwd = folderWith({ 'src/bad.ts': bad, 'src/good.ts': good });
    const { code, out, errors } = await gradcheck(cwd, ['check', 'src']);
    assert.equal(code, 1);
    assert.equal(errors, '');
    const expected = [
      'src/bad.ts:2:10  error  gradient-mismatch',
      '  This is WRONG.',
      '  1 | // first',
      '  2 | \tlet x = WRONG;',
      '    | \t        ^^^^^',
      '  they differ by 0.123, and rounding explains at most 1e-16',
      '  fix: replace it with RIGHT',
      '  see src/bad.ts:1:1  the value',
      '',
      '2 pairs: 1 proved, 0 agree, 1 refuted, 0 undetermined',
      '',
    ];
    assert.deepEqual(out.split('\n'), expected);
  });

  it('ends well when the worst finding is a hint', async () => {
    const { code, out } = await gradcheck(folderWith({ 'a.ts': 'HINT' }), ['check', '.']);
    assert.equal(code, 0);
    assert.match(out, /a\.ts:1:1 {2}hint {2}unstable-logarithm/);
  });

  it('prints the JSON of the terminal contract', async () => {
    const cwd = folderWith({ 'a.ts': 'f\nWRONG' });
    const { out } = await gradcheck(cwd, ['check', 'a.ts', '--format', 'json']);
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 5 } };
    const finding = {
      code: 'gradient-mismatch',
      severity: 'error',
      message: 'This is WRONG.',
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } },
      witness: { at: { z: 0.3, y: [1, 'inf'] }, expected: -0.25, actual: 'nan' },
      cause: 'sign flipped',
      fix: 'RIGHT',
    };
    const pair = {
      value: { name: 'f', range },
      gradient: { name: 'fGrad', range },
      wrt: ['z'],
      convention: 'direct',
      reference: null,
      verdict: 'refuted',
      reason: null,
      findings: [finding],
    };
    assert.deepEqual(JSON.parse(out), { files: [{ file: 'a.ts', pairs: [pair], findings: [] }] });
  });

  it('prints SARIF with regions that count from one', async () => {
    const cwd = folderWith({ 'a b.ts': 'f\nWRONG', 'c.ts': 'HINT' });
    const { out } = await gradcheck(cwd, ['check', '.', '--format', 'sarif']);
    const log = JSON.parse(out);
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.equal(run.tool.driver.name, 'gradcheck');
    assert.deepEqual(run.tool.driver.rules[0], {
      id: 'gradient-mismatch',
      shortDescription: { text: 'Gradient mismatch' },
    });
    const [first, second] = run.results;
    assert.equal(first.locations[0].physicalLocation.artifactLocation.uri, 'a%20b.ts');
    assert.deepEqual(first.locations[0].physicalLocation.region, {
      startLine: 2,
      startColumn: 1,
      endLine: 2,
      endColumn: 6,
    });
    assert.equal(first.fixes[0].artifactChanges[0].replacements[0].insertedContent.text, 'RIGHT');
    assert.deepEqual(run.artifacts[0], { location: { uri: 'a%20b.ts' }, sourceLanguage: 'typescript' });
    assert.deepEqual([first.level, second.level], ['error', 'note']);
    assert.doesNotMatch(out, new RegExp(cwd));
  });

  it('prints valid SARIF when there is nothing to say', async () => {
    const { out, code } = await gradcheck(folderWith({ 'a.ts': good }), ['check', '.', '--format', 'sarif']);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out).runs[0].results, []);
  });

  it('leaves out packages, declarations, minified and hidden files, and says why', async () => {
    const minified = `var a=${'1+'.repeat(9000)}1;WRONG`;
    const cwd = folderWith({
      'a.ts': good,
      'b.d.ts': bad,
      'c.min.js': bad,
      'd.js': minified,
      'e.ts': Buffer.from([0x4e, 0, 0x4f]),
      'node_modules/p/x.ts': bad,
      '.git/x.ts': bad,
      'f.txt': bad,
    });
    const { code, out } = await gradcheck(cwd, ['check', '.', '--verbose']);
    assert.equal(code, 0);
    const skipped = out.slice(out.indexOf('Skipped')).split('\n');
    assert.deepEqual(skipped.slice(1, 6).sort(), [
      '  b.d.ts: a declaration file has no function bodies',
      '  c.min.js: a minified file is generated',
      '  d.js: a minified file is generated',
      '  e.ts: it is a binary file, not text',
      '  node_modules: packages are checked only when named',
    ]);
    assert.match(out, /\n1 pair: 1 proved/);
    assert.match((await gradcheck(cwd, ['check', '.'])).out, /\(5 skipped, --verbose says why\)\n$/);
  });

  it('tells many files that are skipped for one reason in one line', async () => {
    const files = Object.fromEntries([...'abcdef'].map((name) => [`${name}.d.ts`, bad]));
    const { out } = await gradcheck(folderWith({ ...files, 'good.ts': good }), ['check', '.', '--verbose']);
    assert.match(out, /\n {2}6 files, such as \w\.d\.ts: a declaration file has no function bodies\n/);
    assert.equal(out.match(/declaration file/g)?.length, 1);
  });

  it('checks all of these when they are named', async () => {
    const cwd = folderWith({ 'b.d.ts': bad, 'c.min.js': bad, 'node_modules/p/x.ts': bad, 'node_modules/p/y.js': good });
    for (const [path, pairs] of [
      ['b.d.ts', 1],
      ['c.min.js', 1],
      ['node_modules/p', 2],
      ['node_modules/p/x.ts', 1],
      ['node_modules/**/*.ts', 1],
    ] as const) {
      const { code, out } = await gradcheck(cwd, ['check', path]);
      assert.equal(code, 1, path);
      assert.match(out, new RegExp(`\n${pairs} pairs?: `), path);
    }
  });

  it('takes globs, and each file once, in the order of names', async () => {
    const cwd = folderWith({ 'b.ts': bad, 'a.ts': bad, 'sub/c.mts': bad, 'node_modules/x.ts': bad });
    const { out } = await gradcheck(cwd, ['check', '**/*.{ts,mts}', 'b.ts', '.']);
    const places = [...out.matchAll(/^(\S+):2:10/gm)].map(([, name]) => name);
    assert.deepEqual(places, ['a.ts', 'b.ts', 'sub/c.mts']);
  });

  it('names what it cannot read, and still checks the rest', async () => {
    const cwd = folderWith({ 'bad.ts': bad, 'image.ts': Buffer.from([0x89, 0, 0xff]), 'boom.ts': 'BOOM', 'x.txt': '' });
    const args = ['check', 'missing.ts', 'none/*.ts', 'x.txt', 'image.ts', 'boom.ts', 'bad.ts'];
    const { code, out, errors } = await gradcheck(cwd, args);
    assert.equal(code, 2);
    assert.match(out, /bad\.ts:2:10/);
    assert.deepEqual(errors.trimEnd().split('\n'), [
      'cannot check missing.ts: there is no such file or folder.',
      'no TypeScript or JavaScript file matches none/*.ts.',
      'cannot check x.txt: its name does not end like a TypeScript or JavaScript file.',
      'cannot check boom.ts: internal error (boom). Please report it together with the file.',
      'cannot check image.ts: it is a binary file, not text.',
    ]);
  });

  it('reports the other files when looking for a fix fails', async () => {
    const cwd = folderWith({ 'bad.ts': 'x\nWRONG', 'late.ts': 'WRONG LATE' });
    const { code, out, errors } = await gradcheck(cwd, ['check', '.']);
    assert.equal(code, 2);
    assert.match(out, /bad\.ts:2:1/);
    assert.match(errors, /^cannot check late\.ts: internal error \(late\)/);
  });

  it('lists undetermined pairs with their reasons when asked', async () => {
    const cwd = folderWith({ 'a.ts': 'UNKNOWN' });
    assert.doesNotMatch((await gradcheck(cwd, ['check', '.'])).out, /no valid input/);
    const { code, out } = await gradcheck(cwd, ['check', '.', '--verbose']);
    assert.equal(code, 0);
    assert.match(out, /Undetermined\n {2}a\.ts:1:1 {2}fGrad for f: no-input: no valid input was found\n/);
  });

  it('points to the reasons that it does not print', async () => {
    const { out } = await gradcheck(folderWith({ 'a.ts': 'UNKNOWN' }), ['check', '.']);
    assert.equal(out, '1 pair: 0 proved, 0 agree, 0 refuted, 1 undetermined: 1 no-input (--verbose says why)\n');
  });

  it('counts undetermined pairs by their reasons, the commonest first', async () => {
    const cwd = folderWith({ 'a.ts': 'UNKNOWN', 'b.ts': 'DECLINED', 'c.ts': 'DECLINED' });
    const { out } = await gradcheck(cwd, ['check', '.', '--verbose']);
    assert.match(out, /\n3 pairs: 0 proved, 0 agree, 0 refuted, 3 undetermined: 2 unsupported-call, 1 no-input\n$/);
  });

  it('does not call a pair undetermined because a branch was not taken', async () => {
    const { out } = await gradcheck(folderWith({ 'a.ts': 'PARTIAL' }), ['check', '.', '--verbose']);
    assert.deepEqual(out.split('\n'), [
      'Not covered',
      '  a.ts:1:1  fGrad for f: no sample was found where `a` is true (line 1), or `b` is false (line 2)',
      '',
      '1 pair: 1 proved, 0 agree, 0 refuted, 0 undetermined',
      '',
    ]);
  });

  it('says in words that there was nothing to check', async () => {
    const { code, out } = await gradcheck(folderWith({ 'a.ts': 'NONE', 'b.ts': 'NONE' }), ['check', '.']);
    assert.equal(out, 'no pair of a value and its gradient in 2 files\n');
    assert.equal(code, 0);
    const nothing = await gradcheck(folderWith({ 'a.txt': '' }), ['check', '.']);
    assert.equal(nothing.out, '');
    assert.equal(nothing.code, 2);
  });

  it('breaks sentences at the width of the terminal, between words', async () => {
    const cwd = folderWith({ 'a.ts': 'LONG WRONG' });
    const narrow = (await gradcheck(cwd, ['check', '.'], { columns: 46 })).out.split('\n');
    assert.deepEqual(narrow.slice(1, 4), [
      '  This is WRONG. The derivative is one thing',
      '  and the code gives another.',
      '  1 | LONG WRONG',
    ]);
    const piped = (await gradcheck(cwd, ['check', '.'])).out.split('\n');
    assert.equal(piped[1], '  This is WRONG. The derivative is one thing and the code gives another.');
  });

  it('prints escape sequences of a workspace as harmless signs', async () => {
    const { out } = await gradcheck(folderWith({ 'a.ts': '\u001b[2J \u202e WRONG' }), ['check', '.']);
    assert.match(out, /1 \| \ufffd\[2J \ufffd WRONG/);
  });

  it('cuts long lines to what surrounds the finding', async () => {
    const line = `${'a + '.repeat(40)}WRONG${' + b'.repeat(40)}`;
    const { out } = await gradcheck(folderWith({ 'a.ts': line }), ['check', '.']);
    const [code = '', carets = ''] = out.split('\n').slice(2, 4);
    assert.equal(code.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), 'WRONG');
    assert.match(code, /^ {2}1 \| ….{110}…$/);
  });

  it('passes samples and seed on', async () => {
    const cwd = folderWith({ 'a.ts': good });
    const { options } = await gradcheck(cwd, ['check', '.', '--samples', '9', '--seed', '7']);
    assert.deepEqual(options, { samples: 9, seed: 7 });
    assert.deepEqual((await gradcheck(cwd, ['check', '.'])).options, {});
  });
});
