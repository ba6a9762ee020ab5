/** @file Derivations for the command, the hover and the terminal: of a user's function, of the value behind a gradient, of a reference. */
import type { CatalogueEntry, CatalogueVariant } from '../catalogue/load.ts';
import type { Judged } from '../check/attempt.ts';
import type { Decision } from '../check/decision.ts';
import { namedLocals } from '../check/conventions/named-locals.ts';
import { plainest } from '../check/sampling/plainest.ts';
import type { Sample } from '../check/sampling/session.ts';
import { valueLeaves } from '../check/leaves.ts';
import { type TracedValue, traceValue } from '../check/sampling/trace-value.ts';
import type { FunctionUnit } from '../frontend/types.ts';
import { derive, type Derivation as MathDerivation } from '../math/calculus/derivation.ts';
import type { ExprId, Graph } from '../math/expr/graph.ts';
import { printSteps } from '../math/latex/derivation.ts';
import type { AnalysedPair, Analyzer } from './analyze.ts';
import { gradientCode } from './gradient-code.ts';
import { locateFunction, locatePair } from './locate.ts';
import type { Derivation, Problem } from './types.ts';

/** A value function on one path, and the input to differentiate by. */
export interface Derivable {
  readonly graph: Graph;
  readonly output: ExprId;
  readonly input: string;
  readonly locals: readonly { readonly name: string; readonly id: ExprId }[];
  readonly held: ReadonlySet<ExprId>;
  /** Names of the intermediates held constant. */
  readonly heldNames: readonly string[];
  readonly title: string;
}

export function deriveAt(analyzer: Analyzer, path: string, text: string, offset: number): Derivation | Problem {
  const file = analyzer.analyze(path, text);
  const located = locatePair(file, offset);
  const unit = located?.current.value ?? locateFunction(file, offset);
  if (unit === null)
    return { problem: 'Put the cursor inside a loss, or inside the gradient written for it, to see its derivation.' };
  const derivable = located === null ? null : derivablePair(located.analysed);
  if (derivable === null) return deriveUnit(analyzer, unit, []);
  // The path of the witness is what the user looks at; the code covers all paths.
  const traced = traceValue(analyzer.environment(), unit, analyzer.options);
  return toDerivation(derivable, 'problem' in traced ? null : traced, derivable.heldNames);
}

export function deriveNamed(analyzer: Analyzer, path: string, text: string, name: string): Derivation | Problem {
  const { discovery } = analyzer.analyze(path, text);
  const unit = discovery.functions.find(
    (f) => f.name === name || (f.owner !== null && `${f.owner}.${f.name}` === name),
  );
  if (unit === undefined) {
    const known = discovery.functions.map((f) => f.name).slice(0, 12);
    return { problem: `There is no function ${name} in the file; there are ${known.join(', ') || 'none'}.` };
  }
  // Of a gradient, the derivation of what it is the gradient of.
  const pair = discovery.pairs.find((p) => p.gradient.node === unit.node && p.value.node !== unit.node);
  return deriveUnit(analyzer, pair?.value ?? unit, []);
}

export function deriveVariant(
  analyzer: Analyzer,
  entry: CatalogueEntry,
  variant: CatalogueVariant,
): Derivation | Problem {
  const wrt = variant.gradients.flatMap((gradient) => gradient.wrt ?? []);
  const derived = deriveUnit(analyzer, variant.value, variant.stopGradient, wrt[0]);
  const title = variant.id === 'default' ? entry.id : `${entry.id} (${variant.id})`;
  return 'problem' in derived ? derived : { ...derived, title };
}

function deriveUnit(
  analyzer: Analyzer,
  unit: FunctionUnit,
  stopGradient: readonly string[],
  wrt?: string,
): Derivation | Problem {
  const traced = traceValue(analyzer.environment(), unit, analyzer.options);
  if ('problem' in traced) return traced;
  const usable = traced.paths.map((path) => derivableValue(traced, path, stopGradient, wrt)).filter((d) => d !== null);
  const [first] = usable;
  if (first === undefined) return { problem: `${unit.name} does not return a number that depends on its arguments.` };
  return toDerivation(first, traced, stopGradient);
}

/** The derivation behind a checked pair: on the path of its witness, or of a plain sample. */
export function derivablePair({ evidence }: AnalysedPair): Derivable | null {
  const { decision, session } = evidence.checked;
  const judged = pickJudged(decision, evidence.explanation?.witness ?? null);
  if (judged === null || decision.kind === 'undetermined') return null;
  const { sample, comparison } = judged;
  const index = judged.judgement.kind === 'different' ? judged.judgement.worst.index : 0;
  const input = comparison.inputs[index] ?? comparison.inputs[0];
  const output = outputFor(sample, index);
  if (input === undefined || output === undefined) return null;
  const { reading } = decision.attempt;
  const names = reading.kind === 'stop-gradient' ? reading.names : (evidence.reference()?.variant.stopGradient ?? []);
  return {
    graph: session.environment.graph,
    output,
    input,
    locals: namedLocals(sample.value),
    held: new Set(sample.value.locals.filter((l) => names.includes(l.name)).map((l) => l.e)),
    heldNames: names,
    title: session.value.name,
  };
}

function pickJudged(decision: Decision, witness: Judged | null): Judged | null {
  if (witness !== null) return witness;
  if (decision.kind === 'undetermined' || decision.attempt.judged.length === 0) return null;
  const conclusive = decision.attempt.judged.filter((j) => j.judgement.kind !== 'inconclusive');
  return plainest(conclusive.length > 0 ? conclusive : decision.attempt.judged, (j) => j.sample);
}

/** Of an elementwise function the entry that belongs to the component, of a scalar one the value. */
function outputFor(sample: Sample, index: number): ExprId | undefined {
  const outputs = valueLeaves(sample.value.outputs);
  return (outputs.length === 1 ? outputs[0] : (outputs[index] ?? outputs[0]))?.e;
}

function derivableValue(
  traced: TracedValue,
  path: TracedValue['paths'][number],
  stopGradient: readonly string[],
  wrt: string | undefined,
): Derivable | null {
  const { graph } = traced;
  const [output] = valueLeaves(path.trace.outputs);
  if (output === undefined) return null;
  const symbols = graph.symbolsOf([output.e]);
  const wanted =
    wrt === undefined ? traced.inputs : traced.inputs.filter((id) => id === wrt || id.startsWith(`${wrt}[`));
  const input = wanted.find((id) => symbols.has(id)) ?? [...symbols][0];
  if (input === undefined) return null;
  return {
    graph,
    output: output.e,
    input,
    locals: namedLocals(path.trace),
    held: new Set(path.trace.locals.filter((l) => stopGradient.includes(l.name)).map((l) => l.e)),
    heldNames: stopGradient,
    title: traced.unit.name,
  };
}

export function deriveMath(derivable: Derivable): MathDerivation {
  const { graph, output, input, locals, held, title } = derivable;
  return derive({ graph, output, wrt: { name: input, id: graph.symbol(input) }, locals, title, held });
}

function toDerivation(derivable: Derivable, traced: TracedValue | null, stopGradient: readonly string[]): Derivation {
  const head = derivable.input.replace(/[[.].*$/, '');
  const generated = traced === null ? null : gradientCode(traced, head, stopGradient);
  return {
    title: derivable.title,
    wrt: derivable.input,
    steps: printSteps(deriveMath(derivable)),
    typescript:
      generated?.code ??
      `// The derived gradient of ${derivable.title} is too long, or has too many entries, to be useful as code.\n`,
  };
}
