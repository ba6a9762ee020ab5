/**
 * @file Convention "members of one owner": `{ f, df }`, `{ fn, derivative }`, methods `forward` and `backward` of one class or
 * prototype, and `relu.derivative = …`. The members' names are roles here (`roles.ts`).
 */
import * as ts from 'typescript';
import { looksLikeLabel } from '../trace/inputs/domains.ts';
import { commentsOn } from '../comments.ts';
import { mentions } from '../parse.ts';
import type { FunctionNode, PairCandidate } from '../types.ts';
import type { Collection, FoundFunction } from './collect.ts';
import {
  areRelated,
  hasFunctionName,
  hasUpstream,
  isAboutDerivatives,
  isApproximated,
  isNamedAsLoss,
  leavesState,
} from './evidence.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { hasMemory, mayBePaired, mayBeValue } from './look-alikes.ts';
import { isVisible } from './match.ts';
import { asMethodOf, basesOf } from './inheritance.ts';
import type { Member, MemberGroup } from './member-groups.ts';
import {
  areVague,
  isAmbiguousRole,
  isBroad,
  isDensity,
  isLossRole,
  needsSameArguments,
  roleOf,
  valueRolesOf,
} from './roles.ts';
import { prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';
import { splitWords, stemKey } from './words.ts';

interface RoleMember {
  readonly name: string;
  readonly role: string;
  readonly target: FoundFunction;
}

export function pairMembers(groups: readonly MemberGroup[], collection: Collection): readonly PairCandidate[] {
  return groups.flatMap(({ container, owner, members }) => {
    const own = members.map(toRole).map((member, _, named) => asGradientByInput(member, named));
    const all = [...own, ...inherited(container, members, groups).map(toRole)];
    const numbered = pairsByNumber(own);
    const isPaired = new Set(numbered.flatMap(({ value, gradient }) => [value.node, gradient.node]));
    const gradients = isController(all)
      ? []
      : own.filter(({ role, target }) => valueRolesOf(role) !== null && !isPaired.has(target.unit.node));
    if (gradients.length === 0) return [...numbered, ...partials(own)];
    const taken = stemsWithDerivative(all);
    const values = withoutAntiderivative(all).filter(
      ({ target }) => mayBePaired(target) && mayBeValue(target) && !taken.has(stemOf(target)),
    );
    return [
      ...numbered,
      ...partials(own),
      ...gradients.flatMap((member) => pairOf(member, values, container, owner, collection)),
    ];
  });
}

/** `{ f, fx, fy }`: the partial derivatives of one function, by the letters of its parameters; and `dPdT` beside `pressure(T, v)`. */
function partials(members: readonly RoleMember[]): readonly PairCandidate[] {
  return [...byLetters(members), ...members.flatMap((member) => quotientOf(member, members))];
}

function quotientOf({ name, target }: RoleMember, members: readonly RoleMember[]): readonly PairCandidate[] {
  const [, quantity = '', by = ''] = /^d_?([A-Za-z]+?)_?d_?([A-Za-z]\w*)$/.exec(name) ?? [];
  if (quantity === '' || !mayBePaired(target)) return [];
  const isCalled = (other: string): boolean =>
    quantity.length === 1
      ? other[0]?.toLowerCase() === quantity.toLowerCase()
      : other.toLowerCase() === quantity.toLowerCase();
  const values = members.filter(
    (other) =>
      isCalled(other.name) &&
      other.target.parameters.includes(by) &&
      parametersOf(other.target) === parametersOf(target) &&
      mayBePaired(other.target) &&
      mayBeValue(other.target),
  );
  const [value] = values;
  if (value === undefined || values.length > 1 || isFiniteDifference(target, value.target)) return [];
  const pair = { kind: 'object-members', flagIndex: null, declared: true } as const;
  return [{ ...pair, value: value.target.unit, gradient: target.unit, wrt: [by] }];
}

function byLetters(members: readonly RoleMember[]): readonly PairCandidate[] {
  const value = members.find(({ name }) => name === 'f')?.target;
  if (value === undefined || !mayBePaired(value)) return [];
  const found = members.flatMap(({ name, target }): readonly PairCandidate[] => {
    const [, letter = ''] = /^f([a-z])$/.exec(name) ?? [];
    const isOf = value.parameters.includes(letter) && target.parameters.join() === value.parameters.join();
    if (!isOf || !mayBePaired(target) || isFiniteDifference(target, value)) return [];
    const pair = { kind: 'object-members', value: value.unit, gradient: target.unit, flagIndex: null } as const;
    return [{ ...pair, wrt: [letter], declared: true }];
  });
  return found.length > 1 ? found : [];
}

/** `function1` and `derivative1` beside `function2` and `derivative2`, which then are no derivatives of each other. */
function pairsByNumber(members: readonly RoleMember[]): readonly PairCandidate[] {
  const numbered = members.flatMap(({ name, target }) => {
    const [, word = '', number] = /^(\D+?)_?(\d+)$/.exec(name) ?? [];
    return number === undefined ? [] : [{ role: roleOf(word), number, target }];
  });
  const found = numbered.flatMap(({ role, number, target }): readonly PairCandidate[] => {
    const tiers = valueRolesOf(role) ?? [];
    const value = numbered.find((each) => each.number === number && tiers.some((tier) => tier.includes(each.role)));
    if (value === undefined || ![value.target, target].every(mayBePaired)) return [];
    if (!goTogether(value.target, target) || isFiniteDifference(target, value.target)) return [];
    const pair = { kind: 'object-members', wrt: null, flagIndex: null, declared: true } as const;
    return [{ ...pair, value: value.target.unit, gradient: target.unit }];
  });
  return found.length > 1 ? found : [];
}

/** `F` beside `f` is what `f` is the derivative of, and not the other function that `df` might belong to. */
function withoutAntiderivative(members: readonly RoleMember[]): readonly RoleMember[] {
  return members.some(({ name }) => name === 'f') ? members.filter(({ name }) => name !== 'F') : members;
}

/** What has a derivative of its own: `sigmoid` beside `sigmoidDerivative` has nothing to do with a bare `derivative`. */
function stemsWithDerivative(members: readonly RoleMember[]): ReadonlySet<string> {
  const named = members.filter(({ role }) => valueRolesOf(role) === null);
  const readings = named.flatMap(({ target: { localName } }) => [
    ...suffixReadings(localName),
    ...prefixReadings(localName),
  ]);
  return new Set(readings.flatMap(({ stem }) => (stem.length > 0 ? [stemKey(stem)] : [])));
}

function stemOf({ localName }: FoundFunction): string {
  return stemKey(splitWords(localName));
}

function toRole({ name, target }: Member): RoleMember {
  return { name, role: roleOf(name), target };
}

/** `dLogits(logits, target)` beside `loss(logits, target)` is its gradient by that argument. */
function asGradientByInput(member: RoleMember, members: readonly RoleMember[]): RoleMember {
  const name = /^d_?([A-Z]\w*)$/.exec(member.name)?.[1]?.toLowerCase();
  if (name === undefined) return member;
  const isOfLoss = members.some(
    ({ role, target: { parameters } }) =>
      isLossRole(role) &&
      parameters[0]?.toLowerCase() === name &&
      parameters.join() === member.target.parameters.join(),
  );
  return isOfLoss ? { ...member, role: 'gradient' } : member;
}

/** What a class takes over from its base classes and does not override. */
function inherited(
  container: ts.Node | string,
  own: readonly Member[],
  groups: readonly MemberGroup[],
): readonly Member[] {
  const found: Member[] = [];
  for (const base of basesOf(container)) {
    const members = groups.find((group) => group.container === base)?.members ?? [];
    for (const { name, target } of members) {
      const isOverridden = [...own, ...found].some((member) => member.name === name);
      if (!isOverridden) found.push({ name, target: asMethodOf(container, target) });
    }
  }
  return found;
}

function pairOf(
  gradient: RoleMember,
  values: readonly RoleMember[],
  container: ts.Node | string,
  owner: string | null,
  collection: Collection,
): readonly PairCandidate[] {
  if (!mayBePaired(gradient.target) || hasMemory(gradient.target)) return [];
  const value =
    valueOf(gradient, values, owner) ??
    ownerAsValue(gradient, container, collection) ??
    namesake(gradient, values, owner);
  if (value === null || isFiniteDifference(gradient.target, value) || hasLostItsArguments(gradient.target, value)) {
    return [];
  }
  // A layer's backward depends on what forward left in the object, and `backward` may not be a derivative at all.
  const isLayer =
    typeof container !== 'string' && !ts.isObjectLiteralExpression(container) && gradient.role.startsWith('b');
  const { unit } = gradient.target;
  // `dy` beside `f(x, y)` is its partial derivative by that.
  const [, letter = ''] = /^d([a-z])$/.exec(gradient.role) ?? [];
  const wrt = value.parameters.length > 1 && value.parameters.includes(letter) ? [letter] : null;
  return [{ kind: 'object-members', value: value.unit, gradient: unit, wrt, flagIndex: null, declared: !isLayer }];
}

/** The member with the likeliest role: first among those with the gradient's own parameters, then among all that go with it. */
function valueOf(gradient: RoleMember, values: readonly RoleMember[], owner: string | null): FoundFunction | null {
  const candidates = values.filter(({ target }) => target !== gradient.target);
  const same = candidates.filter(({ target }) => parametersOf(target) === parametersOf(gradient.target));
  const fitting = candidates.filter(({ target }) => goTogether(target, gradient.target));
  // `derive` is also what one does with control points.
  // `{ f: (x) => …, d: (y) => … }` in a table under the name of a function takes what it gives.
  const isNamed = gradient.role === 'd' && hasFunctionName(owner);
  for (const pool of needsSameArguments(gradient.role) && !isNamed ? [same] : [same, fitting]) {
    for (const tier of valueRolesOf(gradient.role) ?? []) {
      const found = pool.filter(({ role }) => tier.includes(role));
      const [first] = found;
      if (first === undefined) continue;
      if (found.length > 1 || isOvershadowed(first, gradient, same)) return null;
      return isBelievable(gradient, first.target, owner) ? first.target : null;
    }
  }
  return null;
}

/** An underscore only says that a parameter is not read: of `f(x, y)` the Jacobian `J(_x, _y)` may be constant. */
function parametersOf({ parameters }: FoundFunction): string {
  return parameters.map((name) => name.replace(/^_(?=.)/, '')).join();
}

/** Beside `sigmoid(x)` and `forward(x)` it is open whose derivative `derivative(x)` is. */
function isOvershadowed(value: RoleMember, gradient: RoleMember, same: readonly RoleMember[]): boolean {
  const isDirect = gradient.role.startsWith('b') || !isBroad(value.role);
  return !isDirect && same.some(({ target }) => target !== value.target && hasFunctionName(target.localName));
}

/**
 * An argument in common, as many of them, an upstream factor, the target of a loss after the value, or none at all as what is kept in
 * the object says it.
 */
function goTogether(value: FoundFunction, gradient: FoundFunction): boolean {
  const counts = [value.parameters.length, gradient.parameters.length];
  const isOfLoss = counts[0] === 1 && gradient.parameters.slice(1).some(looksLikeLabel);
  return (
    counts[0] === counts[1] ||
    counts.includes(0) ||
    // A function of `Math` that is referred to names no argument.
    value.unit.isReference === true ||
    isOfLoss ||
    hasUpstream(gradient) ||
    areRelated(value, gradient)
  );
}

function isBelievable({ role, target }: RoleMember, value: FoundFunction, owner: string | null): boolean {
  if (isDensity(role) && isApproximated(value)) return false;
  // `delta(error, output)` is the slope times what comes from above, and that of a cost, `delta(z, a, y)`, the derivative by the weighted
  // input; a `delta` of one argument is a difference.
  const isOfCost = isNamedAsLoss(owner) && target.parameters.slice(1).join() === value.parameters.join();
  if (role === 'delta' && target.parameters.length !== 2 && !isOfCost) return false;
  // Costs are called `J`, too, and so are a letter and a shape of a game among others.
  if (role === 'j' && !(`${value.localName[0]}${target.localName}` === 'fJ' && hasRows(target))) return false;
  // A Hessian may be approximated; what is written out in rows is not.
  if (
    /^hess/.test(role) &&
    !hasRows(target, value.parameters.length) &&
    !isSquare(target) &&
    !isOfBoosting(target, value)
  )
    return false;
  if (areVague(role, roleOf(value.localName)) && !speaksOfFunctions(target, value, owner)) return false;
  if (!isAmbiguousRole(role) || isLossRole(roleOf(value.localName))) return true;
  return (
    hasUpstream(target) ||
    leavesState(value, target) ||
    [owner, value.unit.owner].some((name) => hasFunctionName(name) || isNamedAsLoss(name)) ||
    isAboutDerivatives(target.unit.file)
  );
}

/**
 * `hess(margin, label)` beside `grad(margin, label)`, one number each as boosted trees ask for them. A constant one is an upper bound, and
 * one that says so an approximation.
 */
function isOfBoosting(hessian: FoundFunction, gradient: FoundFunction): boolean {
  const [own, of] = [hessian.parameters, gradient.parameters];
  const text = `${commentsOn(hessian.unit.node)} ${hessian.unit.node.getText()}`;
  return (
    own.length > 0 &&
    own.every((name, i) => name === of[i]) &&
    isNumber(resultOf(hessian)) &&
    !/approx|gauss.?newton|fisher|upper bound|bound(ed)?\b|surrogate|Math\.max\(/i.test(text) &&
    mentionsAny(hessian.unit.node, own)
  );
}

/** Whether an expression can only be a number. */
function isNumber(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) || (ts.isCallExpression(node) && node.expression.getText().startsWith('Math.'));
}

function mentionsAny({ body }: FunctionNode, names: readonly string[]): boolean {
  return body !== undefined && names.some((name) => mentions(body, name));
}

function speaksOfFunctions(gradient: FoundFunction, value: FoundFunction, owner: string | null): boolean {
  // Pictures have gradients, and these take what their colours do; and so do numbers that are prime.
  const isOfSame = !/^(gradients?|prime)$/.test(roleOf(gradient.localName)) && areRelated(value, gradient);
  const isFormula = [value, gradient].every(isOfMathematics) && parametersOf(value) === parametersOf(gradient);
  return (
    isOfSame ||
    isFormula ||
    [owner, value.unit.owner].some(hasFunctionName) ||
    isAboutDerivatives(gradient.unit.file) ||
    hasUpstream(gradient) ||
    hasEntryPerParameter(gradient) ||
    /loss|cost|energy|penalty|potential|objective|criterion|likelihood|curve|bezier|spline|poly|path|func|eas(e|ing)|motion|traject/i.test(
      `${owner} ${value.unit.owner} ${statedType(value)}`,
    )
  );
}

/** Whether it takes something and computes with functions such as the logarithm, as colours and coordinates hardly do. */
function isOfMathematics({ unit: { node }, parameters }: FoundFunction): boolean {
  return (
    parameters.length > 0 && /\bMath\.(log|exp|sqrt|pow|abs|tanh|sign|hypot)|\*\*|[\w)\]] \/ [\w(]/.test(node.getText())
  );
}

