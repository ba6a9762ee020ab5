/**
 * @file Arrays that only labels select entries of, as the centres are in `centers[labels[i]]`: they have as many entries as there are
 * classes, which has nothing to do with how many labels there are. Drawn as long as these, a gradient that divides by the number of
 * classes would be right by chance. Syntax only.
 */
import * as ts from 'typescript';
import { forEachDescendant } from '../../frontend/parse.ts';
import { parameterName, parametersOf, parameterSpec, type Session } from '../sampling/session.ts';

/** Gives such arrays of the value function another length than the other arrays have. */
export function noteLabelTables(session: Session): void {
  const { node } = session.value;
  if (node.body === undefined) return;
  const names = parametersOf(session.value).map(parameterName);
  if (names.length < 2) return;
  const uses = usesOf(node.body, new Set(names));
  names.forEach((name, index) => {
    const selectors = uses.selectors.get(name);
    if (selectors === undefined || uses.asWhole.has(name)) return;
    if ([...selectors].every((label) => uses.selected.get(label)?.size === 1 && !uses.compared.has(label)))
      parameterSpec(session, session.value, index).isTable = true;
  });
}

interface Uses {
  /** By array, as written: the arguments whose entries, or which themselves, select its entries. */
  readonly selectors: Map<string, Set<string>>;
  /** By such an argument: all that it selects from. */
  readonly selected: Map<string, Set<string>>;
  /** What is used in any other way. */
  readonly asWhole: Set<string>;
  /** Arguments whose entries are compared, as labels are with the counters of loops over classes. */
  readonly compared: Set<string>;
}

function usesOf(body: ts.Node, names: ReadonlySet<string>): Uses {
  const uses: Uses = { selectors: new Map(), selected: new Map(), asWhole: new Set(), compared: new Set() };
  const labels = namedLabels(body, names);
  const labelIn = (expression: ts.Expression): string | null => {
    const name = rootOf(expression);
    return name === null ? null : (labels.get(name) ?? (names.has(name) ? name : null));
  };
  const noteSelection = (access: ts.ElementAccessExpression): void => {
    const label = labelIn(access.argumentExpression);
    const array = access.expression.getText();
    if (label === null) uses.asWhole.add(array);
    else {
      add(uses.selected, label, array);
      add(uses.selectors, array, label);
    }
  };
  forEachDescendant(body, (node) => {
    if (ts.isElementAccessExpression(node)) noteSelection(node);
    else if (ts.isIdentifier(node) && !isSelectedFrom(node)) uses.asWhole.add(node.text);
    else if (ts.isBinaryExpression(node) && isComparison(node.operatorToken.kind)) {
      for (const label of [labelIn(node.left), labelIn(node.right)]) if (label !== null) uses.compared.add(label);
    }
  });
  return uses;
}

/** Names given to labels: `const c = labels[i]`. */
function namedLabels(body: ts.Node, names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  forEachDescendant(body, (node) => {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || node.initializer === undefined) return;
    const label = rootOf(node.initializer);
    if (label !== null && names.has(label)) found.set(node.name.text, label);
  });
  return found;
}

/** The name at the start of `labels[i]!`, or of a name by itself. */
function rootOf(expression: ts.Expression): string | null {
  let node = expression;
  while (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isElementAccessExpression(node))
    node = node.expression;
  return ts.isIdentifier(node) ? node.text : null;
}

/** Whether an identifier is the array of an `a[…]`. */
function isSelectedFrom(node: ts.Identifier): boolean {
  return ts.isElementAccessExpression(node.parent) && node.parent.expression === node;
}

function isComparison(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operator === ts.SyntaxKind.EqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsToken
  );
}

function add(map: Map<string, Set<string>>, key: string, item: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([item]));
  else known.add(item);
}
