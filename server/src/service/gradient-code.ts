/** @file Derived gradients as TypeScript: a function with the loss's own parameters and one branch per path that was traced. */
import { namedLocals } from '../check/conventions/named-locals.ts';
import type { TracedPath, TracedValue } from '../check/sampling/trace-value.ts';
import { parametersOf } from '../check/sampling/session.ts';
import { valueLeaves } from '../check/leaves.ts';
import { derive, type Derivation } from '../math/calculus/derivation.ts';
import { printCode } from '../math/expr/print.ts';

/** Longest generated function, and longest expression in it; beyond that a reader is better served by the formula. */
const longest = 12_000;
/** Entries of an array or fields of an object that are derived one by one. */
const mostComponents = 16;

export interface GradientCode {
  readonly code: string;
  /** Whether the code is right for every input, and not only for arrays of the traced length. */
  readonly isGeneral: boolean;
}

/** A function that computes the derivative by one parameter; null when there is none, or none worth reading. */
export function gradientCode(traced: TracedValue, wrt: string, stopGradient: readonly string[]): GradientCode | null {
  const [first] = traced.paths;
  if (first === undefined) return null;
  const components = componentsOf(first, wrt);
  if (components.length === 0 || components.length > mostComponents) return null;
  // Arrays of other lengths have other components; the code is for one length.
  const paths = traced.paths.filter((path) => componentsOf(path, wrt).join() === components.join());
  const bodies = paths.map((path, i) => branch(traced, path, components, stopGradient, i === paths.length - 1));
  if (bodies.some((body) => body === null)) return null;
  const isScalar = components.length === 1 && components[0] === wrt;
  const isObject = components[0]!.startsWith(`${wrt}.`);
  const parameters = parametersOf(traced.unit).map((p) => p.getText());
  const type = isScalar ? ': number' : isObject ? '' : ': number[]';
  const isGeneral = paths.length === traced.paths.length;
  const note = isGeneral ? '' : ` For ${wrt} of ${components.length} entries.`;
  const code = [
    `/** ∂${traced.unit.name}/∂${wrt}, derived by Gradcheck.${note} */`,
    `export function ${traced.unit.name}Gradient(${parameters.join(', ')})${type} {`,
    ...bodies
      .join('\n')
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`)),
    '}',
    '',
  ].join('\n');
  return code.length > longest ? null : { code, isGeneral };
}

/** The numbers of a parameter, in order. */
function componentsOf({ values }: TracedPath, wrt: string): readonly string[] {
  const isPart = (id: string): boolean => id === wrt || id.startsWith(`${wrt}[`) || id.startsWith(`${wrt}.`);
  return [...values.keys()].filter(isPart);
}

function branch(
  { graph, unit }: TracedValue,
  { trace }: TracedPath,
  components: readonly string[],
  stopGradient: readonly string[],
  isLast: boolean,
): string | null {
  const [output] = valueLeaves(trace.outputs);
  if (output === undefined) return null;
  const locals = namedLocals(trace);
  const held = new Set(trace.locals.filter((l) => stopGradient.includes(l.name)).map((l) => l.e));
  const definitions = new Map<string, string | null>();
  const results = components.map((id) => {
    const derivation = derive({
      graph,
      output: output.e,
      wrt: { name: id, id: graph.symbol(id) },
      locals,
      title: unit.name,
      held,
    });
    for (const [name, text] of definitionsIn(derivation)) definitions.set(name, text);
    return printCode(derivation.graph, derivation.gradient, derivation.names, longest);
  });
  if (!results.every((text) => text !== null)) return null;
  if ([...definitions.values()].includes(null)) return null;
  const order = new Map(locals.map(({ name }, i) => [name, i]));
  const lines = [...definitions]
    .sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    .map(([name, text]) => `const ${name} = ${text};`);
  const body = [...lines, `return ${resultText(components, results)};`];
  const conditions = trace.path.map(({ comparison, lhs, rhs, taken }) => {
    const [left, right] = [printCode(graph, lhs, undefined, longest), printCode(graph, rhs, undefined, longest)];
    if (left === null || right === null) return null;
    const text = `${left} ${comparison} ${right}`;
    return taken ? text : `!(${text})`;
  });
  if (!conditions.every((text) => text !== null)) return null;
  const unique = [...new Set(conditions)];
  if (isLast || unique.length === 0) return body.join('\n');
  return [`if (${unique.join(' && ')}) {`, ...body.map((line) => `  ${line}`), '}'].join('\n');
}

/** A number, an array literal, or an object literal with the parameter's fields. */
function resultText(components: readonly string[], results: readonly string[]): string {
  const [first] = components;
  if (components.length === 1 && !/[[.]/.test(first!)) return results[0]!;
  if (/\.[\w$]+$/.test(first!)) {
    return `{ ${components.map((id, i) => `${id.split('.').at(-1)}: ${results[i]}`).join(', ')} }`;
  }
  return `[\n${results.map((text) => `  ${text},`).join('\n')}\n]`;
}

/** Definitions of the local variables that the derived gradient mentions, and of those that they mention; null where one is too long. */
function definitionsIn({ graph, names, gradient, steps }: Derivation): ReadonlyMap<string, string | null> {
  const used = new Set(graph.reachable([gradient]));
  const found = new Map<string, string | null>();
  // Definitions are in order; those that later ones need are found from the end.
  for (const step of steps.toReversed()) {
    if (step.left.kind !== 'value' || !step.rule.startsWith('definition')) continue;
    const { name } = step.left;
    const symbol = [...names].find(([, n]) => n === name)?.[0];
    const [side] = step.right;
    if (symbol === undefined || !used.has(symbol) || side?.kind !== 'expression') continue;
    for (const id of graph.reachable([side.id])) used.add(id);
    found.set(name, printCode(graph, side.id, names, longest));
  }
  return found;
}
