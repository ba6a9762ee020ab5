/**
 * @file The small slips of a hand, undone: every edit of one expression that people commonly have to make. Read off the syntax alone;
 * whether an edit makes the gradient right is tried in `trial.ts`, and told in `explain.ts`.
 */
import ts from 'typescript';

/** What was mistaken for what. */
export type Slip =
  | 'sign'
  | 'operator'
  | 'comparison'
  | 'threshold'
  | 'branches'
  | 'variable'
  | 'index'
  | 'arguments'
  | 'function'
  | 'grouping'
  | 'assignment'
  | 'exponent'
  | 'constant'
  | 'extra-factor'
  | 'extra-term'
  | 'extra-call'
  | 'extra-condition'
  | 'order'
  | 'start';

/** One expression and what to write in its place. */
export interface Edit {
  readonly slip: Slip;
  readonly node: ts.Expression;
  readonly newText: string;
  /** The part of the expression that is the slip: the whole of it, or the operand that the edit leaves out. */
  readonly guilty: ts.Expression;
  /** How far-fetched the slip is, on the scale of `Repair.cost`. */
  readonly cost: number;
}

const costs: { readonly [slip in Slip]: number } = {
  sign: 1.3,
  assignment: 1.4,
  operator: 1.5,
  comparison: 1.5,
  arguments: 1.6,
  branches: 1.6,
  threshold: 1.7,
  index: 1.7,
  grouping: 2,
  exponent: 1.8,
  constant: 1.9,
  variable: 1.9,
  function: 2,
  'extra-factor': 2.3,
  'extra-term': 2.5,
  'extra-call': 2.3,
  'extra-condition': 2.3,
  order: 1.6,
  start: 1.3,
};

/** Expressions whose value decides what runs, and not what is computed. */
export function isControl(node: ts.Node, root: ts.Node): boolean {
  for (let inner = node; inner !== root && !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind)) return true;
    if ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === inner) return true;
    if ((ts.isForStatement(parent) || ts.isConditionalExpression(parent)) && parent.condition === inner) return true;
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === inner) return true;
    if (ts.isStatement(parent)) return false;
  }
  return false;
}

const comparisons = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, '>'],
  [ts.SyntaxKind.LessThanEqualsToken, '>='],
  [ts.SyntaxKind.GreaterThanToken, '<'],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<='],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.EqualsEqualsToken, '!='],
  [ts.SyntaxKind.ExclamationEqualsToken, '=='],
]);

/** How tightly an operator binds; only those that people regroup. */
const precedence = new Map<ts.SyntaxKind, number>([
  [ts.SyntaxKind.PlusToken, 1],
  [ts.SyntaxKind.MinusToken, 1],
  [ts.SyntaxKind.AsteriskToken, 2],
  [ts.SyntaxKind.SlashToken, 2],
  [ts.SyntaxKind.AsteriskAsteriskToken, 3],
]);

const functions = [
  'exp',
  'log',
  'tanh',
  'sin',
  'cos',
  'sqrt',
  'abs',
  'sign',
  'max',
  'min',
  'atan',
  'tan',
  'log1p',
  'expm1',
  'sinh',
  'cosh',
  'cbrt',
];

const literals = ['0', '1', '2', '3', '4', '0.5', '0.25', '6', '8'];

/** What an expression may name in the place of what it names. */
export interface Vocabulary {
  /** Variables that may stand in the place of another one, by where they are declared. */
  names(at: ts.Node): readonly string[];
  /** Functions of the file that take as many arguments. */
  functions(arity: number): readonly string[];
  /** Fields of an object besides the one that is read. */
  fields(object: string): readonly string[];
  /** Variables that count the rounds of a loop or callback around an expression. */
  counters(at: ts.Node): readonly string[];
  /** Fields such as `this.delta` and named constants that the two functions read. */
  readonly constants: readonly string[];
  /** Numbers that the other function of the pair has in its code. */
  readonly numbers: readonly string[];
}