/** The type that the variable or property is declared with which holds the object: `const squared: Loss = { … }`. */
function statedType({ unit: { node } }: FoundFunction): string {
  const literal = ts.isPropertyAssignment(node.parent) ? node.parent.parent : node.parent;
  const holder = literal.parent;
  const isHolder = ts.isVariableDeclaration(holder) || ts.isPropertyDeclaration(holder);
  return ts.isObjectLiteralExpression(literal) && isHolder ? (holder.type?.getText() ?? '') : '';
}

/** `(x, y) => [2 * x, 2 * y]`: one partial derivative for each argument. */
function hasEntryPerParameter(found: FoundFunction): boolean {
  const result = resultOf(found);
  const count = found.parameters.length;
  return ts.isArrayLiteralExpression(result) && count > 1 && result.elements.length === count;
}

/** `(x, y) => [[2 * x, 0], [y, x]]`: the rows of a Jacobian by so many inputs. */
function hasRows(found: FoundFunction, count = found.parameters.length): boolean {
  const result = resultOf(found);
  return (
    ts.isArrayLiteralExpression(result) &&
    result.elements.length > 0 &&
    result.elements.every((row) => ts.isArrayLiteralExpression(row) && row.elements.length === count)
  );
}

/** `(p) => [[2 * p[0], 0], [0, 2]]`: as many rows as columns. */
function isSquare(found: FoundFunction): boolean {
  const result = resultOf(found);
  return ts.isArrayLiteralExpression(result) && hasRows(found, result.elements.length);
}

