/**
 * @file Names and types of the custom messages between the language client and the language server.
 * Plain data only, so that the client, the server and the tests share it without sharing any runtime object.
 */

/** A zero-based LSP position. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface DocumentPosition {
  readonly uri: string;
  readonly position: Position;
}

/** Request: plot data for the function at a position. Result: {@link PlotResult}. */
export const plotRequest = 'gradcheck/plot';
export interface PlotParams extends DocumentPosition {
  readonly variable?: string;
  readonly values?: { readonly [parameterId: string]: number };
  readonly range?: { readonly min: number; readonly max: number };
  readonly points?: number;
}
export interface PlotParameterInfo {
  readonly id: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number | null;
}
export interface PlotSeriesInfo {
  readonly id: 'value' | 'derived' | 'written' | 'difference';
  readonly label: string;
  readonly y: readonly (number | null)[];
}
export interface PlotResult {
  readonly title: string;
  readonly variable: string;
  readonly x: readonly number[];
  readonly series: readonly PlotSeriesInfo[];
  readonly parameters: readonly PlotParameterInfo[];
  readonly disagreements: readonly number[];
  readonly notes: readonly string[];
}
/** Any request may answer this instead: one sentence saying why there is nothing to show. */
export interface ProblemResult {
  readonly problem: string;
}

/** Request: the derivation for the function at a position. Result: {@link DerivationResult} or {@link ProblemResult}. */
export const derivationRequest = 'gradcheck/derivation';
export interface DerivationResult {
  readonly title: string;
  readonly wrt: string;
  /** `svg` is typeset with `currentColor`; null when typesetting failed. */
  readonly steps: readonly {
    readonly rule: string;
    readonly latex: string;
    readonly text: string;
    readonly svg: string | null;
  }[];
  /** The whole derivation as one LaTeX `aligned` block. */
  readonly latex: string;
  readonly typescript: string;
}

/** Request: check one document now. Result: {@link FileStatus}. */
export const checkFileRequest = 'gradcheck/checkFile';
export interface CheckFileParams {
  readonly uri: string;
}

/** Request: check these files and publish diagnostics for them; reports work-done progress and obeys cancellation. */
export const checkWorkspaceRequest = 'gradcheck/checkWorkspace';
export interface CheckWorkspaceParams {
  readonly uris: readonly string[];
  readonly workDoneToken?: string | number;
}
export interface CheckWorkspaceResult {
  readonly files: number;
  readonly counts: VerdictCounts;
  readonly cancelled: boolean;
}

export interface VerdictCounts {
  readonly proved: number;
  readonly agrees: number;
  readonly refuted: number;
  readonly undetermined: number;
}

/** Notification, server to client, after each analysis of an open document: the numbers in the status bar. */
export const fileStatusNotification = 'gradcheck/fileStatus';
export interface FileStatus {
  readonly uri: string;
  readonly counts: VerdictCounts;
}

/** Request: where the reference behind the function at a position is defined; null when no reference is known. */
export const openReferenceRequest = 'gradcheck/openReference';
export interface ReferenceLocation {
  readonly id: string;
  readonly uri: string;
}
/** Request: all catalogue references, for a pick list. */
export const listReferencesRequest = 'gradcheck/listReferences';
export interface ReferenceListItem extends ReferenceLocation {
  readonly title: string;
  readonly citation: string;
}

/** Notification, client to server: the text colour and font size that formulas are typeset for. */
export const themeNotification = 'gradcheck/theme';
export interface ThemeParams {
  /** A CSS colour such as `#cccccc`. */
  readonly foreground: string;
  readonly fontSize: number;
}

/** `initializationOptions` of the server; every field may be absent (any other editor sends none). */
export interface InitializationOptions {
  /** True where hovers can show images as data URIs (VS Code). Others get plain text and LaTeX. */
  readonly imagesInHover?: boolean;
  readonly theme?: ThemeParams;
  /** Commands the client has registered, for links in hovers. */
  readonly commandLinks?: boolean;
}

/** Commands of the client that a hover links to when {@link InitializationOptions.commandLinks} is set; each takes one {@link DocumentPosition}. */
export const showDerivationCommand = 'gradcheck.showDerivation';
export const plotGradientCommand = 'gradcheck.plotGradient';
export const openReferenceCommand = 'gradcheck.openReference';

/** The shape of the `gradcheck` section of the settings. Names and defaults are held equal to `package.json` by a test. */
export interface Settings {
  readonly enable: boolean;
  /** Samples per pair. */
  readonly samples: number;
  /** Severity per rule id; `off` silences the rule. */
  readonly severity: { readonly [rule: string]: 'error' | 'warning' | 'information' | 'hint' | 'off' };
  /** Globs of the workspace's own reference files. */
  readonly references: readonly string[];
}
export const defaultSettings: Settings = { enable: true, samples: 48, severity: {}, references: [] };
