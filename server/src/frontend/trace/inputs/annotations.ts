/** @file What a parameter's type annotation, default value and tags say about the input it stands for. */
import * as ts from 'typescript';
import { parseDomain } from '../../domain.ts';
import type { DocTag } from '../../types.ts';
import type { InputSpec } from './input-spec.ts';
import { isFunctionNode } from '../../function-node.ts';
import { forEachDescendant } from '../../parse.ts';
import type { ReadModules } from '../modules/read-modules.ts';
import { tensorSpec } from '../tensor/input-tensor.ts';
import { tensorType } from '../tensor/packages.ts';
import { describeUnseen } from '../tensor/unseen-arguments.ts';
import { isWindow, windowLength } from './windows.ts';

const typedArrayNames = /^(Float(16|32|64)|U?[Ii]nt(8|16|32)|Uint8Clamped)Array$/;
const maxDepth = 6;

/** Fills in what the declaration of a parameter says, unless something is known already. */
export function describeParameter(spec: InputSpec, parameter: ts.ParameterDeclaration, files: ReadModules): void {
  if (spec.shape !== 'unknown') return;
  if (isWindow(parameter)) {
    spec.length ??= windowLength;
    // One over a picture has rows, which are as short.
    spec.isSquare = true;
  }
  if (parameter.dotDotDotToken) spec.shape = 'array';
  if (parameter.type !== undefined) describeType(spec, parameter.type, files, 0);
  const { initializer } = parameter;
  if (initializer !== undefined) {
    const value = literalNumber(initializer);
    if (value !== null) describeDefault(spec, value);
    else if (initializer.kind === ts.SyntaxKind.TrueKeyword || initializer.kind === ts.SyntaxKind.FalseKeyword) {
      spec.shape = 'boolean';
    } else if (ts.isStringLiteralLike(initializer)) {
      spec.shape = 'text';
      // A type may say which others there are.
      spec.texts = [initializer.text, ...spec.texts.filter((text) => text !== initializer.text)];
    }
  }
  // A pattern of k names says that the argument is a tuple of k, whatever its annotation.
  if (ts.isArrayBindingPattern(parameter.name) && spec.shape === 'unknown') spec.shape = 'array';
  if (ts.isObjectBindingPattern(parameter.name) && spec.shape === 'unknown') spec.shape = 'object';
  if (spec.shape === 'object') describeFieldDefaults(spec, parameter);
}

function describeDefault(spec: InputSpec, value: number): void {
  spec.fallback = value;
  if (spec.shape === 'unknown') spec.shape = 'scalar';
}

/** Defaults that fields get where the object is taken apart, among the parameters or in the body: `{ delta = 1 }`. */
function describeFieldDefaults(spec: InputSpec, { name, parent }: ts.ParameterDeclaration): void {
  const patterns: ts.BindingName[] = [name];
  if (ts.isIdentifier(name) && isFunctionNode(parent) && parent.body !== undefined) {
    forEachDescendant(parent.body, (child) => {
      if (!ts.isVariableDeclaration(child) || child.initializer === undefined) return;
      const { initializer } = child;
      // `options`, `options ?? {}`, `options || {}`.
      const taken = ts.isBinaryExpression(initializer) ? initializer.left : initializer;
      if (ts.isIdentifier(taken) && taken.text === name.text) patterns.push(child.name);
    });
  }
  const defaults = new Map(
    patterns.filter(ts.isObjectBindingPattern).flatMap(({ elements }) =>
      elements.flatMap(({ propertyName, name: own, initializer }): [string, number][] => {
        const value = initializer === undefined ? null : literalNumber(initializer);
        return value === null ? [] : [[(propertyName ?? own).getText(), value]];
      }),
    ),
  );
  if (defaults.size === 0) return;
  const { part: describe } = spec;
  const withDefault = (part: InputSpec, key: string): void => {
    const value = defaults.get(key);
    if (value !== undefined) describeDefault(part, value);
  };
  for (const [key, part] of spec.parts) withDefault(part, key);
  spec.part = (part, key) => {
    describe(part, key);
    withDefault(part, key);
  };
}

