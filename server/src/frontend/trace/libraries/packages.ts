/** @file The packages that are read without being opened: which import specifiers and which global names stand for them. */
import { exactConstant } from '../builtins/globals.ts';
import { settle } from '../conversions.ts';
import type { Machine } from '../machine.ts';
import { packageOf, tensorLibrary } from '../tensor/packages.ts';
import { type BuiltinValue, type NamespaceValue, objectOf, type Value } from '../value.ts';
import { assertion, assertionPackage } from './assertions.ts';
import { lodashFunctions } from './lodash.ts';
import { mathjsCreation, mathjsDeclined, mathjsFunctions } from './mathjs.ts';
import { declined, type LibraryFunction } from './nested-numbers.ts';

const fromNetwork = '(?:npm:|https?://.*/)?';
const mathjsSpecifier = new RegExp(`^${fromNetwork}mathjs(@[^/]*)?(/lib/.*)?(/\\+esm)?$`);
const lodashSpecifier = new RegExp(`^${fromNetwork}lodash(?:-es)?(?:@[^/]*)?(?:/\\+esm)?(?:/(\\w+)(?:\\.js)?)?$`);

/** The package that an import specifier names, or its only export for `lodash/sum`; null when it is none that is read. */
export function knownPackage(machine: Machine, specifier: string): NamespaceValue | BuiltinValue | null {
  const tensors = tensorLibrary(specifier);
  if (tensors !== null) return packageOf(machine, tensors);
  if (mathjsSpecifier.test(specifier)) return mathjs(machine, false);
  const lodashMatch = lodashSpecifier.exec(specifier);
  if (lodashMatch === null) return assertionPackage(specifier);
  const [, member] = lodashMatch;
  return member === undefined || member === 'lodash' ? lodash : (lodashMembers.get(member) ?? null);
}

/** What a page has when it loads a library by a script tag. */
export function knownGlobal(machine: Machine, name: string): Value | undefined {
  if (name === 'tf') return packageOf(machine, 'tfjs');
  if (name === 'assert') return assertion;
  if (name === 'math') return mathjs(machine, false);
  return name === '_' ? lodash : undefined;
}

function builtins(
  prefix: string,
  functions: { readonly [name: string]: LibraryFunction },
): ReadonlyMap<string, BuiltinValue> {
  return new Map(
    Object.entries(functions).map(([member, f]) => {
      const name = `${prefix}.${member}`;
      return [member, { kind: 'builtin', name, call: (machine, args, node) => f({ machine, node, name }, args) }];
    }),
  );
}

const lodashMembers = builtins('_', lodashFunctions);
const lodash: NamespaceValue = { kind: 'namespace', name: '_', get: (member) => lodashMembers.get(member) };

const mathjsMembers = builtins('math', { ...mathjsFunctions, ...mathjsDeclined, create: createMathjs });
const creation = [false, true].map((makesArrays) => builtins('math', mathjsCreation(makesArrays)));

function mathjs(machine: Machine, makesArrays: boolean): NamespaceValue {
  return {
    kind: 'namespace',
    name: 'math',
    get: (name) => {
      // What `create` makes the library of.
      if (name === 'all') return objectOf();
      return mathjsMembers.get(name) ?? creation[Number(makesArrays)]!.get(name) ?? mathjsConstant(machine, name);
    },
  };
}

/** `pi` and `e`, and what `Math` has under the same name. */
function mathjsConstant(machine: Machine, name: string): Value | undefined {
  if (name === 'tau') return machine.constant(2 * Math.PI);
  return exactConstant(machine, name === 'pi' || name === 'e' ? name.toUpperCase() : name);
}

/** `create(all, { matrix: 'Array' })`: the library, set up to make plain arrays or matrix objects. */
function createMathjs(c: Parameters<LibraryFunction>[0], args: readonly Value[]): Value {
  const options = settle(c.machine, args[1], 'object');
  const fields = typeof options === 'object' && options?.kind === 'object' ? options.fields : new Map<string, Value>();
  const numbers = fields.get('number');
  if (numbers !== undefined && numbers !== 'number')
    return declined('mathjs with numbers that are no plain ones')(c, []);
  return mathjs(c.machine, fields.get('matrix') === 'Array');
}
