/**
 * @file The catalogue's formulas as plain arithmetic: right ones meet the golden numbers of torch, misprints do not.
 * The product never executes these files; here they are, so that a fault of the interpreter cannot hide one of theirs.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as bceProb from '../../../server/catalogue/bce-prob.ts';
import * as bceWithLogits from '../../../server/catalogue/bce-with-logits.ts';
import * as ciou from '../../../server/catalogue/ciou.ts';
import * as dflLogits from '../../../server/catalogue/dfl-logits.ts';
import * as dflSoftmax from '../../../server/catalogue/dfl-softmax.ts';
import * as focal from '../../../server/catalogue/sigmoid-focal.ts';

type Tensor = number | readonly Tensor[];
type Loss = (...args: never[]) => unknown;

interface GoldenPoint {
  readonly tag: string;
  readonly kink: boolean;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly params: Readonly<Record<string, Tensor>>;
  readonly value: Tensor;
  readonly grad: Readonly<Record<string, Tensor>>;
  readonly exact?: { readonly value: Tensor; readonly grad: Readonly<Record<string, Tensor>> };
}

/** A golden file, the order of the arguments, the value, and per input what its gradient should be. */
interface Row {
  readonly file: string;
  readonly order: readonly string[];
  readonly value: Loss;
  readonly gradients: Readonly<Record<string, (...args: never[]) => unknown>>;
}

const field =
  (gradient: Loss, name: string) =>
  (...args: never[]) =>
    (gradient(...args) as Record<string, Tensor>)[name];

const ROWS: readonly Row[] = [
  {
    file: 'bce_with_logits',
    order: ['z', 'y', 'pos_weight'],
    value: bceWithLogits.bceWithLogits,
    gradients: { z: field(bceWithLogits.bceWithLogitsGrad, 'z'), y: field(bceWithLogits.bceWithLogitsGrad, 'y') },
  },
  {
    file: 'bce_prob',
    order: ['p', 'y'],
    value: bceProb.bceProb,
    gradients: { p: field(bceProb.bceProbGrad, 'p'), y: field(bceProb.bceProbGrad, 'y') },
  },
  {
    file: 'sigmoid_focal',
    order: ['z', 'y', 'alpha', 'gamma'],
    value: focal.sigmoidFocal,
    gradients: { z: focal.sigmoidFocalGrad },
  },
  {
    file: 'dfl_softmax',
    order: ['S', 'y'],
    value: dflSoftmax.dflSoftmax,
    gradients: { S: field(dflSoftmax.dflSoftmaxGrad, 'S'), y: field(dflSoftmax.dflSoftmaxGrad, 'y') },
  },
  {
    file: 'dfl_logits',
    order: ['z', 'y'],
    value: dflLogits.dflLogits,
    gradients: { z: field(dflLogits.dflLogitsGrad, 'z'), y: field(dflLogits.dflLogitsGrad, 'y') },
  },
  ...(
    [
      ['ciou_detached_xyxy', ciou.ciouDetachedXyxy, ciou.ciouDetachedXyxyGrad, ciou.ciouDetachedXyxyGradGt],
      ['ciou_full_xyxy', ciou.ciouFullXyxy, ciou.ciouFullXyxyGrad, ciou.ciouFullXyxyGradGt],
      ['ciou_detached_cxcywh', ciou.ciouDetachedCxcywh, ciou.ciouDetachedCxcywhGrad, ciou.ciouDetachedCxcywhGradGt],
      ['ciou_full_cxcywh', ciou.ciouFullCxcywh, ciou.ciouFullCxcywhGrad, ciou.ciouFullCxcywhGradGt],
    ] as const
  ).map(([file, value, pred, gt]) => ({ file, order: ['pred', 'gt', 'eps'], value, gradients: { pred, gt } })),
];

/** Misprints by golden file, with how many of its points they may meet: those where the faulty term vanishes. */
const MISPRINTS: readonly (readonly [file: string, input: string, gradient: Loss, atMost: number])[] = [
  ['dfl_softmax', 'S', dflSoftmax.dflSoftmaxLeftOnly, 2],
  ['dfl_logits', 'z', dflLogits.dflLogitsPrinted, 0],
  ['ciou_detached_cxcywh', 'pred', ciou.ciouPrintedCentre, 7],
  ['ciou_detached_cxcywh', 'pred', ciou.ciouPrintedSize, 0],
  ['ciou_detached_cxcywh', 'pred', ciou.ciouSizeSignFixed, 2],
  ['ciou_detached_cxcywh', 'pred', ciou.ciouPaperDescent, 2],
  ['ciou_detached_cxcywh', 'pred', ciou.ciouPaperUnnormalised, 2],
];