/** What a function returns at its end. */
function resultOf({ unit: { node } }: FoundFunction): ts.Node {
  const { body } = node;
  const last = body !== undefined && ts.isBlock(body) ? body.statements.at(-1) : undefined;
  return (last !== undefined && ts.isReturnStatement(last) ? last.expression : body) ?? node;
}

/** `relu.derivative = …`, where `relu` is a function: then the owner is the value. */
function ownerAsValue(gradient: RoleMember, container: ts.Node | string, collection: Collection): FoundFunction | null {
  if (typeof container !== 'string') return null;
  const owner = collection.found.find(
    (candidate) =>
      isAt(candidate, container) &&
      candidate.unit.node !== gradient.target.unit.node &&
      (candidate.container !== null || isVisible(candidate, gradient.target)) &&
      mayBePaired(candidate) &&
      mayBeValue(candidate),
  );
  if (owner === undefined) return null;
  // `sigmoid.d = …` beside `sigmoid(x)`; other things have a `dx`, or something `backward`.
  const isClear =
    !isAmbiguousRole(gradient.role) ||
    (hasFunctionName(owner.localName) && parametersOf(owner) === parametersOf(gradient.target));
  return isClear ? owner : null;
}

/** Whether the function is what the text of an assignment's target names: `sigmoid`, or `Net.sigmoid`. */
function isAt({ container, localName }: FoundFunction, text: string): boolean {
  if (container === null) return localName === text;
  return typeof container === 'string' && `${container}.${localName}` === text;
}

