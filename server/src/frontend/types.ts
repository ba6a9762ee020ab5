/**
 * @file What discovery hands to the tracer and the rules: functions found in a syntax tree and the pairs they may form.
 * These types stay inside the analysis; `service/types.ts` has what leaves it.
 */
import type * as ts from 'typescript';

/** A parsed file. `path` is absolute with forward slashes. */
export interface SourceUnit {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** One of our own doc tags, as written: `@gradientOf focal wrt z` is `{name: 'gradientOf', text: 'focal wrt z'}`. */
export interface DocTag {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.GetAccessorDeclaration
  | ts.ConstructorDeclaration;

/** A function with a body that discovery found, anywhere in the tree (also nested, also in a half-typed file). */
export interface FunctionUnit {
  /** Declared name, variable name or property key; `default` for an anonymous default export. */
  readonly name: string;
  readonly file: SourceUnit;
  readonly node: FunctionNode;
  /** Where the name is written. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly tags: readonly DocTag[];
  /** Name of the object literal, class or namespace it is a member of, or null. */
  readonly owner: string | null;
  /** Set where the source only refers to a function of `Math`: all of it stands where the reference does. */
  readonly isReference?: true;
  /** The class on whose instances it is called, where that has taken it over from another class. */
  readonly receiver?: ts.ClassLikeDeclaration;
  /** True when a syntax error lies inside the function, so that nothing is reported on it. */
  readonly broken: boolean;
}

/** Which rule of `discover/` tied two functions together. */
export type PairingKind =
  | 'tag'
  | 'reference-tag'
  | 'suffix'
  | 'prefix'
  | 'object-members'
  | 'tables'
  | 'tuple'
  | 'modules'
  | 'boolean-flag'
  /** One function returns both. */
  | 'loss-and-gradient'
  /** One function returns the value and writes the gradient to an array it is given. */
  | 'out-parameter'
  /**
   * `tf.customGrad((x, save) => ({ value, gradFunc }))`: the value is the field `value` of what the callback returns, the gradient
   * the function that stands in its field `gradFunc`.
   */
  | 'custom-grad'
  /**
   * An operation of an autograd engine and the closure that it leaves behind: the value is the data of the node that it returns, the
   * gradient what the closure adds to the gradients of the nodes that it was given.
   */
  | 'closure';

/** How the nodes of an autograd engine are made, as far as one operation shows. */
export interface Engine {
  /** The field that holds a node's numbers, and the one that holds the gradient by them: `data` and `grad`, `w` and `dw`. */
  readonly data: string;
  readonly grad: string;
  /** Whether a gradient is a node as well, and has its numbers in the same field. */
  readonly holdsNodes: boolean;
  /** Where there are no nodes: the place of the value in what a function returns beside its closure, which returns the gradient. */
  readonly returned?: string;
  /** Where the node that is returned holds local derivatives, by which what comes from above is multiplied elsewhere. */
  readonly locals?: true;
  /** Where the operation is the forward pass of a layer, and its gradient the backward pass. */
  readonly layer?: Layer;
  /** The variable that holds the node which the operation returns. */
  readonly result: string | null;
  /** The name of the class or constructor function that makes nodes, where one is told. */
  readonly maker: string | null;
  /** What each parameter of the operation is: a node, a list of nodes, or something else. */
  readonly operands: readonly ('node' | 'nodes' | null)[];
  /** What the closure calls the parameters and `this`, as far as it sees them: `other`, or `o` after `const o = wrap(other)`. */
  readonly names: ReadonlyMap<string, string>;
  /** The parameters, and `this`, whose gradients the closure sets whatever flags say. */
  readonly written: readonly string[];
  /** The parameters, and `this`, whose gradients it sets at all. */
  readonly sources: readonly string[];
}

/** A layer that is handed a node, keeps it, and later sets its gradient by that of the node which it returned. */
export interface Layer {
  /** Whether it comes last: its backward pass is handed labels, and returns the loss. */
  readonly isLast: boolean;
  /** Whether a node holds one number, to whose gradient the backward pass adds: `this.u0.grad += …`. */
  readonly isOfNumbers: boolean;
}

/** A field in which a gradient function leaves a gradient, and the field or parameter that it is the gradient of. */
export interface StoredGradient {
  /** Without `this`: `dW`, `grads.W`. */
  readonly field: string;
  /** `this.W`, `x`. */
  readonly of: string;
}

/** A value function and what claims to be its gradient, before anything is checked. */
export interface PairCandidate {
  readonly kind: PairingKind;
  readonly value: FunctionUnit;
  readonly gradient: FunctionUnit;
  /** Parameters named by `@gradientOf f wrt a, b`, or by a name such as `dLossDz`; null when not stated. */
  readonly wrt: readonly string[] | null;
  /** For `boolean-flag`: index of the flag parameter; value and gradient are the same unit, flag false and true. */
  readonly flagIndex: number | null;
  /** For `boolean-flag`: the field of that parameter that is the flag, where the parameter is an options object. */
  readonly flagField?: string;
  /** Where the flag says how often to differentiate: 0 for the value, 1 for its derivative. */
  readonly flagIsOrder?: true;
  /** Where not what the gradient returns is meant but what it leaves in its object. */
  readonly stored?: StoredGradient;
  /** For `closure`, and for layers that pass nodes on. */
  readonly engine?: Engine;
  /** True when structure or a tag ties them, false when only names do; a weaker tie needs a stronger mismatch to be reported. */
  readonly declared: boolean;
}