describe('closed forms of the catalogue', () => {
  for (const row of ROWS) {
    it(`meet ${row.file}`, () => {
      for (const point of singlePoints(row.file)) {
        const args = argumentsOf(row, point);
        assert.ok(
          meets(row.value(...args), point.value, point.exact?.value),
          `value at ${JSON.stringify(point.inputs)}`,
        );
        for (const [input, gradient] of Object.entries(row.gradients)) {
          const met = meets(gradient(...args), point.grad[input], point.exact?.grad[input]);
          assert.ok(point.kink || met, `d/d${input} at ${JSON.stringify(point.inputs)}`);
        }
      }
    });
  }

  for (const [file, input, gradient, atMost] of MISPRINTS) {
    it(`${gradient.name} misses ${file}`, () => {
      const row = ROWS.find((candidate) => candidate.file === file);
      assert.ok(row !== undefined);
      const met = singlePoints(file).filter(
        (point) =>
          !point.kink && meets(gradient(...argumentsOf(row, point)), point.grad[input], point.exact?.grad[input]),
      );
      assert.ok(met.length <= atMost, String(met.length));
    });
  }

  it('gives the numbers of the audited witnesses', () => {
    const close = (actual: number | undefined, expected: number) =>
      assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-14, `${actual} is not ${expected}`);
    const z = Math.log(0.3 / 0.7);
    close(focal.sigmoidFocalHardGrad(z, 1, 0.25, 2), -0.1742420011179563);
    close(focal.sigmoidFocalHardGrad(z, 0, 0.25, 2), 0.05395578220221023);
    close(focal.sigmoidFocalPrinted(z, 1, 0.25, 2), 0.002742001117956305);
    close(focal.sigmoidFocalPrinted(z, 0, 0.25, 2), -0.03139682513849049);
    close(ciou.ciouDetachedCxcywhGrad([2, 2, 4, 2], [4, 3, 3, 5], 0)[0], -0.1693805409389652);
    close(ciou.ciouFullCxcywhGrad([2, 2, 4, 2], [4, 3, 3, 5], 0)[2], -0.03936815644663463);
    close(ciou.ciouPrintedCentre([2, 2, 4, 2], [4, 3, 3, 5], 0)[0], -0.1873981900452489);
    close(ciou.ciouPrintedSize([2, 2, 4, 2], [4, 3, 3, 5], 0)[2], -0.04860064590414277);
    close(ciou.aspectPrinted(4, 2, 3, 5), -0.04593734009934206);
    close(ciou.aspectGrad(4, 2, 3, 5).w, 0.04593734009934206);
    close(bceProb.bceProbPrintedLoss(0.1, 0), -0.1053605156578263);
    close(bceProb.bceProb(0.1, 0), 0.1053605156578263);
  });
});

/** The golden points with scalar losses; p of exactly 0 or 1 is outside the domain of the cross-entropy. */
function singlePoints(file: string): readonly GoldenPoint[] {
  const text = readFileSync(new URL(`../../golden/${file}.json`, import.meta.url), 'utf8');
  const { points } = JSON.parse(text) as { readonly points: readonly GoldenPoint[] };
  return points.filter(({ tag, inputs }) => tag !== 'random_batch' && inputs['p'] !== 0 && inputs['p'] !== 1);
}

function argumentsOf(row: Row, point: GoldenPoint): never[] {
  return row.order.map((name) => point.inputs[name] ?? point.params[name]) as never[];
}

/** Component by component to 1e-9, with a slack for the rounding of the largest one; torch's answer or the exact one. */
function meets(actual: unknown, golden: Tensor | undefined, exact: Tensor | undefined): boolean {
  const lhs = [actual].flat(3) as number[];
  return [golden, exact].some((answer) => {
    const rhs = [answer].flat(3) as number[];
    const slack = 1e-12 * Math.max(...rhs.map(Math.abs));
    return (
      lhs.length === rhs.length &&
      lhs.every((value, index) => Math.abs(value - (rhs[index] ?? NaN)) <= 1e-9 * Math.abs(rhs[index] ?? NaN) + slack)
    );
  });
}