/** All edits of one expression, the likeliest first. */
/** @param signs whether to flip signs everywhere, and not in conditions alone: elsewhere they are found by the values they need. */
export function editsOf(node: ts.Expression, vocabulary: Vocabulary, root: ts.Node, signs = false): readonly Edit[] {
  const found: Edit[] = [];
  const add: Add = (slip, newText, extra = 0, guilty = node) => {
    found.push({ slip, node, newText, guilty: unwrapped(guilty), cost: costs[slip] + extra });
  };
  if (ts.isBinaryExpression(node)) editBinary(node, vocabulary, add, signs || isControl(node, root));
  else if (ts.isConditionalExpression(node)) {
    const [test, yes, no] = [node.condition, node.whenTrue, node.whenFalse].map((part) => part.getText());
    add('branches', `${test} ? ${no} : ${yes}`);
    add('extra-condition', yes!, 1, node.condition);
    add('extra-condition', no!, 1, node.condition);
  } else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken) add('comparison', node.operand.getText());
    else if (node.operator === ts.SyntaxKind.MinusToken) editNegation(node, add);
  } else if (ts.isCallExpression(node)) editCall(node, vocabulary, add);
  else if (ts.isArrayLiteralExpression(node)) editOrder(node, add);
  else if (ts.isNumericLiteral(node)) editLiteral(node, vocabulary, add, root);
  else if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    editName(node, vocabulary, add);
  if (isIndex(node) && isWritten(node.parent)) for (const other of otherIndices(node)) add('index', other);
  if (ts.isElementAccessExpression(node)) editIndex(node, vocabulary, add);
  return found.sort((a, b) => a.cost - b.cost);
}

type Add = (slip: Slip, newText: string, extra?: number, guilty?: ts.Expression) => void;

function isIndex(node: ts.Node): boolean {
  return ts.isElementAccessExpression(node.parent) && node.parent.argumentExpression === node;
}

/** `a[i + 1]` for `a[i]`, `a[i + j]` for `a[j]`, `m[i][j]` for `m[j][i]`. */
function editIndex(node: ts.ElementAccessExpression, vocabulary: Vocabulary, add: Add): void {
  const object = node.expression.getText();
  const index = node.argumentExpression;
  for (const other of otherIndices(index)) add('index', `${object}[${other}]`);
  const counters = vocabulary.counters(node).filter((name) => name !== index.getText());
  for (const counter of counters) {
    add('index', `${object}[${counter}]`, 0.1);
    if (!ts.isIdentifier(index)) continue;
    add('index', `${object}[${index.text} + ${counter}]`, 0.2);
    add('index', `${object}[${index.text} - ${counter}]`, 0.4);
  }
  const outer = unwrapped(node.expression);
  if (ts.isElementAccessExpression(outer))
    add('index', `${outer.expression.getText()}[${index.getText()}][${outer.argumentExpression.getText()}]`);
}

/** Two entries that have changed places. */
function editOrder(node: ts.ArrayLiteralExpression, add: Add): void {
  const items = node.elements.map((element) => element.getText());
  if (items.length > 4 || node.elements.some(ts.isSpreadElement)) return;
  items.forEach((a, i) => {
    items.slice(i + 1).forEach((b, k) => {
      if (a === b) return;
      const swapped = items.map((item, at) => (at === i ? b : at === i + 1 + k ? a : item));
      add('order', `[${swapped.join(', ')}]`);
    });
  });
}

/** Whether it is where a value is put, and no value itself. */
function isWritten(node: ts.Node): boolean {
  let outer = node;
  while (ts.isNonNullExpression(outer.parent)) outer = outer.parent;
  return (
    ts.isBinaryExpression(outer.parent) &&
    outer.parent.left === outer &&
    /(?<![=!<>])=$/.test(outer.parent.operatorToken.getText())
  );
}

/** Neighbours of an index; of a literal one, the small numbers. */
function otherIndices(index: ts.Expression): readonly string[] {
  if (ts.isNumericLiteral(index)) {
    const own = Number(index.text);
    return [...new Set([own - 1, own + 1, 0, 1, 2, 3])].filter((i) => i >= 0 && i !== own).map(String);
  }
  const text = index.getText();
  const isSum = ts.isBinaryExpression(index) && precedence.get(index.operatorToken.kind) === 1;
  return [...(isSum ? [index.left.getText()] : []), `${text} - 1`, `${text} + 1`];
}

