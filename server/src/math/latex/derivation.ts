/** @file Derivations as LaTeX and plain text, one string per line. The lines themselves come from `calculus/derivation.ts`. */
import { type Derivation, type Quantity, type Side, type Step, stepToText } from '../calculus/derivation.ts';
import { toLatex } from './expression.ts';
import { identifierToLatex } from './identifier.ts';

/** A line of a derivation as shown to the user. */
export interface PrintedStep {
  readonly rule: string;
  readonly latex: string;
  readonly text: string;
}

/** The given lines of the derivation, all of them by default. */
export function printSteps(derivation: Derivation, steps: readonly Step[] = derivation.steps): readonly PrintedStep[] {
  return steps.map((step) => ({
    rule: step.rule,
    latex: stepToLatex(derivation, step),
    text: stepToText(derivation, step),
  }));
}

function stepToLatex({ graph, names }: Derivation, { left, right }: Step): string {
  const side = (part: Side): string =>
    part.kind === 'expression'
      ? toLatex(graph, part.id, names)
      : part.summands.map((factors) => factors.map(quantityToLatex).join(' \\cdot ')).join(' + ');
  return [quantityToLatex(left), ...right.map(side)].join(' = ');
}

function quantityToLatex(quantity: Quantity): string {
  return quantity.kind === 'value'
    ? identifierToLatex(quantity.name)
    : `\\frac{\\partial ${identifierToLatex(quantity.of)}}{\\partial ${identifierToLatex(quantity.by)}}`;
}
