/**
 * @file Convention "a function, then its derivative": `[f, df]` in a table or returned by a factory, and the arguments of
 * `new Activation(f, df)` where the class is not in sight. Order alone ties them, so the name they go by must be that of a function.
 */
import * as ts from 'typescript';
import type { PairCandidate } from '../types.ts';
import type { FoundFunction } from './collect.ts';
import { hasFunctionName } from './evidence.ts';
import { isFiniteDifference } from './finite-difference.ts';
import { mayBePaired, mayBeValue } from './look-alikes.ts';
import type { Member, MemberGroup } from './member-groups.ts';
import { prefixReadings } from './prefix.ts';
import { suffixReadings } from './suffix.ts';

export function pairTuples(groups: readonly MemberGroup[]): readonly PairCandidate[] {
  return groups.flatMap(({ container, owner, members }): readonly PairCandidate[] => {
    if (typeof container === 'string' || !isList(container)) return [];
    const [value, gradient, ...rest] = [...members].sort((a, b) => Number(a.name) - Number(b.name));
    if (value === undefined || gradient === undefined || rest.length > 0) return [];
    if (![value, gradient].every(isByPlace) || !isNamed(container, owner)) return [];
    return isFunctionAndDerivative(value.target, gradient.target)
      ? [
          {
            kind: 'tuple',
            value: value.target.unit,
            gradient: gradient.target.unit,
            wrt: null,
            flagIndex: null,
            declared: true,
          },
        ]
      : [];
  });
}

function isList(container: ts.Node): boolean {
  return ts.isArrayLiteralExpression(container) || ts.isNewExpression(container);
}

/** Nothing but its place says what it is. */
function isByPlace({ name }: Member): boolean {
  return /^\d+$/.test(name);
}

/** The table's key, the variable or the factory has the name of a function; a class must say that it is about such functions. */
function isNamed(container: ts.Node, owner: string | null): boolean {
  const isActivation =
    !ts.isNewExpression(container) ||
    /activation|function|loss|cost|squash|transfer/i.test(container.expression.getText());
  return (
    isActivation &&
    ([owner, factoryOf(container), moduleOf(container)].some(hasFunctionName) ||
      isTyped(container) ||
      isSet(container) ||
      isInTable(container))
  );
}

/** `const maskLosses = { tversky: [f, df] }` */
function isInTable({ parent }: ts.Node): boolean {
  if (!ts.isPropertyAssignment(parent) || !ts.isVariableDeclaration(parent.parent.parent)) return false;
  return /(activation|loss|kernel|curve|penalt)\w*$/i.test(parent.parent.parent.name.getText());
}

/** `ACTIVATIONS.set('bent', [f, df])` */
function isSet({ parent }: ts.Node): boolean {
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
  const { expression: table, name } = parent.expression;
  const [key] = parent.arguments;
  if (name.text !== 'set' || key === undefined || !ts.isStringLiteralLike(key)) return false;
  return (
    hasFunctionName(key.text) ||
    /^_*(act|activations?|func(tion)?s?|curves?|loss(es)?|kernels?)$/i.test(table.getText())
  );
}

/** `const step: ActivationFunction = [f, df]`, or a type that is declared as `[f: …, df: …]`. */
function isTyped({ parent }: ts.Node): boolean {
  const type = ts.isVariableDeclaration(parent) ? (parent.type?.getText() ?? '') : '';
  return /^\w*(Activation|Loss|Cost)\w*$/.test(type) || (type !== '' && namesDerivative(parent.getSourceFile(), type));
}

function namesDerivative({ statements }: ts.SourceFile, type: string): boolean {
  const alias = statements.find(
    (each): each is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(each) && each.name.text === type,
  );
  return /^(readonly\s*)?\[\s*\w+\s*:[^]*\b(df|d[fy]_?dx|slope|grad(ient)?|deriv(ative)?|prime)\s*:/i.test(
    alias?.type.getText() ?? '',
  );
}

/** The name of the file that exports it as its only thing: `export default new Activation(…)` in `tanh.ts`. */
function moduleOf(container: ts.Node): string | null {
  const { parent } = container;
  const isDefault =
    ts.isExportAssignment(parent) ||
    (ts.isBinaryExpression(parent) && /^(module\.exports|exports\.default)$/.test(parent.left.getText()));
  const { fileName } = container.getSourceFile();
  return isDefault ? fileName.slice(fileName.lastIndexOf('/') + 1).replace(/\.\w+$/, '') : null;
}

function factoryOf(container: ts.Node): string | null {
  if (!ts.isReturnStatement(container.parent) && !ts.isArrowFunction(container.parent)) return null;
  for (let node: ts.Node = container.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isFunctionDeclaration(node)) return node.name?.text ?? null;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) return node.name.text;
  }
  return null;
}

function isFunctionAndDerivative(value: FoundFunction, gradient: FoundFunction): boolean {
  const { localName } = value;
  const isGradient = suffixReadings(localName).length + prefixReadings(localName).length > 0;
  return (
    !isGradient &&
    value !== gradient &&
    value.parameters.length > 0 &&
    [value, gradient].every(mayBePaired) &&
    mayBeValue(value) &&
    !isFiniteDifference(gradient, value)
  );
}
