/** @file What was found, as people say it: a sign for a quotient by a size, another name for a difference that is added, a term for a 0. */
import * as ts from 'typescript';
import { atomic } from '../quantities/forms.ts';
import type { Quantity } from '../quantities/quantities.ts';
import type { Place } from './needed-values.ts';
import type { Change, Repair } from './change.ts';
import { slipCosts } from '../edits/edits.ts';
import { parseExpression } from './trial.ts';
import { asOperand, bare, factorsOf, operation, precedence, withParentheses } from '../operands.ts';

/** The same repair in plainer words. */
export function plainer(repair: Repair): Repair {
  const added = asOtherSummand(asReplacement(asGrouping(asSign(repair))));
  return ofProduct(asProduct(asSigned(asExtraFactor(asExtraTerm(added)))));
}

/** The quantity of a change, with what the change is with another one; null where it has none. */
export function quantityIn(change: Change): { quantity: Quantity; withOther: (other: Quantity) => Change } | null {
  switch (change.kind) {
    case 'multiply':
    case 'divide':
    case 'replace':
      return { quantity: change.by, withOther: (by) => ({ ...change, by }) };
    case 'add':
    case 'subtract':
      return { quantity: change.term, withOther: (term) => ({ ...change, term }) };
    default:
      return null;
  }
}

/** What divides a factor x by |x| puts the sign of x in its place. */
function asSign(repair: Repair): Repair {
  const { node, change } = repair;
  const size = change.kind === 'divide' ? /^Math\.abs\((.+)\)$/.exec(change.by.text)?.[1] : undefined;
  const factor = factorsOf(node).find((each) => each.getText() === size);
  if (change.kind !== 'divide' || factor === undefined) return repair;
  return { ...repair, node: factor, change: { kind: 'replace', by: { ...change.by, text: `Math.sign(${size})` } } };
}

/** To divide by a reciprocal is to multiply. */
function asProduct(repair: Repair): Repair {
  const { change } = repair;
  if (change.kind !== 'divide') return repair;
  const divisor = parseExpression(change.by.text);
  const quotient = divisor === null ? null : operation(bare(divisor), ts.SyntaxKind.SlashToken);
  if (quotient?.left.getText() !== '1') return repair;
  const by = { ...change.by, text: quotient.right.getText(), at: (place: Place) => 1 / change.by.at(place) };
  return { ...repair, change: { kind: 'multiply', by } };
}

/** A factor that is missing belongs to the whole product. */
function ofProduct(repair: Repair): Repair {
  const { node, change } = repair;
  const before = `${node.getText()} * `;
  if (change.kind !== 'edit' || change.edit.slip !== 'missing-factor') return repair;
  if (!change.edit.newText.startsWith(before)) return repair;
  let product: ts.Node = withParentheses(node);
  while (vanishesWith(product)) product = withParentheses(product.parent);
  const whole = bare(product as ts.Expression);
  if (whole === node) return repair;
  const newText = `${whole.getText()} * ${change.edit.newText.slice(before.length)}`;
  return {
    ...repair,
    node: whole,
    change: { kind: 'edit', edit: { ...change.edit, node: whole, guilty: whole, newText } },
  };
}

/** To square x of `x / l ** 2`, or of `k * x / l ** 2`, is to square the quotient. A sum in parentheses is squared on purpose. */
function asGrouping(repair: Repair): Repair {
  const { node, change } = repair;
  if (change.kind !== 'power') return repair;
  const base = withParentheses(node);
  const product = operation(base.parent, ts.SyntaxKind.AsteriskToken);
  const isLast = product !== null && product.right === base;
  const dividend = isLast ? withParentheses(product) : base;
  const quotient = operation(dividend.parent, ts.SyntaxKind.SlashToken);
  const divisor = quotient === null ? null : operation(bare(quotient.right), ts.SyntaxKind.AsteriskAsteriskToken);
  const exponent = change.exponent.text;
  if (quotient === null || quotient.left !== dividend || divisor?.right.getText() !== exponent) return repair;
  if (isSum(divisor.left)) return repair;
  const square = `(${base.getText()} / ${divisor.left.getText()}) ** ${exponent}`;
  const newText = isLast ? `${product.left.getText()} * ${square}` : square;
  const edit = { slip: 'grouping', node: quotient, newText, guilty: quotient, cost: slipCosts.grouping } as const;
  return { ...repair, node: quotient, change: { kind: 'edit', edit } };
}

function isSum(node: ts.Expression): boolean {
  const inner = bare(node);
  return ts.isBinaryExpression(inner) && precedence.get(inner.operatorToken.kind) === 1;
}

/** To add 1 − y to y is to put 1 in its place. */
function asReplacement(repair: Repair): Repair {
  const { node, change } = repair;
  if (change.kind !== 'add' || !(ts.isIdentifier(node) || ts.isPropertyAccessExpression(node))) return repair;
  const [, meant, subtracted] = /^\(?([\w.$]+) - ([\w.$]+)\)?$/.exec(change.term.text) ?? [];
  if (meant === undefined || subtracted !== node.getText()) return repair;
  return { ...repair, change: { kind: 'replace', by: { ...change.term, text: meant } } };
}

