/** @file Imports through `paths` and `baseUrl` of a project's configuration, which is read as data. */
import assert from 'node:assert/strict';
import { createLossService } from '../../server/src/service/service.ts';

const value = 'export const scale = 3;\nexport function square(x: number): number {\n  return scale * x * x;\n}\n';
const gradient = (from: string): string =>
  `import { square } from '${from}';\nexport function squareGrad(x: number): number {\n  return 2 * square(x) / x;\n}\n`;

/** The verdicts on a file among others. */
function verdicts(files: Readonly<Record<string, string>>, path: string): readonly string[] {
  const service = createLossService({ readFile: (name) => files[name] ?? null, referenceFiles: () => [] });
  return service.analyze(path, files[path]!).pairs.map(({ verdict }) => verdict);
}

describe('imports through a configuration', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    [
      'paths with a star',
      '@losses/square',
      { '/p/tsconfig.json': '{ "compilerOptions": { "paths": { "@losses/*": ["./src/losses/*"] } } }' },
    ],
    [
      'an exact path',
      'square',
      { '/p/tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "square": ["src/losses/square"] } } }' },
    ],
    ['baseUrl', 'losses/square', { '/p/tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }' }],
    [
      'baseUrl and an extension that is compiled away',
      'losses/square.js',
      { '/p/jsconfig.json': '{ "compilerOptions": { "baseUrl": "./src" } }' },
    ],
    [
      'comments, trailing commas and a configuration that is extended',
      '~/losses/square',
      {
        '/p/tsconfig.json': '{\n  // The paths are shared.\n  "extends": "./config/base",\n}',
        '/p/config/base.json': '{ "compilerOptions": { /* all */ "paths": { "~/*": ["../src/*"], }, } }',
      },
    ],
    [
      'the projects of a solution',
      '@/losses/square',
      {
        '/p/tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
        '/p/tsconfig.app.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
      },
    ],
    [
      'the longest prefix',
      '@/losses/square',
      {
        '/p/tsconfig.json':
          '{ "compilerOptions": { "paths": { "@/*": ["./nowhere/*"], "@/losses/*": ["./src/losses/*"] } } }',
      },
    ],
  ];
  for (const [what, specifier, configuration] of cases) {
    it(what, () => {
      const files = { ...configuration, '/p/src/losses/square.ts': value, '/p/src/deep/grad.ts': gradient(specifier) };
      assert.deepEqual(verdicts(files, '/p/src/deep/grad.ts'), ['proved']);
    });
  }

  it('is not needed for the customary aliases', () => {
    const at = (place: string, specifier: string): readonly string[] =>
      verdicts(
        { '/p/package.json': '{}', [place]: value, '/p/src/deep/grad.ts': gradient(specifier) },
        '/p/src/deep/grad.ts',
      );
    assert.deepEqual(at('/p/src/losses/square.ts', '@/losses/square'), ['proved']);
    assert.deepEqual(at('/p/src/losses/square.ts', '~/losses/square'), ['proved']);
    assert.deepEqual(at('/p/losses/square.ts', '~/losses/square'), ['proved']);
    // Beyond the package nothing is looked for, and names of packages are none of these.
    assert.deepEqual(at('/src/losses/square.ts', '@/losses/square'), []);
    assert.deepEqual(at('/p/src/losses/square.ts', '@losses/square'), []);
  });

  it('leads nowhere without one, or with one that cannot be read', () => {
    const files = { '/p/src/losses/square.ts': value, '/p/src/grad.ts': gradient('@losses/square') };
    assert.deepEqual(verdicts(files, '/p/src/grad.ts'), []);
    assert.deepEqual(verdicts({ ...files, '/p/tsconfig.json': '{ "compilerOptions": [ "pa' }, '/p/src/grad.ts'), []);
    const cyclic = {
      ...files,
      '/p/tsconfig.json': '{ "extends": "./tsconfig.json", "references": [{ "path": "." }] }',
    };
    assert.deepEqual(verdicts(cyclic, '/p/src/grad.ts'), []);
  });

  it('is read again when it is forgotten', () => {
    const files: Record<string, string> = {
      '/p/src/losses/square.ts': value,
      '/p/src/grad.ts': gradient('@losses/square'),
    };
    const service = createLossService({ readFile: (name) => files[name] ?? null, referenceFiles: () => [] });
    assert.equal(service.analyze('/p/src/grad.ts', files['/p/src/grad.ts']!).pairs.length, 0);
    files['/p/tsconfig.json'] = '{ "compilerOptions": { "paths": { "@losses/*": ["./src/losses/*"] } } }';
    service.forget('/p/tsconfig.json');
    assert.equal(service.analyze('/p/src/grad.ts', files['/p/src/grad.ts']!).pairs[0]?.verdict, 'proved');
  });
});
