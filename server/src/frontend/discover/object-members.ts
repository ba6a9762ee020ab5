/**
 * @file Convention "members of one owner": `{ f, df }`, `{ fn, derivative }`, `{ forward, backward }`, methods of one class,
 * and `relu.derivative = …`. The members' names are roles here; names such as `mse` and `mseGrad` are left to `suffix.ts`.
 */
import ts from 'typescript';
import { forEachDescendant } from '../parse.ts';
import type { PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import { isFiniteDifference, mayBePaired, mayBeValue } from './look-alikes.ts';
import { isVisible } from './match.ts';
import { propertyName } from './naming.ts';
import { resolveIdentifier } from './resolve.ts';
import { splitWords, withoutCallable, withoutVerb } from './words.ts';

const PLAIN = ['f', 'fn', 'func', 'function', 'fx'];
const ACTION = [
  'activation',
  'activate',
  'forward',
  'output',
  'transfer',
  'compute',
  'calculate',
  'calc',
  'evaluate',
  'eval',
];
const LOSS = ['loss', 'cost', 'error', 'objective', 'value', 'normal', 'apply', 'call', 'run'];

/** For each role of a derivative the roles of its value, most likely first. */
const VALUE_ROLES: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      [
        ['df', 'dfx', 'dfdx', 'dfn', 'dfunc', 'fprime'],
        [...PLAIN, ...ACTION, ...LOSS],
      ],
      [
        ['derivative', 'derivate', 'deriviate', 'derivation', 'deriv', 'der', 'prime'],
        [...PLAIN, ...ACTION, ...LOSS],
      ],
      [
        ['gradient', 'gradients', 'grad', 'grads'],
        [...LOSS.slice(0, 5), ...ACTION, ...PLAIN, ...LOSS.slice(5)],
      ],
      [
        ['backward', 'bwd', 'backprop', 'backpropagate'],
        ['forward', 'fwd', ...ACTION, ...LOSS, ...PLAIN],
      ],
      [['measure'], ['activate']],
    ] as const
  ).flatMap(([derivatives, values]) => derivatives.map((role): [string, readonly string[]] => [role, values])),
);

const ROLES: ReadonlySet<string> = new Set([...VALUE_ROLES].flatMap(([derivative, values]) => [derivative, ...values]));

interface Member {
  readonly role: string;
  readonly target: FoundFunction;
}

export function pairMembers(collection: Collection): readonly PairCandidate[] {
  const pairs: PairCandidate[] = [];
  for (const [container, members] of membersByContainer(collection)) {
    for (const gradient of members) {
      const value = valueOf(gradient, members) ?? ownerAsValue(gradient, container, collection);
      if (value !== null && mayBePaired(gradient.target) && !isFiniteDifference(gradient.target, value.localName)) {
        pairs.push(pair(value, gradient, container));
      }
    }
  }
  return pairs;
}

function pair(value: FoundFunction, gradient: Member, container: ts.Node | string): PairCandidate {
  // A layer's backward depends on what forward left in the object, and `backward` may not be a derivative at all.
  const isLayer =
    typeof container !== 'string' && !ts.isObjectLiteralExpression(container) && gradient.role.startsWith('b');
  return {
    kind: 'object-members',
    value: value.unit,
    gradient: gradient.target.unit,
    wrt: null,
    flagIndex: null,
    declared: !isLayer,
  };
}

function valueOf(gradient: Member, members: readonly Member[]): FoundFunction | null {
  for (const role of VALUE_ROLES.get(gradient.role) ?? []) {
    const member = members.find((candidate) => candidate.role === role);
    if (member !== undefined && mayBePaired(member.target) && mayBeValue(member.target)) {
      return member.target;
    }
  }
  return null;
}

/** `relu.derivative = …`, where `relu` is a function: then the owner is the value. */
function ownerAsValue(gradient: Member, container: ts.Node | string, collection: Collection): FoundFunction | null {
  if (typeof container !== 'string' || !VALUE_ROLES.has(gradient.role) || gradient.role === 'measure') {
    return null;
  }
  const owner = collection.found.find(
    (candidate) =>
      candidate.container === null &&
      candidate.localName === container &&
      isVisible(candidate, gradient.target) &&
      mayBePaired(candidate) &&
      mayBeValue(candidate),
  );
  return owner ?? null;
}

function membersByContainer(collection: Collection): ReadonlyMap<ts.Node | string, readonly Member[]> {
  const byContainer = new Map<ts.Node | string, Member[]>();
  const add = (container: ts.Node | string, name: string, target: FoundFunction): void => {
    byContainer.set(container, [...(byContainer.get(container) ?? []), { role: roleOf(name), target }]);
  };
  for (const found of collection.found) {
    if (found.container !== null) {
      add(found.container, found.localName, found);
    }
  }
  const tree = collection.found[0]?.unit.file.tree;
  if (tree !== undefined) {
    forEachDescendant(tree, (node) => {
      const reference = memberReference(node);
      if (reference !== null && ROLES.has(roleOf(reference.name))) {
        const target = resolveIdentifier(reference.identifier, collection);
        if (target !== undefined) {
          add(node.parent, reference.name, target);
        }
      }
    });
  }
  return byContainer;
}

/** `{ f: sigmoid }` or `{ sigmoid }`. */
function memberReference(node: ts.Node): { readonly name: string; readonly identifier: ts.Identifier } | null {
  if (ts.isShorthandPropertyAssignment(node)) {
    return { name: node.name.text, identifier: node.name };
  }
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.initializer)) {
    return null;
  }
  const name = propertyName(node.name);
  return name === null ? null : { name, identifier: node.initializer };
}

function roleOf(name: string): string {
  const words = splitWords(name);
  const whole = words.join('');
  // `dFn` is a role of its own, while `gradientFn` is a gradient.
  return ROLES.has(whole) ? whole : withoutCallable(withoutVerb(words)).join('');
}
