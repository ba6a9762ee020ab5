/** @file What is offered at a place besides corrections: to declare an intention by a tag, to silence a finding, to generate a gradient. */
import * as ts from 'typescript';
import type { Correction } from '../explain/corrections.ts';
import { traceValue } from '../check/sampling/trace-value.ts';
import { valueLeaves } from '../check/leaves.ts';
import type { FunctionUnit, PairCandidate } from '../frontend/types.ts';
import type { AnalysedPair, Analyzer } from './analyze.ts';
import { checkedCorrections, isRightWhenPatched, type TrialContext } from './fixes.ts';
import { gradientCode } from './gradient-code.ts';
import { tagEdit } from './tag-edits.ts';

/** Local variables whose being held constant is tried. */
const mostHeld = 8;

/** Tags that make a refuted pair right, or say that it is not to be judged. */
export function tagOffers(
  current: PairCandidate,
  { evidence }: AnalysedPair,
  context: TrialContext,
): readonly Correction[] {
  const { decision } = evidence.checked;
  if (decision.kind !== 'refuted') return [];
  const [first] = decision.failing;
  const locals = (first?.sample.value.locals ?? []).filter((l) => l.own && /^[\w$]+$/.test(l.name)).map((l) => l.name);
  const held = [...new Set(locals)]
    .slice(-mostHeld)
    .map((name) => tagEdit(current.gradient, `@stopGradient ${name}`, `Declare ${name} constant (@stopGradient)`));
  return [
    ...checkedCorrections(current, held, context),
    tagEdit(current.gradient, '@surrogate', 'Declare as an intended surrogate (@surrogate)'),
    tagEdit(current.gradient, '@gradcheck-ignore', 'Suppress this finding here (@gradcheck-ignore)'),
  ];
}

/** A gradient function for a loss that has none, placed after it; only when the checker finds it right. */
export function generationOffer(analyzer: Analyzer, unit: FunctionUnit, context: TrialContext): Correction | null {
  if (!ts.isFunctionDeclaration(unit.node) && !ts.isArrowFunction(unit.node) && !ts.isFunctionExpression(unit.node))
    return null;
  const traced = traceValue(analyzer.environment(), unit, analyzer.options);
  if ('problem' in traced) return null;
  const [path] = traced.paths;
  if (path === undefined || valueLeaves(path.trace.outputs).length !== 1) return null;
  const [input] = traced.inputs;
  const generated = input === undefined ? null : gradientCode(traced, input.replace(/[[.].*$/, ''), []);
  if (generated === null || !generated.isGeneral) return null;
  const statement = statementOf(unit.node);
  if (statement === null) return null;
  const end = statement.end;
  const correction = {
    title: `Generate ${unit.name}Gradient`,
    start: end,
    end,
    newText: `\n\n${generated.code.trimEnd()}`,
  };
  return isRightWhenPatched(unit.file, correction, `${unit.name}Gradient`, unit.name, context) ? correction : null;
}

/** The top-level statement that declares a function. */
function statementOf(node: ts.Node): ts.Statement | null {
  const statement = ts.isFunctionDeclaration(node) ? node : node.parent?.parent?.parent;
  if (statement === undefined || !ts.isSourceFile(statement.parent)) return null;
  return ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement) ? statement : null;
}