/** To add a difference b − a to a sum that has a is to put b in its place. */
function asOtherSummand(repair: Repair): Repair {
  const { node, change } = repair;
  if (change.kind !== 'add' && change.kind !== 'subtract') return repair;
  const tried = parseExpression(change.term.text);
  const difference = tried === null ? null : operation(bare(tried), ts.SyntaxKind.MinusToken);
  if (difference === null) return repair;
  const [first, second] = [bare(difference.left).getText(), bare(difference.right).getText()];
  const beside = summandsWith(node);
  const isMinus = (change.kind === 'subtract') !== beside.some((each) => each.node === node && each.isMinus);
  const meant = beside.flatMap(({ node: summand, isMinus: isSubtracted }): readonly Repair[] => {
    const text = summand.getText();
    const other = isSubtracted === isMinus ? (text === second ? first : null) : text === first ? second : null;
    if (other === null) return [];
    return [{ ...repair, node: summand, change: { kind: 'replace', by: { ...change.term, text: other } } }];
  });
  return meant[0] ?? repair;
}

interface Summand {
  readonly node: ts.Expression;
  readonly isMinus: boolean;
}

/** The summands of the whole sum that an expression is one of, itself among them, without parentheses. */
function summandsWith(node: ts.Expression): readonly Summand[] {
  let whole: ts.Node = withParentheses(node);
  while (ts.isBinaryExpression(whole.parent) && precedence.get(whole.parent.operatorToken.kind) === 1)
    whole = withParentheses(whole.parent);
  const found: Summand[] = [];
  const visit = (part: ts.Expression, isMinus: boolean): void => {
    const inner = bare(part);
    if (inner === node || !ts.isBinaryExpression(inner) || precedence.get(inner.operatorToken.kind) !== 1) {
      found.push({ node: inner, isMinus });
      return;
    }
    visit(inner.left, isMinus);
    visit(inner.right, isMinus !== (inner.operatorToken.kind === ts.SyntaxKind.MinusToken));
  };
  visit(whole as ts.Expression, false);
  return found;
}

/** To add what begins with a minus is to subtract the rest. */
function asSigned(repair: Repair): Repair {
  const { change } = repair;
  if (change.kind !== 'add' && change.kind !== 'subtract') return repair;
  const [, product] = /^\(?-((?:[^-+()]|\([^()]*\))+)\)?$/.exec(change.term.text) ?? [];
  if (product === undefined) return repair;
  const kind = change.kind === 'add' ? 'subtract' : 'add';
  return { ...repair, change: { kind, term: { ...change.term, text: atomic(product) } } };
}

/** A number that should be 0 makes the term too much that it is a factor of. */
function asExtraTerm(repair: Repair): Repair {
  const { node, change } = repair;
  if (change.kind !== 'replace' || change.by.text !== '0') return repair;
  let term: ts.Node = withParentheses(node);
  while (vanishesWith(term)) term = withParentheses(term.parent);
  const sum = term.parent;
  if (!ts.isBinaryExpression(sum)) return repair;
  const isMinus = sum.operatorToken.kind === ts.SyntaxKind.MinusToken;
  if (!isMinus && sum.operatorToken.kind !== ts.SyntaxKind.PlusToken) return repair;
  const isLeft = term === sum.left;
  const rest = isLeft ? sum.right : sum.left;
  const newText = isLeft && isMinus ? `-${asOperand(rest)}` : rest.getText();
  const guilty = bare(term as ts.Expression);
  const edit = { slip: 'extra-term', node: sum, newText, guilty, cost: slipCosts['extra-term'] } as const;
  return { ...repair, node: sum, change: { kind: 'edit', edit } };
}

/** A number that should be 1 is a factor too much, or a divisor. */
function asExtraFactor(repair: Repair): Repair {
  const { node, change } = repair;
  if (change.kind !== 'replace' || change.by.text !== '1' || !ts.isNumericLiteral(node)) return repair;
  const factor = withParentheses(node);
  const product = operation(factor.parent, ts.SyntaxKind.AsteriskToken);
  const quotient = operation(factor.parent, ts.SyntaxKind.SlashToken);
  const whole = product ?? (quotient?.right === factor ? quotient : null);
  if (whole === null) return repair;
  const newText = (whole.left === factor ? whole.right : whole.left).getText();
  const edit = { slip: 'extra-factor', node: whole, newText, guilty: node, cost: slipCosts['extra-factor'] } as const;
  return { ...repair, node: whole, change: { kind: 'edit', edit } };
}

/** Whether what is around an expression is 0 where it is. */
function vanishesWith(operand: ts.Node): boolean {
  const { parent } = operand;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.MinusToken;
  if (!ts.isBinaryExpression(parent)) return false;
  const operator = parent.operatorToken.kind;
  return operator === ts.SyntaxKind.AsteriskToken || (operator === ts.SyntaxKind.SlashToken && parent.left === operand);
}
