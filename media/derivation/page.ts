/** @file The derivation as HTML elements: each step with its rule, its typeset formula and the same in plain text. */
import type { DerivationResult } from '../../server/src/protocol/requests.ts';
import { withCode } from '../plot/code-names.ts';
import { importFormula } from './formula.ts';

export type CopyFormat = 'latex' | 'text' | 'typescript';
export type OnCopy = (format: CopyFormat, step: number | null) => void;

export function derivationPage({ title, wrt, steps }: DerivationResult, onCopy: OnCopy): HTMLElement {
  const header = element('header');
  const whole = element('div', 'toolbar');
  whole.setAttribute('role', 'toolbar');
  whole.setAttribute('aria-label', 'Copy the derivation');
  whole.append(
    button('Copy as LaTeX', () => onCopy('latex', null)),
    button('Copy as Text', () => onCopy('text', null)),
    button('Copy Gradient as TypeScript', () => onCopy('typescript', null)),
  );
  header.append(element('h1', '', `Derivative of ${title} with respect to ${wrt}`), whole);
  const list = element('ol', 'steps');
  list.append(...steps.map((step, index) => stepItem(step, index, onCopy)));
  const main = element('main');
  main.append(header, list);
  return main;
}

export function problemPage(problem: string): HTMLElement {
  const main = element('main');
  const message = element('p', 'problem');
  message.append(...withCode(problem));
  message.setAttribute('role', 'status');
  main.append(message);
  return main;
}

function stepItem(
  { rule, svg, text, latex }: DerivationResult['steps'][number],
  index: number,
  onCopy: OnCopy,
): HTMLElement {
  const item = element('li', 'step');
  const head = element('div', 'step-head');
  const copy = button('Copy', () => onCopy('latex', index));
  copy.title = 'Copy this step as LaTeX';
  copy.setAttribute('aria-label', `Copy step ${index + 1} as LaTeX`);
  head.append(element('h2', 'rule', rule), copy);
  item.append(head);
  const formula = svg === null ? null : importFormula(svg);
  if (formula) {
    formula.setAttribute('role', 'img');
    formula.setAttribute('aria-label', text);
    const frame = element('div', 'formula');
    // A formula wider than the panel scrolls, and what scrolls must be reachable by keyboard.
    frame.tabIndex = 0;
    frame.append(formula);
    item.append(frame);
  } else {
    item.append(element('pre', 'formula', latex));
  }
  item.append(element('pre', 'plain', text));
  return item;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const result = document.createElement('button');
  result.type = 'button';
  result.textContent = label;
  result.addEventListener('click', onClick);
  return result;
}

function element(name: string, className = '', text = ''): HTMLElement {
  const result = document.createElement(name);
  if (className !== '') result.className = className;
  if (text !== '') result.textContent = text;
  return result;
}