/** The value of a literal such as `2`, `-1`, `1e-7`; null for any other expression. */
export function literalNumber(node: ts.Expression): number | null {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const inner = literalNumber(node.operand);
    return inner === null ? null : -inner;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.SlashToken) {
    const a = literalNumber(node.left);
    const b = literalNumber(node.right);
    return a === null || b === null ? null : a / b;
  }
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Number.EPSILON') return Number.EPSILON;
  return null;
}

export function describeType(spec: InputSpec, type: ts.TypeNode, files: ReadModules, depth: number): void {
  if (depth > maxDepth) return;
  const elements = (element: ts.TypeNode): void => {
    spec.shape = 'array';
    spec.part = (part) => describeType(part, element, files, depth + 1);
  };
  if (ts.isParenthesizedTypeNode(type)) describeType(spec, type.type, files, depth);
  else if (ts.isTypeOperatorNode(type)) describeType(spec, type.type, files, depth);
  else if (type.kind === ts.SyntaxKind.NumberKeyword) spec.shape = 'scalar';
  else if (type.kind === ts.SyntaxKind.BooleanKeyword) spec.shape = 'boolean';
  else if (ts.isArrayTypeNode(type)) elements(type.elementType);
  else if (ts.isTupleTypeNode(type)) describeTuple(spec, type, files, depth);
  else if (ts.isTypeLiteralNode(type)) describeMembers(spec, type.members, files, depth);
  else if (ts.isUnionTypeNode(type)) describeUnion(spec, type, files, depth);
  else if (ts.isLiteralTypeNode(type)) describeUnion(spec, type, files, depth);
  else if (ts.isFunctionTypeNode(type)) spec.shape = 'function';
  else if (ts.isTypeReferenceNode(type)) describeReference(spec, type, files, depth, elements);
}

function describeReference(
  spec: InputSpec,
  type: ts.TypeReferenceNode,
  files: ReadModules,
  depth: number,
  elements: (element: ts.TypeNode) => void,
): void {
  const name = type.typeName.getText();
  const [first] = type.typeArguments ?? [];
  if (typedArrayNames.test(name)) {
    spec.shape = 'array';
    spec.part = (part) => {
      part.shape = 'scalar';
    };
  } else if ((name === 'Array' || name === 'ReadonlyArray' || name === 'ArrayLike' || name === 'Iterable') && first) {
    elements(first);
  } else if ((name === 'Readonly' || name === 'Partial' || name === 'Required') && first) {
    describeType(spec, first, files, depth + 1);
  } else {
    const declaration = files.typeDeclaration(type, name);
    if (declaration === null) describeTensor(spec, type);
    else if (ts.isTypeAliasDeclaration(declaration)) describeType(spec, declaration.type, files, depth + 1);
    else if (ts.isEnumDeclaration(declaration)) describeEnum(spec, declaration);
    else {
      describeMembers(spec, declaration.members, files, depth + 1);
      if (ts.isClassDeclaration(declaration)) spec.madeBy = declaration;
    }
  }
}

function describeTensor(spec: InputSpec, type: ts.TypeReferenceNode): void {
  const found = tensorType(type);
  if (found === null) {
    describeUnseen(spec, type);
    return;
  }
  spec.shape = 'tensor';
  spec.tensor = tensorSpec(found.library, found.rank);
}

