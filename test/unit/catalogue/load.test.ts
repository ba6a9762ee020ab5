/**
 * @file The built-in catalogue loads without a problem and resolves by every spelling of its ids; broken files say what is wrong.
 * Whether its gradients are right is `closed-forms.test.ts`.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { loadCatalogue, resolveReference } from '../../../server/src/catalogue/load.ts';

const folder = new URL('../../../server/catalogue/', import.meta.url);
const entries = loadCatalogue(
  readdirSync(folder)
    .sort()
    .map((name) => ({ path: `/catalogue/${name}`, text: readFileSync(new URL(name, folder), 'utf8') })),
);

function describeEntry(id: string): string {
  const entry = entries.find((candidate) => candidate.id === id);
  const variants = (entry?.variants ?? []).map(
    ({ id: variant, parameters, stopGradient, gradients }) =>
      `${variant}(${parameters.map((parameter) => `${parameter.name}: ${parameter.domainText}`).join(', ')})` +
      (stopGradient.length === 0 ? '' : ` holds ${stopGradient.join(', ')}`) +
      gradients.map(({ wrt }) => ` d/d(${wrt?.join(', ')})`).join(''),
  );
  const misprints = (entry?.misprints ?? []).map(({ id: misprint, variant }) => `misprint ${misprint} of ${variant}`);
  return [...variants, ...misprints].join('\n');
}

describe('loadCatalogue', () => {
  it('has no complaint about the built-in files, which are named after their ids', () => {
    for (const entry of entries) {
      assert.deepEqual(entry.problems, [], entry.path);
      assert.equal(entry.path, `/catalogue/${entry.id}.ts`);
      assert.ok(entry.title !== '' && entry.citation !== '' && entry.aliases.length > 0, entry.id);
    }
  });

  it('reads variants, domains, gradients and misprints', () => {
    assert.equal(
      describeEntry('sigmoid-focal'),
      [
        'default(z: real, y: [0, 1], alpha: [-1, 1], gamma: [0, 5]) d/d(z)',
        'hard-labels(z: real, y: {0, 1}, alpha: [0, 1], gamma: [0, 5]) d/d(z)',
        'misprint g2b-printed of hard-labels',
        'misprint g2b-sign-fixed of hard-labels',
        'misprint g2b-p-fixed of hard-labels',
      ].join('\n'),
    );
    assert.equal(
      describeEntry('ciou').split('\n').slice(0, 4).join('\n'),
      [
        'detached-xyxy(pred: box-xyxy, gt: box-xyxy, eps: [0, 1e-3]) holds alpha d/d(pred) d/d(gt)',
        'full-xyxy(pred: box-xyxy, gt: box-xyxy, eps: [0, 1e-3]) d/d(pred) d/d(gt)',
        'detached-cxcywh(pred: box-cxcywh, gt: box-cxcywh, eps: [0, 1e-3]) holds alpha d/d(pred) d/d(gt)',
        'full-cxcywh(pred: box-cxcywh, gt: box-cxcywh, eps: [0, 1e-3]) d/d(pred) d/d(gt)',
      ].join('\n'),
    );
    assert.match(describeEntry('bce-prob'), /misprint g1a-printed-loss of default/);
  });

  const IDS: readonly (readonly [id: string, variant: string | undefined, found: string | null])[] = [
    ['bce-with-logits', undefined, 'bce-with-logits default'],
    ['bce-with-logits', 'unweighted', 'bce-with-logits unweighted'],
    ['sigmoid-focal', undefined, 'sigmoid-focal default'],
    ['focalLoss', undefined, 'sigmoid-focal default'],
    ['dfl-softmax', undefined, 'dfl-softmax default'],
    ['dfl_logits', undefined, 'dfl-logits default'],
    ['ciou', undefined, 'ciou detached-xyxy'],
    ['ciou', 'full-cxcywh', 'ciou full-cxcywh'],
    ['ciou-detached-xyxy', undefined, 'ciou detached-xyxy'],
    ['ciou-full-xyxy', undefined, 'ciou full-xyxy'],
    ['ciou-detached-cxcywh', undefined, 'ciou detached-cxcywh'],
    ['ciou_full_cxcywh', undefined, 'ciou full-cxcywh'],
    ['ciou-full-cxcywh', 'detached-xyxy', null],
    ['ciou', 'half', null],
    ['nothing', undefined, null],
    ['constructor', undefined, null],
  ];
  for (const [id, variant, found] of IDS) {
    it(`resolves ${id}${variant === undefined ? '' : ` ${variant}`}`, () => {
      const resolved = resolveReference(entries, id, variant);
      assert.equal(resolved === null ? null : `${resolved.entry.id} ${resolved.variant.id}`, found);
    });
  }

  const BROKEN: readonly (readonly [text: string, problem: RegExp])[] = [
    ['export function f(x: number) { return x; }', /no @reference/],
    ['/** @file F.\n * @reference f\n */\nfunction f(x: number) { return x; }', /No exported function/],
    ['/** @file F.\n * @role x input\n */\nexport function f(x: number) { return x; }', /x has no @domain/],
    [
      '/** @file F.\n * @domain x anything\n */\nexport function f(x: number) { return x; }',
      /anything is not a domain/,
    ],
    ['/** @file F. */\nexport function f(x) { return x; }\nexport function g(x) { return x; }', /Two value functions/],
    ['/** @file F.\n * @refrence f\n */\nexport function f(x) { return x; }', /@reference is probably meant/],
    ['/** @file F. */\n/** @gradientOf h */\nexport function f(x) { return x; }', /no function h/],
    [
      '/** @file F. */\nexport function f(x) { return x; }\n/** @misprint m\n * @gradientOf f\n */\nexport function g(x) { return x; }',
      /misprint m needs a @source/,
    ],
    ['export function {{{', /syntax error/],
  ];
  for (const [text, problem] of BROKEN) {
    it(`says ${problem.source}`, () => {
      const [entry] = loadCatalogue([{ path: '/work/f.ts', text }]);
      assert.match((entry?.problems ?? []).map(({ message }) => message).join('\n'), problem);
    });
  }

  it('accepts the example of its documentation', () => {
    const page = readFileSync(new URL('../../../docs/adding-a-reference.md', import.meta.url), 'utf8');
    const text = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const [entry] = loadCatalogue([{ path: '/work/squared-error.ts', text }]);
    assert.deepEqual(entry?.problems, []);
    assert.equal(entry?.variants[0]?.gradients.length, 1);
    assert.equal(entry?.misprints[0]?.cause, 'the factor 2 is missing');
  });

  it('keeps the first of two files with one id', () => {
    const text = '/** @file F.\n * @reference f\n */\nexport function f(x) { return x; }';
    const both = loadCatalogue([
      { path: '/work/one.ts', text },
      { path: '/work/two.ts', text },
    ]);
    assert.equal(resolveReference(both, 'f')?.entry.path, '/work/one.ts');
    assert.match((both[1]?.problems ?? []).map(({ message }) => message).join('\n'), /already defines/);
  });
});
