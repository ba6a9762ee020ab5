/** @file Derived gradients as TypeScript: a function with the user's parameters, one branch per path that was traced. */
import type { TracedValue } from '../check/trace-value.ts';
import { parameterName, parametersOf } from '../check/session.ts';
import type { Decision } from '../frontend/trace/machine.ts';
import type { Derivation } from '../math/calculus/derivation.ts';
import { printCode } from '../math/expr/print.ts';
import type { Derivable } from './derive.ts';

interface Branch {
  readonly derivable: Derivable;
  readonly derivation: Derivation;
}

/** Longest generated function; beyond that a reader is better served by the formula. */
const longest = 20_000;

export function gradientCode(branches: readonly Branch[], traced: TracedValue | null): string {
  const [first] = branches;
  if (first === undefined) return '';
  const body = branches.map((branch, i) =>
    branchCode(branch, traced?.paths[i]?.trace.path ?? [], i === branches.length - 1),
  );
  const parameters =
    traced === null
      ? signatureOf(first)
      : parametersOf(traced.unit).map((p, i) => parameterText(p.getText(), parameterName(p, i)));
  const name = `${first.derivable.title}Gradient`;
  const lines = body
    .join('\n')
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
  const code = [
    `/** ∂${first.derivable.title}/∂${first.derivable.input}, derived. */`,
    `export function ${name}(${parameters.join(', ')}): number {`,
    ...lines,
    '}',
    '',
  ].join('\n');
  return code.length > longest
    ? `// The derived gradient of ${first.derivable.title} is too long to be useful as code.\n`
    : code;
}

function parameterText(text: string, name: string): string {
  return /^[\w$]+\s*[?:=]|^\{|^\[|^\.\.\./.test(text) ? text : `${name}: number`;
}

function signatureOf({ derivable }: Branch): string[] {
  const heads = new Set([...derivable.graph.symbolsOf([derivable.output])].map((id) => id.replace(/[[.].*$/, '')));
  return [...heads].map((head) =>
    derivable.graph.symbolsOf([derivable.output]).has(head) ? `${head}: number` : `${head}: number[]`,
  );
}

function branchCode({ derivable, derivation }: Branch, path: readonly Decision[], isLast: boolean): string {
  const { graph, names, gradient, steps } = derivation;
  const used = new Set(graph.reachable([gradient]));
  const definitions: string[] = [];
  // Definitions are in order; those that later ones need are found from the end.
  for (const step of steps.toReversed()) {
    if (step.left.kind !== 'value' || !step.rule.startsWith('definition')) continue;
    const { name } = step.left;
    const symbol = [...names].find(([, n]) => n === name)?.[0];
    const [side] = step.right;
    if (symbol === undefined || !used.has(symbol) || side?.kind !== 'expression') continue;
    for (const id of graph.reachable([side.id])) used.add(id);
    definitions.unshift(`const ${name} = ${printCode(graph, side.id, names)};`);
  }
  const result = `return ${printCode(graph, gradient, names)};`;
  const conditions = path
    .filter((decision) => decision.node !== undefined)
    .map(({ comparison, lhs, rhs, taken }) => {
      const text = `${printCode(derivable.graph, lhs)} ${comparison} ${printCode(derivable.graph, rhs)}`;
      return taken ? text : `!(${text})`;
    });
  const unique = [...new Set(conditions)];
  if (isLast || unique.length === 0) return [...definitions, result].join('\n');
  return [`if (${unique.join(' && ')}) {`, ...[...definitions, result].map((line) => `  ${line}`), '}'].join('\n');
}
