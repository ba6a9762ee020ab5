/**
 * @file The service's vocabulary: everything that crosses from the analysis to the shells (`lsp`, `cli`), as plain readonly data.
 * No syntax-tree node, expression id or LSP type appears here. Positions are UTF-16 offsets into the text that was passed in.
 */

/** A half-open range `[start, end)` of UTF-16 offsets into one file's text. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * `proved`: an identity of the two expression graphs on every path seen. `agrees`: every sample within its error bound.
 * `refuted`: a witness shows disjoint error intervals. `undetermined`: neither, see `reason`.
 */
export type VerdictKind = 'proved' | 'agrees' | 'refuted' | 'undetermined';

/** How the written gradient relates to the value's derivative, when it does. Explained in `docs/conventions.md`. */
export type ConventionKind =
  'direct' | 'output-form' | 'upstream' | 'fused' | 'stop-gradient' | 'negative' | 'hard-labels';

/** A JSON value: what a witness or a terminal answer carries. Non-finite numbers are the strings "inf", "-inf" and "nan". */
export type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A concrete input, what the derivative is there, and what the written gradient gives. */
export interface Witness {
  /** Inputs by parameter name; array parameters are JSON arrays. */
  readonly at: { readonly [parameter: string]: Json };
  readonly expected: Json;
  readonly actual: Json;
  /** Largest component-wise |expected − actual| and the rigorous bound of the two evaluations' rounding error there. */
  readonly difference: number;
  readonly errorBound: number;
}

export interface RelatedLocation {
  readonly path: string;
  readonly span: TextSpan;
  readonly message: string;
}

/** One thing to tell the user. Only `gradient-mismatch` and its kin are errors; see `docs/rules/`. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** One or two plain sentences: what is wrong, where, and what to do. No Markdown. */
  readonly message: string;
  readonly span: TextSpan;
  readonly witness: Witness | null;
  /** The named cause, for example "missing factor p * (1 - p)". */
  readonly cause: string | null;
  /**
   * Source text that would replace `span` and was itself checked; null when none is offered. It is looked for when first read,
   * which may call the host and take as long as the analysis.
   */
  readonly fix: string | null;
  readonly related: readonly RelatedLocation[];
}

export interface FunctionSummary {
  readonly name: string;
  /** The path of the file that declares it, which for twins differs from the analysed one. */
  readonly path: string;
  /** The function's name, where a squiggle or a lens goes. */
  readonly nameSpan: TextSpan;
  /** The whole function. */
  readonly span: TextSpan;
}

/** A value function, the gradient written for it, and the verdict. */
export interface PairAnalysis {
  readonly value: FunctionSummary;
  readonly gradient: FunctionSummary;
  /** Parameters of the value function that are differentiated. */
  readonly wrt: readonly string[];
  readonly convention: ConventionKind;
  /** A sentence part naming the convention's detail ("with `alpha` held constant"), or null. */
  readonly conventionDetail: string | null;
  /** Id of the catalogue reference that the value computes, or null. */
  readonly reference: string | null;
  readonly verdict: VerdictKind;
  /** Why it is undetermined: a stable code, then a colon and a sentence. Null for other verdicts. */
  readonly reason: string | null;
  readonly findings: readonly Finding[];
  /** False as long as the gradient is known to be wrong and its cause has not been looked for. */
  readonly isExplained: boolean;
  /** Sides of branches that no sample reached, in words. */
  readonly unreachedBranches: readonly string[];
}

/** A function we know to be a loss, although no hand-written gradient goes with it. */
export interface LossAnalysis {
  readonly value: FunctionSummary;
  readonly reference: string | null;
}

export interface FileAnalysis {
  readonly path: string;
  readonly pairs: readonly PairAnalysis[];
  /** Functions that are no part of a pair and carry a `@reference` tag. */
  readonly losses: readonly LossAnalysis[];
  /** Findings that belong to no pair (an unknown tag, derivatives of one table in different forms). */
  readonly findings: readonly Finding[];
}

/** An analysis that is asked for more and more, in this order; nothing is computed before it is asked for. */
export interface StepwiseAnalysis {
  /** Each pair once, as it is checked, by its verdict alone. */
  pairs(): Iterable<PairAnalysis>;
  /** The whole file by its verdicts alone: of a gradient that is wrong no cause is named, unless it is known from before. */
  verdicts(): FileAnalysis;
  /** The pairs with their causes, each of which may take a while to find. */
  explained(): Iterable<PairAnalysis>;
  /** The whole file with the causes. */
  complete(): FileAnalysis;
}

/** One line of a derivation: the rule applied and the equation it leads to, in LaTeX and in plain text. */
export interface DerivationStep {
  readonly rule: string;
  readonly latex: string;
  readonly text: string;
}

export interface Derivation {
  /** For example `focalLoss` or `sigmoid-focal`. */
  readonly title: string;
  readonly wrt: string;
  readonly steps: readonly DerivationStep[];
  /** Source of a TypeScript function that computes the derived gradient. */
  readonly typescript: string;
}

/**
 * What to show when the pointer rests on a loss, a gradient or a local of either. Shells turn it into Markdown;
 * `latex` blocks are to be typeset, `text` is the same in plain characters for screen readers and other editors.
 */
