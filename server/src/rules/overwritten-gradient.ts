/**
 * @file A closure of an autograd engine that sets the gradient of a node where the others of the file add to it: right for a node that is
 * used once, and the gradient of its last use alone for any other.
 */
import * as ts from 'typescript';
import { forEachDescendant, mentions } from '../frontend/parse.ts';
import type { Engine, FunctionNode } from '../frontend/types.ts';
import type { FileFinding, FileRule } from './rule.ts';

export const overwrittenGradient: FileRule = {
  id: 'overwritten-gradient',
  severity: 'warning',
  find(pairs) {
    // A layer is handed its node once, and starts the gradient of it anew.
    const closures = pairs.filter(
      ({ current: { engine } }) => engine !== undefined && engine.sources.length > 0 && engine.layer === undefined,
    );
    return closures.flatMap((pair): readonly FileFinding[] => {
      const { gradient, value, engine } = pair.current;
      // What is wrong as a derivative is told so first.
      if (pair.evidence.checked.decision.kind !== 'agrees' || gradient.broken) return [];
      const others = closures.filter(
        ({ current }) =>
          current.gradient.node !== gradient.node &&
          current.engine!.grad === engine!.grad &&
          settings(current.gradient.node, current.engine!).some(({ adds }) => adds),
      );
      const [other] = others;
      if (other === undefined) return [];
      return overwritten(gradient.node, engine!).map((left) => {
        const place = left.getText().replace(/!/g, '');
        const owner = value.owner === null ? '' : `${value.owner}.`;
        const used = place.replace(/\.[^.]*$/, '');
        return {
          unit: { ...gradient, nameStart: left.getStart(), nameEnd: left.end },
          message:
            `The \`${gradient.name}\` of \`${owner}${value.name}\` sets \`${place}\`, to which others of this file add. ` +
            `Where \`${used}\` is used more than once, what came from its other uses is lost. Write \`+=\`.`,
          cause: 'overwritten gradient',
          related: [{ unit: other.current.gradient, message: 'This one adds to the gradient.' }],
        };
      });
    });
  },
};

interface Setting {
  readonly left: ts.Expression;
  readonly adds: boolean;
}

/** Where a closure sets gradients of operands, and whether it adds to what is there. */
function settings(closure: FunctionNode, { grad, result }: Engine): readonly Setting[] {
  const found: Setting[] = [];
  forEachDescendant(closure, (node) => {
    if (!ts.isBinaryExpression(node) || !/^[-+]?=$/.test(node.operatorToken.getText())) return;
    const place = fieldOf(node.left, grad);
    if (place === null || place.expression.getText() === result) return;
    const isOwn = node.right.getText().replace(/!/g, '').includes(place.getText().replace(/!/g, ''));
    found.push({ left: node.left, adds: node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || isOwn });
  });
  return found;
}

/** What a closure sets once, and whatever was there before. */
function overwritten(closure: FunctionNode, engine: Engine): readonly ts.Expression[] {
  const all = settings(closure, engine);
  return all.flatMap(({ left, adds }) => {
    const place = fieldOf(left, engine.grad)!.getText();
    const isOnly = all.every((other) => other.left === left || fieldOf(other.left, engine.grad)!.getText() !== place);
    return adds || !isOnly || isAsked(left, closure, engine.grad) ? [] : [left];
  });
}

/** `a.grad` of `a.grad`, `a.grad[i]`. */
function fieldOf(left: ts.Expression, grad: string): ts.PropertyAccessExpression | null {
  let inner = left;
  while (ts.isElementAccessExpression(inner) || ts.isNonNullExpression(inner) || ts.isParenthesizedExpression(inner))
    inner = inner.expression;
  return ts.isPropertyAccessExpression(inner) && inner.name.text === grad ? inner : null;
}

/** Whether a condition asks for a gradient first, as one that is there already would be added to. */
function isAsked(node: ts.Node, closure: ts.Node, grad: string): boolean {
  for (let n = node; n !== closure; n = n.parent) {
    const { parent } = n;
    const test = ts.isIfStatement(parent)
      ? parent.expression
      : ts.isConditionalExpression(parent)
        ? parent.condition
        : null;
    if (test !== null && test !== n && mentions(test, grad)) return true;
    const isJoined = ts.isBinaryExpression(parent) && /^(&&|\|\||\?\?)$/.test(parent.operatorToken.getText());
    if (isJoined && parent.right === n && mentions(parent.left, grad)) return true;
  }
  return false;
}