function editBinary(node: ts.BinaryExpression, vocabulary: Vocabulary, add: Add, control: boolean): void {
  const [a, b] = [node.left.getText(), node.right.getText()];
  const operator = node.operatorToken.kind;
  const opposite = comparisons.get(operator);
  if (opposite !== undefined) {
    add('comparison', `${a} ${opposite} ${b}`);
    return;
  }
  switch (operator) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
      add('comparison', `${a} ${operator === ts.SyntaxKind.BarBarToken ? '&&' : '||'} ${b}`, 0.3);
      add('extra-condition', a, 0, node.right);
      add('extra-condition', b, 0, node.left);
      return;
    case ts.SyntaxKind.EqualsToken:
      if (
        ts.isElementAccessExpression(node.left) ||
        ts.isIdentifier(node.left) ||
        ts.isPropertyAccessExpression(node.left)
      ) {
        add('assignment', `${a} += ${b}`);
        add('assignment', `${a} -= ${b}`, 0.4);
      }
      return;
    case ts.SyntaxKind.PlusEqualsToken:
      add('sign', `${a} -= ${b}`);
      add('assignment', `${a} = ${b}`);
      return;
    case ts.SyntaxKind.MinusEqualsToken:
      add('sign', `${a} += ${b}`);
      return;
    case ts.SyntaxKind.PlusToken:
      if (control) add('sign', `${a} - ${b}`);
      add('operator', `${a} * ${b}`, 0.9);
      break;
    case ts.SyntaxKind.MinusToken:
      if (control) add('sign', `${a} + ${b}`);
      if (control) add('sign', `${b} - ${a}`, 0.3);
      break;
    case ts.SyntaxKind.AsteriskToken:
      add('operator', `${a} / ${b}`);
      if (ts.isNumericLiteral(node.right)) add('operator', `${a} ** ${b}`, 0.2);
      add('operator', `${a} + ${b}`, 1.6);
      add('operator', `${a} - ${b}`, 1.6);
      break;
    case ts.SyntaxKind.SlashToken:
      add('operator', `${a} * ${b}`);
      add('arguments', `${b} / ${asOperand(node.left)}`);
      break;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      add('exponent', `${a} ** ${oneMore(node.right, '-')}`, 0, node.right);
      add('exponent', `${a} ** ${oneMore(node.right, '+')}`, 0, node.right);
      add('operator', `${a} * ${b}`);
      add('arguments', `${asOperand(node.right)} ** ${asOperand(node.left)}`);
      break;
    default:
      return;
  }
  regroup(node, add);
  const whole = node.getText();
  if (whole.startsWith('-') && precedence.get(operator) === 1) add('grouping', `-(${whole.slice(1)})`, -0.3);
  renameAll(node, vocabulary, add);
  const isProduct = operator !== ts.SyntaxKind.PlusToken && operator !== ts.SyntaxKind.MinusToken;
  const isPower = operator === ts.SyntaxKind.AsteriskAsteriskToken;
  // A part that is left out is told by its size: the less is dropped, the likelier it is there by mistake.
  const weight = (part: ts.Node): number => Math.min(1, part.getText().length / 40);
  const slip = isPower ? 'exponent' : isProduct ? 'extra-factor' : 'extra-term';
  add(slip, a, weight(node.right), isPower ? node : node.right);
  if (operator === ts.SyntaxKind.AsteriskToken || operator === ts.SyntaxKind.PlusToken)
    add(slip, b, weight(node.left), node.left);
}

/** `s * (1 - s)` for `z * (1 - z)`: another variable wherever one stands. */
function renameAll(node: ts.BinaryExpression, vocabulary: Vocabulary, add: Add): void {
  const uses: ts.Identifier[] = [];
  const visit = (inner: ts.Node): void => {
    if (!ts.isIdentifier(inner)) ts.forEachChild(inner, visit);
    else if (!ts.isPropertyAccessExpression(inner.parent) && !ts.isCallExpression(inner.parent)) uses.push(inner);
  };
  visit(node);
  const [first] = uses;
  if (first === undefined || uses.length < 2 || uses.some((use) => use.text !== first.text)) return;
  const start = node.getStart();
  for (const other of vocabulary.names(first)) {
    const text = uses.reduceRight(
      (code, use) => code.slice(0, use.getStart() - start) + other + code.slice(use.end - start),
      node.getText(),
    );
    add('variable', text, 0.3);
  }
}

