/** @file Derivations as LaTeX and plain text, one string per line. The lines themselves come from `calculus/derivation.ts`. */
import { type Derivation, printStep, type Step, stepToText } from '../calculus/derivation.ts';
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

function stepToLatex({ graph, names }: Derivation, step: Step): string {
  return printStep(step, {
    value: identifierToLatex,
    derivative: (of, by) => `\\frac{\\partial ${identifierToLatex(of)}}{\\partial ${identifierToLatex(by)}}`,
    expression: (id) => toLatex(graph, id, names),
    times: ' \\cdot ',
  });
}
