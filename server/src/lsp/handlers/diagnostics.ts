/**
 * @file Findings as diagnostics: published with the version they were computed for, together with the numbers for the status bar.
 * When a document is analysed is decided elsewhere (`scheduler.ts`).
 */
import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver/node';
import { rulePage } from '../../disk/bundled-files.ts';
import { skippedByText } from '../../disk/source-kinds.ts';
import { fileStatusNotification } from '../../protocol/requests.ts';
import type { FileStatus, Settings, VerdictCounts } from '../../protocol/requests.ts';
import type { FileAnalysis, Finding, PairAnalysis, StepwiseAnalysis } from '../../service/types.ts';
import type { ServerContext } from '../context.ts';
import type { Source } from '../documents.ts';
import { diagnosticOf, rangeOf } from '../to-lsp.ts';

export interface Diagnostics {
  /** Analyses the newest text and publishes what was found, unless `isCurrent` says that a newer run is on its way. */
  publish(uri: string, isCurrent?: () => boolean): Promise<FileStatus>;
  /** The document was closed or deleted: nothing is to be shown for it any more. */
  clear(uri: string): void;
  /** All documents whose diagnostics are kept up to date: the open ones and those that were checked on demand. */
  shown(): readonly string[];
}

/** After this many milliseconds a file that takes longer shows what was found so far, and requests are answered. */
const patience = 150;

const noCounts: VerdictCounts = { proved: 0, agrees: 0, refuted: 0, undetermined: 0 };

