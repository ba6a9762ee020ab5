/** @file What a hover shows: on a loss, on a gradient or its underlined part, and on a local variable of either. */
import * as ts from 'typescript';
import { AdjointCache } from '../check/conventions/expected.ts';
import { namedLocals } from '../check/conventions/named-locals.ts';
import type { Sample } from '../check/sampling/session.ts';
import { valueLeaves } from '../check/leaves.ts';
import { traceValue } from '../check/sampling/trace-value.ts';
import { condense, type Derivation, hoverLines } from '../math/calculus/derivation.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { printText } from '../math/expr/print.ts';
import { printSteps } from '../math/latex/derivation.ts';
import { toLatex } from '../math/latex/expression.ts';
import { identifierToLatex } from '../math/latex/identifier.ts';
import { simplifyWithNames } from '../math/rewrite/named.ts';
import type { AnalysedPair, Analyzer } from './analyze.ts';
import { derivablePair, deriveMath } from './derive.ts';
import { contains, locateFunction, locatePair, type Located } from './locate.ts';
import { conventionOf, present } from './present.ts';
import { reasonFor } from './reason.ts';
import { summariseReference } from './references.ts';
import type { HoverInfo, TextSpan } from './types.ts';
import { verdictText } from './verdict-text.ts';

/** Longest formula, in characters of plain text, that a hover shows; longer ones are for the derivation panel. */
const longestFormula = 400;

export function hoverAt(analyzer: Analyzer, path: string, text: string, offset: number): HoverInfo | null {
  const file = analyzer.analyze(path, text);
  const located = locatePair(file, offset);
  if (located === null) return hoverLoss(analyzer, locateFunction(file, offset), offset);
  const unit = located.current[located.role];
  const name = { start: unit.nameStart, end: unit.nameEnd };
  if (contains(name, offset)) return hoverFunction(located, name);
  const local = hoverLocal(located, offset);
  if (local !== null) return local;
  const finding = present(located).findings.find((f) => contains(f.span, offset));
  return finding === undefined ? null : hoverFunction(located, finding.span);
}

function hoverFunction(located: Located, span: TextSpan): HoverInfo {
  const { analysed, role, current } = located;
  const { evidence } = analysed;
  const derivable = derivablePair(analysed);
  const derivation = derivable === null ? null : deriveMath(derivable);
  const recognised = evidence.reference();
  const reference = recognised === null ? null : summariseReference(recognised.entry);
  const verdict = verdictText(evidence);
  return {
    span,
    headline: role === 'value' ? `Loss \`${current.value.name}\`. ${verdict}` : verdict,
    formulas: derivation === null ? [] : formulas(derivation, located),
    derivation: derivation === null ? [] : shortSteps(derivation),
    notes: notes(located),
    reference,
    canDerive: derivation !== null,
  };
}

function shortSteps(derivation: Derivation): HoverInfo['derivation'] {
  const steps = printSteps(derivation, condense(derivation.steps, hoverLines));
  return steps.every((step) => step.text.length <= longestFormula) ? steps : [];
}

/** The value, the derived gradient, and what is written where it differs. */
function formulas(derivation: Derivation, { analysed, role }: Located): HoverInfo['formulas'] {
  const { graph, names, gradient } = derivation;
  const value = derivation.steps.find((step) => step.rule === 'value');
  const found: { label: string; latex: string; text: string }[] = [];
  if (value !== undefined) {
    const [printed] = printSteps(derivation, [value]);
    found.push({ label: 'Value', latex: printed!.latex, text: printed!.text });
  }
  const left = `∂L/∂${derivation.wrt}`;
  const leftLatex = `\\frac{\\partial L}{\\partial ${identifierToLatex(derivation.wrt)}}`;
  found.push({
    label: role === 'gradient' ? 'Expected' : 'Gradient',
    latex: `${leftLatex} = ${toLatex(graph, gradient, names)}`,
    text: `${left} = ${printText(graph, gradient, names)}`,
  });
  const written = writtenFormula(analysed);
  if (written !== null) found.push({ label: 'Written', ...written });
  return found.filter((formula) => formula.text.length <= longestFormula);
}

/** The wrong component as the code has it, in terms of the gradient function's own variables. */
function writtenFormula({ evidence }: AnalysedPair): { latex: string; text: string } | null {
  const { explanation, checked } = evidence;
  if (explanation === null || explanation.witness.judgement.kind !== 'different') return null;
  const { sample, comparison, judgement } = explanation.witness;
  const { graph } = checked.session.environment;
  const id = comparison.actual[judgement.worst.index]!;
  const names = localNames(
    graph,
    sample.gradient.locals.filter((l) => l.own && !l.isEntry),
    id,
  );
  return { latex: toLatex(graph, id, names), text: printText(graph, id, names) };
}

/** Names for the intermediate results that are not the expression itself. */
function localNames(
  graph: Graph,
  locals: readonly { readonly name: string; readonly e: ExprId }[],
  except: ExprId,
): ReadonlyMap<ExprId, string> {
  const names = new Map<ExprId, string>();
  for (const { name, e } of locals) {
    if (e !== except && graph.node(e).kind === 'apply' && /^[A-Za-z_$][\w$]*$/.test(name)) names.set(e, name);
  }
  return names;
}

