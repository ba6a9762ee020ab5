/** @file Trigonometric functions and their inverses. Angles are radians. */
import {
  containsZero,
  decreasing,
  everything,
  increasing,
  type Interval,
  lipschitz,
  widened,
} from '../../numeric/interval.ts';
import { call, latexCall } from '../notation.ts';
import { type OpDef, smooth } from '../op.ts';

const isFiniteNumber = (a: number): boolean => Number.isFinite(a);

/** sin and cos lie in [−1, 1] whatever the argument. */
function clampToUnit(x: Interval): Interval {
  return { lo: Math.max(x.lo, -1), hi: Math.min(x.hi, 1) };
}

export const sin: OpDef = {
  ...smooth,
  name: 'sin',
  arity: 1,
  evaluate: Math.sin,
  enclose: (a) => clampToUnit(lipschitz(Math.sin, a, 1)),
  precise: (_, a) => a.sin(),
  // d sin(a) = cos(a)·da
  partials: (build, [a]) => [build.op('cos', a!)],
  defined: isFiniteNumber,
  latex: latexCall('\\sin'),
  text: call('sin'),
  code: call('Math.sin'),
  samples: [[0.3], [-2.1]],
};

export const cos: OpDef = {
  ...smooth,
  name: 'cos',
  arity: 1,
  evaluate: Math.cos,
  enclose: (a) => clampToUnit(lipschitz(Math.cos, a, 1)),
  precise: (_, a) => a.cos(),
  // d cos(a) = −sin(a)·da
  partials: (build, [a]) => [build.neg(build.op('sin', a!))],
  defined: isFiniteNumber,
  latex: latexCall('\\cos'),
  text: call('cos'),
  code: call('Math.cos'),
  samples: [[0.3], [-2.1]],
};

export const tan: OpDef = {
  ...smooth,
  name: 'tan',
  arity: 1,
  evaluate: Math.tan,
  enclose: (a) => {
    const branch = (x: number): number => Math.floor(x / Math.PI + 0.5);
    const nearPole = (x: number): boolean => Math.abs(Math.cos(x)) < 1e-9;
    if (!(branch(a.lo) === branch(a.hi)) || nearPole(a.lo) || nearPole(a.hi)) return everything;
    return increasing(Math.tan, a, 4);
  },
  precise: (_, a) => a.tan(),
  // d tan(a) = (1 + tan²(a))·da
  partials: (build, _, self) => [build.add(build.num(1), build.square(self))],
  defined: (a) => Number.isFinite(a) && Math.abs(Math.cos(a)) > 1e-12,
  latex: latexCall('\\tan'),
  text: call('tan'),
  code: call('Math.tan'),
  samples: [[0.3], [-1.1]],
};

export const asin: OpDef = {
  ...smooth,
  name: 'asin',
  arity: 1,
  evaluate: Math.asin,
  enclose: (a) => (a.lo < -1 || a.hi > 1 ? everything : increasing(Math.asin, a)),
  precise: (_, a) => a.asin(),
  // d asin(a) = da/√(1 − a²)
  partials: (build, [a]) => [build.div(build.num(1), build.op('sqrt', build.sub(build.num(1), build.square(a!))))],
  defined: (a) => Math.abs(a) <= 1,
  kinkDistance: (a) => 1 - Math.abs(a),
  latex: latexCall('\\arcsin'),
  text: call('asin'),
  code: call('Math.asin'),
  samples: [[0.3], [-0.6]],
};

export const acos: OpDef = {
  ...smooth,
  name: 'acos',
  arity: 1,
  evaluate: Math.acos,
  enclose: (a) => (a.lo < -1 || a.hi > 1 ? everything : decreasing(Math.acos, a)),
  precise: (_, a) => a.acos(),
  // d acos(a) = −da/√(1 − a²)
  partials: (build, [a]) => [
    build.neg(build.div(build.num(1), build.op('sqrt', build.sub(build.num(1), build.square(a!))))),
  ],
  defined: (a) => Math.abs(a) <= 1,
  kinkDistance: (a) => 1 - Math.abs(a),
  latex: latexCall('\\arccos'),
  text: call('acos'),
  code: call('Math.acos'),
  samples: [[0.3], [-0.6]],
};

export const atan: OpDef = {
  ...smooth,
  name: 'atan',
  arity: 1,
  evaluate: Math.atan,
  enclose: (a) => increasing(Math.atan, a),
  precise: (_, a) => a.atan(),
  // d atan(a) = da/(1 + a²)
  partials: (build, [a]) => [build.div(build.num(1), build.add(build.num(1), build.square(a!)))],
  defined: isFiniteNumber,
  latex: latexCall('\\arctan'),
  text: call('atan'),
  code: call('Math.atan'),
  samples: [[0.3], [-2.1]],
};

export const atan2: OpDef = {
  ...smooth,
  name: 'atan2',
  arity: 2,
  evaluate: Math.atan2,
  enclose: (a, b) => {
    // The cut runs along b < 0, a = 0; elsewhere atan2 is Lipschitz with constant 1/r.
    if (containsZero(a) && b.lo <= 0) return everything;
    const nearest = Math.hypot(
      containsZero(a) ? 0 : Math.min(Math.abs(a.lo), Math.abs(a.hi)),
      containsZero(b) ? 0 : Math.min(Math.abs(b.lo), Math.abs(b.hi)),
    );
    const middle = Math.atan2(a.lo + (a.hi - a.lo) / 2, b.lo + (b.hi - b.lo) / 2);
    const radius = ((a.hi - a.lo + (b.hi - b.lo)) / nearest) * 1.0000001;
    return widened(middle - radius, middle + radius, 4);
  },
  precise: (D, a, b) => D.atan2(a, b),
  // d atan2(a, b) = (b·da − a·db)/(a² + b²)
  partials: (build, [a, b]) => {
    const norm = build.add(build.square(a!), build.square(b!));
    return [build.div(b!, norm), build.neg(build.div(a!, norm))];
  },
  defined: (a, b) => Number.isFinite(a) && Number.isFinite(b) && (a !== 0 || b !== 0),
  kinkDistance: (a, b) => (b < 0 ? Math.abs(a) : Math.hypot(a, b)),
  latex: latexCall('\\operatorname{atan2}'),
  text: call('atan2'),
  code: call('Math.atan2'),
  samples: [
    [0.3, 1.7],
    [2, -0.5],
  ],
};