/** An enumeration's members are texts, or whole numbers counted from 0. */
function describeEnum(spec: InputSpec, { name, members }: ts.EnumDeclaration): void {
  const texts = members.flatMap(({ initializer }) =>
    initializer !== undefined && ts.isStringLiteralLike(initializer) ? [initializer.text] : [],
  );
  if (texts.length > 0) {
    spec.shape = 'text';
    spec.texts = texts;
    spec.textsAreClosed = true;
    return;
  }
  let next = 0;
  const values = members.map(({ initializer }) => {
    const value = initializer === undefined ? next : (literalNumber(initializer) ?? next);
    next = value + 1;
    return value;
  });
  spec.shape = 'scalar';
  const names = members.map((member) => `${name.text}.${member.name.getText()}`);
  spec.domain ??= { kind: 'set', values, members: names };
}

function describeTuple(spec: InputSpec, type: ts.TupleTypeNode, files: ReadModules, depth: number): void {
  const { elements } = type;
  spec.shape = 'array';
  if (!elements.some((e) => ts.isRestTypeNode(e) || (ts.isNamedTupleMember(e) && e.dotDotDotToken))) {
    spec.length = elements.length;
  }
  spec.part = (part, key) => {
    const element = elements[Number(key)];
    if (element === undefined) return;
    describeType(part, ts.isNamedTupleMember(element) ? element.type : element, files, depth + 1);
  };
}

function describeMembers(
  spec: InputSpec,
  members: ts.NodeArray<ts.TypeElement> | ts.NodeArray<ts.ClassElement>,
  files: ReadModules,
  depth: number,
): void {
  const types = new Map<string, ts.TypeNode>();
  for (const member of members) {
    if ((ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) && member.type !== undefined) {
      types.set(member.name.getText().replace(/^['"]|['"]$/g, ''), member.type);
    }
    // `constructor(public data: Float32Array)` declares a field.
    for (const parameter of ts.isConstructorDeclaration(member) ? member.parameters : []) {
      const isField = (ts.getModifiers(parameter) ?? []).length > 0;
      if (isField && parameter.type !== undefined) types.set(parameter.name.getText(), parameter.type);
    }
  }
  spec.shape = 'object';
  spec.fields = [...types.keys()];
  spec.part = (part, key) => {
    const type = types.get(key);
    if (type !== undefined) describeType(part, type, files, depth + 1);
  };
}

/** The first member that is a value decides; texts are collected, so that each option is tried. */
function describeUnion(
  spec: InputSpec,
  type: ts.UnionTypeNode | ts.LiteralTypeNode,
  files: ReadModules,
  depth: number,
): void {
  const members = ts.isUnionTypeNode(type) ? type.types : [type];
  const texts: string[] = [];
  const numbers: number[] = [];
  for (const member of members) {
    if (!ts.isLiteralTypeNode(member)) continue;
    if (ts.isStringLiteral(member.literal)) texts.push(member.literal.text);
    const value = ts.isExpression(member.literal) ? literalNumber(member.literal) : null;
    if (value !== null) numbers.push(value);
  }
  if (numbers.length > 0 && numbers.length === members.length) {
    spec.shape = 'scalar';
    spec.domain ??= { kind: 'set', values: numbers };
    return;
  }
  if (texts.length > 0) {
    spec.shape = 'text';
    spec.texts = texts;
    spec.textsAreClosed = true;
    return;
  }
  for (const member of members) {
    if (ts.isLiteralTypeNode(member) || member.kind === ts.SyntaxKind.UndefinedKeyword) continue;
    describeType(spec, member, files, depth + 1);
    if (spec.shape !== 'unknown') return;
  }
}

/** Applies `@domain <parameter> <domain>` tags; a parameter may be dotted or indexed as in `box.w`. */
export function applyDomainTags(spec: InputSpec, tags: readonly DocTag[]): void {
  for (const tag of tags) {
    if (tag.name !== 'domain') continue;
    const match = /^(\S+)\s+(.+)$/.exec(tag.text.trim());
    if (match === null || match[1] !== spec.path) continue;
    const domain = parseDomain(match[2]!);
    if (domain === null) continue;
    spec.domain = domain;
    if (domain.kind === 'box') {
      spec.length ??= 4;
      if (spec.shape === 'unknown') spec.shape = 'array';
    }
  }
}