function notes({ analysed, current }: Located): readonly string[] {
  const { evidence } = analysed;
  const found: string[] = [];
  const { decision } = evidence.checked;
  if (decision.kind === 'undetermined') {
    const { code, place } = reasonFor(decision, analysed, current);
    found.push(`Reason: \`${code}\`${place === null ? '' : ` at \`${place}\``}.`);
  }
  if (evidence.explanation?.cause && evidence.misprint === null) found.push(`Cause: ${evidence.explanation.cause}.`);
  if (evidence.misprint !== null) {
    found.push(
      `This is the formula printed in ${evidence.misprint.source}, a known misprint: ${evidence.misprint.cause}.`,
    );
  }
  const { detail } = conventionOf(evidence);
  if (detail !== null && decision.kind !== 'refuted') found.push(`Read ${detail}.`);
  const condition = pathText(evidence.explanation?.witness.sample ?? null);
  if (condition !== null) found.push(`Shown for the branch where ${condition}.`);
  return found;
}

/** The decisions of a sample that depend on the inputs, as the code has them. */
function pathText(sample: Sample | null): string | null {
  if (sample === null) return null;
  const parts = sample.value.path
    .slice(0, 3)
    .map(({ node, taken }) => `\`${node.getText().replace(/\s+/g, ' ')}\` is ${taken}`);
  return parts.length === 0 ? null : [...new Set(parts)].join(' and ');
}

/** A local variable: its formula and ∂L/∂variable. */
function hoverLocal(located: Located, offset: number): HoverInfo | null {
  const { analysed, role, current } = located;
  const { decision, session } = analysed.evidence.checked;
  if (decision.kind === 'undetermined') return null;
  const sample = analysed.evidence.explanation?.witness.sample ?? decision.attempt.judged[0]?.sample;
  if (sample === undefined) return null;
  const trace = role === 'value' ? sample.value : sample.gradient;
  const before = analysed.candidate[role].node;
  const moved = current[role].node.getStart() - before.getStart();
  const at = offset - moved;
  const identifier = identifierAt(before, at);
  if (identifier === null) return null;
  const local = trace.locals.findLast((l) => l.name === identifier.text && l.own && !l.isEntry);
  const number = trace.numbers.get(identifier) ?? local;
  if (number === undefined) return null;
  const span = { start: identifier.getStart() + moved, end: identifier.end + moved };
  const { graph } = session.environment;
  return describeLocal(graph, identifier.text, number.e, sample, trace.locals, span);
}

function identifierAt(root: ts.Node, offset: number): ts.Identifier | null {
  let found: ts.Identifier | null = null;
  const visit = (node: ts.Node): void => {
    if (node.pos > offset || node.end < offset) return;
    if (ts.isIdentifier(node) && node.getStart() <= offset && offset <= node.end) found = node;
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function describeLocal(
  graph: Graph,
  name: string,
  id: ExprId,
  sample: Sample,
  locals: readonly { readonly name: string; readonly e: ExprId; readonly own: boolean }[],
  span: TextSpan,
): HoverInfo {
  const others = localNames(
    graph,
    locals.filter((l) => l.own && l.name !== name && l.e < id),
    id,
  );
  const [output] = valueLeaves(sample.value.outputs);
  const found: { label: string; latex: string; text: string }[] = [];
  const isInput = graph.node(id).kind === 'symbol';
  if (!isInput) {
    found.push({
      label: 'Formula',
      latex: `${identifierToLatex(name)} = ${toLatex(graph, id, others)}`,
      text: `${name} = ${printText(graph, id, others)}`,
    });
  }
  if (output !== undefined && output.e !== id) {
    const adjoint = new AdjointCache().of(graph, output.e, []).of(id);
    const names = new Map([
      ...localNames(
        graph,
        sample.value.locals.filter((l) => l.own && !l.isEntry),
        id,
      ),
      [id, name],
    ]);
    const simplified = simplifyWithNames(graph, adjoint, names);
    found.push({
      label: 'Adjoint',
      latex: `\\frac{\\partial L}{\\partial ${identifierToLatex(name)}} = ${toLatex(graph, simplified, names)}`,
      text: `∂L/∂${name} = ${printText(graph, simplified, names)}`,
    });
  }
  return {
    span,
    headline: `\`${name}\`: ${isInput ? 'input' : 'intermediate'} of the loss`,
    formulas: found.filter((formula) => formula.text.length <= longestFormula),
    derivation: [],
    notes: [],
    reference: null,
    canDerive: false,
  };
}

/** A function that is no part of a pair: formula and gradient when its name is pointed at. */
function hoverLoss(analyzer: Analyzer, unit: ReturnType<typeof locateFunction>, offset: number): HoverInfo | null {
  if (unit === null || !contains({ start: unit.nameStart, end: unit.nameEnd }, offset)) return null;
  if (!unit.tags.some((tag) => tag.name === 'reference')) return null;
  const traced = traceValue(analyzer.environment(), unit, analyzer.options);
  if ('problem' in traced) return null;
  const [path] = traced.paths;
  const [output] = valueLeaves(path!.trace.outputs);
  const [input] = traced.inputs;
  if (output === undefined || input === undefined) return null;
  const locals = namedLocals(path!.trace);
  const derivation = deriveMath({
    graph: traced.graph,
    output: output.e,
    input,
    locals,
    held: new Set(),
    heldNames: [],
    title: unit.name,
  });
  return {
    span: { start: unit.nameStart, end: unit.nameEnd },
    headline: `Loss \`${unit.name}\`; no gradient is written for it here.`,
    formulas: [],
    derivation: shortSteps(derivation),
    notes: [],
    reference: null,
    canDerive: true,
  };
}