/** `a / b * c` for `a / (b * c)`, `a - b ** 2` for `(a - b) ** 2`, and back. */
function regroup(node: ts.BinaryExpression, add: Add): void {
  const operator = node.operatorToken.getText();
  const { left, right } = node;
  const own = precedence.get(node.operatorToken.kind);
  if (own === undefined) return;
  const isSum = own === 1;
  if (ts.isBinaryExpression(left) && precedence.has(left.operatorToken.kind)) {
    // Sums may be summed in any order.
    const changes = !(isSum && precedence.get(left.operatorToken.kind) === 1 && left.operatorToken.getText() === '+');
    if (changes)
      add(
        'grouping',
        `${left.left.getText()} ${left.operatorToken.getText()} (${left.right.getText()} ${operator} ${right.getText()})`,
      );
  }
  if (ts.isBinaryExpression(right) && precedence.has(right.operatorToken.kind) && own < 3)
    add(
      'grouping',
      `(${left.getText()} ${operator} ${right.left.getText()}) ${right.operatorToken.getText()} ${right.right.getText()}`,
    );
  const [innerLeft, innerRight] = [unwrapped(left), unwrapped(right)];
  // Parentheses that should not be there.
  if (innerLeft !== left && ts.isBinaryExpression(innerLeft) && own >= 2)
    add('grouping', `${innerLeft.getText()} ${operator} ${right.getText()}`, 0.8);
  if (innerRight !== right && ts.isBinaryExpression(innerRight) && own < 3)
    add('grouping', `${left.getText()} ${operator} ${innerRight.getText()}`, 0.8);
}

function unwrapped(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? unwrapped(node.expression) : node;
}

/** `-a + b` for `-(a + b)`, and the other way round. */
function editNegation(node: ts.PrefixUnaryExpression, add: Add): void {
  const inner = unwrapped(node.operand);
  if (inner !== node.operand && ts.isBinaryExpression(inner) && precedence.get(inner.operatorToken.kind) === 1)
    add('grouping', `-${asOperand(inner.left)} ${inner.operatorToken.getText()} ${inner.right.getText()}`);
}

function editCall(node: ts.CallExpression, vocabulary: Vocabulary, add: Add): void {
  const callee = node.expression;
  const args = node.arguments.map((argument) => argument.getText());
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'reduce' && args.length === 1)
    add('start', `${callee.getText()}(${args[0]}, 0)`);
  if (node.arguments.some((argument) => ts.isSpreadElement(argument) || ts.isFunctionLike(argument))) return;
  const name = callee.getText();
  if (args.length === 2) add('arguments', `${name}(${args[1]}, ${args[0]})`);
  if (ts.isPropertyAccessExpression(callee) && callee.expression.getText() === 'Math') {
    const own = callee.name.text;
    if (own === 'pow' && args.length === 2) {
      add('exponent', `Math.pow(${args[0]}, ${oneMore(node.arguments[1]!, '-')})`, 0, node.arguments[1]);
      add('exponent', `Math.pow(${args[0]}, ${oneMore(node.arguments[1]!, '+')})`, 0, node.arguments[1]);
      add('extra-call', `(${args[0]})`);
    }
    for (const other of functions) {
      const fits = args.length === 1 ? !/^m(ax|in)$/.test(other) : args.length === 2 && /^m(ax|in)$/.test(other);
      if (fits && other !== own) add('function', `Math.${other}(${args.join(', ')})`);
    }
    if (args.length === 2 && /^m(ax|in)$/.test(own)) for (const arg of args) add('extra-call', `(${arg})`, 0.3);
  } else if (ts.isIdentifier(callee)) {
    for (const other of vocabulary.functions(args.length))
      if (other !== name) add('function', `${other}(${args.join(', ')})`);
  }
  if (args.length === 1) {
    add('extra-call', `(${args[0]})`);
    add('sign', `${name}(-(${args[0]}))`, 0.6);
  }
}