export function createDiagnostics(context: ServerContext): Diagnostics {
  const { connection, config, documents, services } = context;
  const checkedOnDemand = new Set<string>();
  /** The documents that something is shown for, with the gradients that are shown to be wrong. */
  const shownWrong = new Map<string, ReadonlySet<string>>();

  const show = (
    uri: string,
    diagnostics: Diagnostic[],
    counts: VerdictCounts,
    pairs: readonly PairAnalysis[] = [],
  ): FileStatus => {
    shownWrong.set(uri, new Set(pairs.filter(({ verdict }) => verdict === 'refuted').map(nameOf)));
    const version = documents.openVersion(uri);
    const status: FileStatus = { uri, counts };
    if (version === null) {
      void connection.sendDiagnostics({ uri, diagnostics });
    } else {
      void connection.sendDiagnostics({ uri, version, diagnostics });
      void connection.sendNotification(fileStatusNotification, status);
    }
    return status;
  };

  /**
   * Checks a file of which nothing is shown yet and shows findings while it goes on. Later versions are shown as a whole: what is not
   * checked yet would lose its squiggle for a moment. Answers how many findings are shown, or null when the text is no longer current.
   */
  const showWhileChecking = async (
    steps: StepwiseAnalysis,
    send: (findings: readonly Finding[]) => void,
    isCurrent: () => boolean,
  ): Promise<number | null> => {
    const found: Finding[] = [];
    let shown = 0;
    let since = performance.now();
    for (const { findings } of steps.pairs()) {
      found.push(...findings);
      // The first finding is what somebody who opens a file waits for.
      const isFirst = shown === 0 && found.length > 0;
      if (!isFirst && performance.now() - since < patience) continue;
      if (found.length > shown) send(found);
      shown = found.length;
      await othersFirst();
      if (!isCurrent()) return null;
      since = performance.now();
    }
    return shown;
  };

  /** Looks for the causes, and answers others meanwhile. Answers false when the text is no longer current. */
  const explain = async (steps: StepwiseAnalysis, isCurrent: () => boolean): Promise<boolean> => {
    let since = performance.now();
    for (const _ of steps.explained()) {
      if (performance.now() - since < patience) continue;
      await othersFirst();
      if (!isCurrent()) return false;
      since = performance.now();
    }
    return true;
  };

  /**
   * Analyses a document and shows which gradients are wrong before it is looked for why, which takes longer; but only where that is news,
   * because the squiggle of one that was wrong before would jump from its cause to the whole expression and back with every keystroke.
   * @param known the gradients that are shown to be wrong; undefined where nothing is shown yet.
   * @returns null when the text is no longer current.
   */
  const analyseWhileShowing = async (
    steps: StepwiseAnalysis,
    send: (findings: readonly Finding[]) => void,
    known: ReadonlySet<string> | undefined,
    isCurrent: () => boolean,
  ): Promise<FileAnalysis | null> => {
    const shown = known === undefined ? await showWhileChecking(steps, send, isCurrent) : 0;
    if (shown === null) return null;
    const verdicts = steps.verdicts();
    const unexplained = verdicts.pairs.filter(({ isExplained }) => !isExplained);
    if (unexplained.length === 0) return verdicts;
    const findings = findingsOf(verdicts);
    if (findings.length > shown && !unexplained.some((pair) => known?.has(nameOf(pair)))) send(findings);
    await othersFirst();
    return isCurrent() && (await explain(steps, isCurrent)) ? steps.complete() : null;
  };

  return {
    async publish(uri, isCurrent) {
      const settings = await config.settings(uri);
      const service = await services.forUri(uri);
      const source = documents.source(uri);
      if (isCurrent?.() === false) return { uri, counts: noCounts };
      if (source === null || !settings.enable || skippedByText(source.text) !== null) {
        return show(uri, [], noCounts);
      }
      if (!source.isOpen) checkedOnDemand.add(uri);
      const steps = service.analyzeInSteps(source.path, source.text);
      const { version } = source.document;
      const send = (findings: readonly Finding[]): void => {
        const diagnostics = diagnosticsOf(context, source, findings, settings);
        void connection.sendDiagnostics({ uri, version, diagnostics });
      };
      const analysis =
        isCurrent !== undefined && source.isOpen
          ? await analyseWhileShowing(steps, send, shownWrong.get(uri), isCurrent)
          : steps.complete();
      if (analysis === null) return { uri, counts: noCounts };
      const diagnostics = diagnosticsOf(context, source, findingsOf(analysis), settings);
      return show(uri, diagnostics, countsOf(analysis), analysis.pairs);
    },
    clear(uri) {
      checkedOnDemand.delete(uri);
      shownWrong.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
    shown: () => [...new Set([...documents.openUris(), ...checkedOnDemand])],
  };
}

/** What was sent goes out, and what came in is answered. */
function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A gradient by its name, which outlives the edits of its text. */
function nameOf({ gradient }: PairAnalysis): string {
  return `${gradient.path} ${gradient.name}`;
}

function findingsOf({ pairs, findings }: FileAnalysis): readonly Finding[] {
  return [...pairs.flatMap((pair) => pair.findings), ...findings];
}

function countsOf({ pairs }: FileAnalysis): VerdictCounts {
  const count = (verdict: keyof VerdictCounts): number => pairs.filter((pair) => pair.verdict === verdict).length;
  return {
    proved: count('proved'),
    agrees: count('agrees'),
    refuted: count('refuted'),
    undetermined: count('undetermined'),
  };
}

function diagnosticsOf(
  context: ServerContext,
  source: Source,
  findings: readonly Finding[],
  settings: Settings,
): Diagnostic[] {
  return findings.flatMap((finding) => {
    // Rule ids are ordinary words, so only the object's own entries count.
    const chosen = Object.hasOwn(settings.severity, finding.code) ? settings.severity[finding.code] : undefined;
    const severity = chosen ?? finding.severity;
    if (severity === 'off') return [];
    const diagnostic = diagnosticOf(source.document, finding, severity);
    return [{ ...diagnostic, ...codeLink(context, finding), ...relatedPlaces(context, source, finding) }];
  });
}

function codeLink({ getFeatures }: ServerContext, { code }: Finding): Pick<Diagnostic, 'codeDescription'> {
  const page = getFeatures().codeDescription ? rulePage(code) : null;
  return page === null ? {} : { codeDescription: { href: page } };
}

function relatedPlaces(
  { getFeatures, documents }: ServerContext,
  source: Source,
  { related }: Finding,
): Pick<Diagnostic, 'relatedInformation'> {
  if (related.length === 0 || !getFeatures().relatedInformation) return {};
  const places = related.flatMap(({ path, span, message }): DiagnosticRelatedInformation[] => {
    const other = path === source.path ? source : documents.sourceOfPath(path);
    if (other === null) return [];
    const uri = other.isOpen ? other.document.uri : documents.uriOfPath(path);
    return [{ location: { uri, range: rangeOf(other.document, span) }, message }];
  });
  return { relatedInformation: places };
}