export interface HoverInfo {
  readonly span: TextSpan;
  /** One plain line: name, role, verdict in words. Names of the code stand in backticks here and in the notes. */
  readonly headline: string;
  readonly formulas: readonly { readonly label: string; readonly latex: string; readonly text: string }[];
  /** At most seven steps; empty when the full derivation is longer or there is none. */
  readonly derivation: readonly DerivationStep[];
  /** Further plain sentences: convention, domain, kinks, unsupported constructs. */
  readonly notes: readonly string[];
  readonly reference: ReferenceSummary | null;
  /** Whether "Show Derivation" and "Plot Gradient" have something to show at this place. */
  readonly canDerive: boolean;
}

/**
 * An edit. Corrections and generated code were re-analysed and found proved or agreeing before they were offered; tags that declare
 * an intention or suppress a finding change no code.
 */
export interface Fix {
  readonly kind: 'correction' | 'declaration' | 'generation';
  readonly title: string;
  /** The finding it answers: `code` and `span` as in {@link Finding}. */
  readonly code: string;
  readonly findingSpan: TextSpan;
  readonly edits: readonly { readonly span: TextSpan; readonly newText: string }[];
  readonly preferred: boolean;
}

export interface ReferenceSummary {
  readonly id: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly citation: string;
  readonly parameters: readonly { readonly name: string; readonly role: string; readonly domain: string }[];
  readonly variants: readonly string[];
  readonly misprints: readonly { readonly id: string; readonly source: string; readonly description: string }[];
  /** Path of the catalogue file that defines it. */
  readonly path: string;
}

export interface PlotRequest {
  /** A function's name span or any offset inside it; the innermost analysed function is plotted. */
  readonly offset: number;
  /** Which scalar to vary, as in {@link PlotParameter.id}; the first differentiated one when absent. */
  readonly variable?: string;
  /** Values of the other parameters by {@link PlotParameter.id}; for those absent the code's defaults, or else plain numbers. */
  readonly values?: { readonly [parameterId: string]: number };
  /** Overrides the variable's plotted interval. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Points on the axis; 401 when absent; between 2 and 4001. */
  readonly points?: number;
}

/** A scalar input of the value function; an array's components are scalars with ids such as `pred[2]`. */
export interface PlotParameter {
  readonly id: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** 1 for whole numbers, indices and labels that are 0 or 1; null where any real will do. */
  readonly step: number | null;
}

export interface PlotSeries {
  readonly id: 'value' | 'derived' | 'written' | 'difference';
  readonly label: string;
  /** Same length as {@link PlotData.x}; null where the function is not defined. */
  readonly y: readonly (number | null)[];
}

export interface PlotData {
  readonly title: string;
  readonly variable: string;
  readonly x: readonly number[];
  readonly series: readonly PlotSeries[];
  /** In the order in which the value function declares them. */
  readonly parameters: readonly PlotParameter[];
  /** Indices into `x` where written and derived gradient differ beyond the error bound. */
  readonly disagreements: readonly number[];
  /** Verdict sentence and convention, plain text. */
  readonly notes: readonly string[];
}

/** Why there is nothing to show: one clear sentence. */
export interface Problem {
  readonly problem: string;
}

export interface ServiceOptions {
  /** Samples per pair; default 48. */
  readonly samples?: number;
  /** Seed of every random draw; default 1. */
  readonly seed?: number;
}

/** How the service reads sibling files. Both functions answer null for what is not there; neither throws. */
export interface ServiceHost {
  readFile(path: string): string | null;
  /** Absolute paths of the catalogue files (built-in, then the workspace's own `gradcheck.references`). */
  referenceFiles(): readonly string[];
  /** Called every few thousand interpreter steps; throws to cancel. The exception passes through the service. */
  checkpoint?(): void;
}

/** The façade: text in, plain data out. Paths are absolute, with forward slashes; `text` is the current, maybe unsaved, text. */
export interface LossService {
  analyze(path: string, text: string): FileAnalysis;
  /** The same step by step, for a shell that shows what is known while the rest is looked for. */
  analyzeInSteps(path: string, text: string): StepwiseAnalysis;
  hover(path: string, text: string, offset: number): HoverInfo | null;
  /** Checked fixes for the findings that touch `span`. */
  fixes(path: string, text: string, span: TextSpan): readonly Fix[];
  derivation(path: string, text: string, offset: number): Derivation | Problem;
  /** Like {@link derivation}, for a function named `name` in the file. */
  deriveFunction(path: string, text: string, name: string): Derivation | Problem;
  plot(path: string, text: string, request: PlotRequest): PlotData | Problem;
  references(): readonly ReferenceSummary[];
  deriveReference(id: string, variant?: string): Derivation | Problem;
  /** Value and derived gradient of a catalogue reference at a point; gradient entries have their parameter's shape. */
  evaluateReference(
    id: string,
    at: { readonly [parameter: string]: Json },
    variant?: string,
  ): { readonly value: Json; readonly gradient: { readonly [parameter: string]: Json } } | Problem;
  /** Forgets what is cached about a file that was changed outside the editor or closed. */
  forget(path: string): void;
  /** Forgets all that is known of a file that nothing more will be asked about, verdicts included. */
  release(path: string): void;
}
