/**
 * @file What members of one object, class or call are called when one is the derivative of another: `f` and `df`, `loss` and
 * `gradient`. Here a member's name is its role; names such as `mse` and `mseGrad` are `suffix.ts`.
 */
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

/** Also as they are called in other languages. */
const PLAIN = words('f fn fun func function fx primitive g formula equation funcion funcao funzione fonction funktion');
const ACTIVATION = ['activation', 'activate', 'act', 'activator', 'transfer', 'squash', 'nonlinearity'];
const ACTION = words(
  'forward fwd output compute calculate calc evaluate eval execute process evaluar avaliar valutare evaluer',
);
const LOSS = ['loss', 'cost', 'error', 'objective', 'energy', 'potential', 'penalty'];
const GENERIC = [
  'value',
  'val',
  'normal',
  'regular',
  'reg',
  'original',
  'base',
  'apply',
  'call',
  'run',
  'point',
  'position',
  'source',
  'map',
];

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** What is drawn over x; beside a picture's `gradient` it is a coordinate. */
const ORDINATE = ['y'];

type Tiers = readonly (readonly string[])[];

/** For each role of a derivative the roles of its value in tiers, the likeliest first; within a tier none is likelier. */
const VALUE_ROLES: ReadonlyMap<string, Tiers> = new Map(
  (
    [
      ['df dfx dfdx dfn dfun dfunc fprime gradf fgrad d1 dg', [PLAIN, ACTIVATION, ACTION, LOSS]],
      ['der prime', [PLAIN, ACTIVATION, ['normal', 'regular', 'reg'], ACTION, LOSS, ['value', 'val']]],
      [
        'derivative derivatives derivate deriviate derivitive derivation deriv derived derive derivativeof differentiate ' +
          'derivativefromoutput derivativefromactivation gradfromoutput dfromoutput dfromactivation ' +
          'firstderivative firstderiv ' +
          'derivada derivata derivee ableitung',
        [PLAIN, ACTIVATION, ACTION, LOSS, ORDINATE, GENERIC],
      ],
      [
        'secondderivative secondderiv derivative2 deriv2 fdoubleprime ddf d2f',
        [['derivative', 'deriv', 'firstderivative', 'firstderiv', 'derivative1', 'deriv1', 'fprime', 'df', 'dfdx']],
      ],
      ['thirdderivative', [['secondderivative', 'secondderiv']]],
      [
        'gradient gradients grad grads jacobian',
        [LOSS, PLAIN, ACTIVATION, ACTION, ['distance', 'sdf', 'field'], GENERIC],
      ],
      ['partials partialderivatives', [PLAIN, LOSS, ['value', 'val', 'eval', 'evaluate', 'reduce']]],
      ['slopeat', [['at', 'valueat']]],
      ['gradoutput gradout fusedgradient', [LOSS, ['value', 'val', 'compute', 'forward']]],
      ['hessian hess', [['gradient', 'grad', 'grads', 'gradients', 'jacobian']]],
      [
        'backward bwd backprop backpropagate backpropagation backwardpass',
        [
          ['forward', 'fwd', 'forwardpass', 'feedforward', 'forwardpropagate', 'forwardpropagation'],
          LOSS,
          ACTIVATION,
          ACTION,
          PLAIN,
          ['call', 'apply', 'run', 'predict'],
        ],
      ],
      [
        'slope',
        [
          PLAIN,
          ORDINATE,
          ['v', 'deflection'],
          ACTIVATION,
          ['evaluate', 'eval', 'apply', 'run', 'probability'],
          LOSS,
          ['value', 'val'],
        ],
      ],
      [
        'pullback vjp',
        [
          ['forward', 'fwd', 'apply', 'call', 'primal', 'fn', 'f', 'compute'],
          ['value', 'val', 'eval', 'evaluate'],
        ],
      ],
      // Of an M-estimator.
      ['psi influence', [['rho'], LOSS]],
      ['dydx', [ORDINATE]],
      // Beside coordinates of a curve that of the same letter, beside a function its partial derivative.
      ['dx', [['x'], PLAIN, ACTIVATION, ACTION, LOSS, GENERIC]],
      ['dy', [ORDINATE, PLAIN]],
      ['fp j', [['f', 'fn', 'fx']]],
      ['deval', [['feval', 'eval']]],
      ['diff', [['eval', 'evaluate', 'f', 'fn']]],
      ['calcd calcderivative computed', [['calc', 'calculate', 'compute']]],
      ['deactivation deactivate', [['activation', 'activate']]],
      ['pdf density', [['cdf', 'cumulative']]],
      // Of a statistical model.
      ['score', [['loglikelihood', 'loglik', 'logl', 'logpdf', 'logprob', 'logdensity', 'logposterior']]],
      ['d', [PLAIN, ACTIVATION]],
      ['measure', [['activate']]],
      ['delta', [ACTIVATION, LOSS, ['fn']]],
    ] as const
  ).flatMap(([derivatives, values]) => derivatives.split(' ').map((role): [string, Tiers] => [role, values])),
);

const ROLES: ReadonlySet<string> = new Set(
  [...VALUE_ROLES].flatMap(([derivative, tiers]) => [derivative, ...tiers.flat()]),
);

/** The tiers of roles that the value of a derivative may have; null where the role is not that of a derivative. */
export function valueRolesOf(derivative: string): Tiers | null {
  return VALUE_ROLES.get(derivative) ?? null;
}

/** The tiers in which a network's or a layer's whole computation stands, beside which a single function may be meant instead. */
export function isBroad(role: string): boolean {
  return [...ACTION, ...LOSS, ...GENERIC].includes(role);
}

/** Roles that pairs of other kinds have as well, such as the two directions of a player or an editor's commands. */
export function isAmbiguousRole(role: string): boolean {
  return /^(backward|bwd|backprop|backpropagat(e|ion)|backwardpass|measure|delta|dx|dy|d)$/.test(role);
}

/** Roles so short or so general that only the very arguments of the value speak for them. */
export function needsSameArguments(role: string): boolean {
  return /^(d|d1|derive|diff|differentiate|slope|dydx|dy|fp|j|pdf|density|psi|influence)$/.test(role);
}

/** The derivative of a distribution function. */
export function isDensity(role: string): boolean {
  return role === 'pdf' || role === 'density';
}

/** Whether the two words, as `value` and `gradient` do, say of colours and licences what they say of functions. */
export function areVague(derivative: string, value: string): boolean {
  return GENERIC.includes(value) && /^(grad|derivative|derive|der$|prime$)/.test(derivative);
}

export function isLossRole(role: string): boolean {
  return LOSS.includes(role);
}

/** `dFn` is a role of its own, while `gradientFn` is a gradient and `computeLoss` a loss; `fnc` and `fct` are short for a function. */
export function roleOf(name: string): string {
  const words = splitWords(name);
  const whole = words.join('');
  if (ROLES.has(whole)) return whole;
  return /^f(nct?|u?nct|ct|cn|kt|unkt)$/.test(whole) ? 'fn' : withoutCallable(withoutVerb(words)).join('');
}