/**
 * `sigmoid` beside `derivative` in a class, or `bezier` in the class `Bezier3`: the only member named after a function. In what is named
 * as a loss the only one of the same arguments, whatever it is called: `mean(output, target)` in `SquaredLoss`.
 */
function namesake(gradient: RoleMember, values: readonly RoleMember[], owner: string | null): FoundFunction | null {
  if (isAmbiguousRole(gradient.role)) return null;
  const words = splitWords(owner ?? '');
  const same = values.filter(
    ({ target }) => target !== gradient.target && target.parameters.join() === gradient.target.parameters.join(),
  );
  const named = same.filter(({ role, target }) => hasFunctionName(target.localName) || words.includes(role));
  const isLoss = named.length === 0 && isNamedAsLoss(owner) && gradient.target.parameters.length > 1;
  const pool = isLoss ? same.filter(({ role }) => valueRolesOf(role) === null) : named;
  return pool.length === 1 ? (pool[0]?.target ?? null) : null;
}

/** Proportional, integral and derivative terms belong to a controller; an integral that keeps nothing is one of calculus. */
function isController(members: readonly RoleMember[]): boolean {
  return members.some(
    ({ role, target }) =>
      /^(proportional|pid|setpoint|kp|ki|kd)$/.test(role) ||
      (role === 'integral' && /\bthis\b/.test(target.unit.node.getText())),
  );
}

/** A method without arguments is the derivative of one with arguments only where that leaves them in the object. */
function hasLostItsArguments(gradient: FoundFunction, value: FoundFunction): boolean {
  if (gradient.parameters.length > 0 || value.parameters.length === 0) return false;
  const body = gradient.unit.node.body;
  const isConstant = body !== undefined && !/[A-Za-z_$]/.test(body.getText().replace(/^{\s*return\b/, ''));
  return !isConstant && !/\bthis\.\w+\s*=[^=]/.test(value.unit.node.getText());
}