function editLiteral(node: ts.NumericLiteral, vocabulary: Vocabulary, add: Add, root: ts.Node): void {
  const { parent } = node;
  const own = Number(node.text);
  if (isIndex(node)) return;
  const isThreshold = ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind);
  if (!isThreshold && !isControl(node, root) && !isStep(node)) return;
  const others = new Set([...vocabulary.numbers, ...literals]);
  // Equal to another number is hardly ever true: that would only switch the branch off.
  const isEquality = isThreshold && /^[=!]/.test(parent.operatorToken.getText());
  for (const other of others)
    if (isEquality ? Math.abs(Number(other) - own) === 1 : Number(other) !== own)
      add(isThreshold ? 'threshold' : 'constant', other);
  if (!isThreshold || isEquality) return;
  // A name on both sides would only switch the branch on or off.
  const compared: readonly string[] = parent.getText().match(/[\w$.]+/g) ?? [];
  for (const name of [...vocabulary.names(node), ...vocabulary.constants])
    if (!compared.includes(name)) add('threshold', name, 0.3);
}

/** A count or offset, such as the 1 of `let i = 1`, whose slips show in which rounds a loop makes. */
function isStep(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node.parent) &&
    ts.isVariableDeclarationList(node.parent.parent) &&
    ts.isForStatement(node.parent.parent.parent)
  );
}

function editName(
  node: ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression,
  vocabulary: Vocabulary,
  addName: Add,
): void {
  const { parent } = node;
  const isCallee = ts.isCallExpression(parent) && parent.expression === node;
  if (isCallee) return;
  const add: Add = (slip, newText, extra) => {
    // `a - a` is 0, and no name that was meant.
    if (!isOwnOpposite(node, newText)) addName(slip, newText, extra);
  };
  // `i === n` for `i === 0` is hardly ever true: that would only switch the branch off.
  if (ts.isBinaryExpression(parent) && /^[=!]==?$/.test(parent.operatorToken.getText())) return;
  if (ts.isIdentifier(node)) {
    for (const other of vocabulary.names(node)) if (other !== node.text) add('variable', other);
  } else if (ts.isPropertyAccessExpression(node)) {
    for (const other of vocabulary.fields(node.expression.getText()))
      if (other !== node.name.text) add('variable', `${node.expression.getText()}.${other}`);
  } else if (ts.isIdentifier(node.expression)) {
    // Another scalar in the place of an entry.
    for (const other of vocabulary.names(node)) if (other !== node.expression.text) add('variable', other, 0.6);
  }
}

/** Whether a name in the place of another would be subtracted from itself, as `g.x - g.x`. */
function isOwnOpposite(node: ts.Expression, newText: string): boolean {
  let outer: ts.Node = node;
  while (
    ts.isNonNullExpression(outer.parent) ||
    ((ts.isPropertyAccessExpression(outer.parent) || ts.isElementAccessExpression(outer.parent)) &&
      outer.parent.expression === outer)
  )
    outer = outer.parent;
  const { parent } = outer;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  const other = parent.left === outer ? parent.right : parent.left;
  return newText + outer.getText().slice(node.getText().length) === other.getText();
}

/** The exponent, one more or less; numbers are computed. */
function oneMore(exponent: ts.Expression, sign: '+' | '-'): string {
  const inner = unwrapped(exponent);
  if (ts.isNumericLiteral(inner)) return String(Number(inner.text) + (sign === '+' ? 1 : -1));
  // `(gamma - 1)` and one more is `gamma`.
  const opposite = sign === '+' ? ts.SyntaxKind.MinusToken : ts.SyntaxKind.PlusToken;
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === opposite && inner.right.getText() === '1')
    return asOperand(inner.left);
  return `(${inner.getText()} ${sign} 1)`;
}

/** In parentheses unless it is an atom. */
function asOperand(node: ts.Expression): string {
  const isAtom =
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isNonNullExpression(node);
  return isAtom ? node.getText() : `(${node.getText()})`;
}
