/** @file The façade: text in, plain data out. It wires the parts together and keeps the caches; it computes nothing itself. */
import { type CatalogueEntry, loadCatalogue, resolveReference } from '../catalogue/load.ts';
import type { Correction } from '../explain/corrections.ts';
import { type AnalysedFile, Analyzer, type CurrentPair } from './analyze.ts';
import { deriveAt, deriveNamed, deriveVariant } from './derive.ts';
import { hoverAt } from './hover.ts';
import { generationOffer, tagOffers } from './offers.ts';
import { isProjectConfiguration } from './path-mappings.ts';
import { plotAt } from './plot-subject.ts';
import { present, presentFile, presentVerdict } from './present.ts';
import { evaluateAt, summariseReference } from './references.ts';
import { Sources } from './sources.ts';
import { shiftAt } from './span-in.ts';
import type { Fix, LossService, Problem, ServiceHost, ServiceOptions, StepwiseAnalysis, TextSpan } from './types.ts';

const defaults = { samples: 48, seed: 1 } as const;

export function createLossService(host: ServiceHost, options: ServiceOptions = {}): LossService {
  const sources = new Sources(host);
  const catalogue = catalogueOf(host);
  const analyzer = new Analyzer(sources, catalogue, () => host.checkpoint?.(), {
    samples: options.samples ?? defaults.samples,
    seed: options.seed ?? defaults.seed,
  });

  const analyzeInSteps = (path: string, text: string): StepwiseAnalysis => {
    const file = analyzer.discover(path, text);
    const turns = analyzer.pairsInTurn(file.discovery);
    const pairs: CurrentPair[] = [];
    const next = (): CurrentPair | null => {
      const turn = turns.next();
      if (turn.done === true) return null;
      pairs.push(turn.value);
      return turn.value;
    };
    const whole = (): AnalysedFile => {
      while (next() !== null);
      return { ...file, pairs };
    };
    return {
      *pairs() {
        for (let pair = next(); pair !== null; pair = next()) yield presentVerdict(pair);
      },
      verdicts: () => presentFile(whole(), presentVerdict),
      *explained() {
        for (const pair of whole().pairs) yield present(pair);
      },
      complete: () => presentFile(whole(), present),
    };
  };

  const fixes = (path: string, text: string, span: TextSpan): readonly Fix[] => {
    const file = analyzer.analyze(path, text);
    const touches = (other: TextSpan): boolean => other.start <= span.end && span.start <= other.end;
    const found = file.pairs.flatMap((pair) => {
      const { current, analysed } = pair;
      const finding = present(pair).findings.find((f) => f.code === 'gradient-mismatch' && touches(f.span));
      if (finding === undefined) return [];
      const corrections = analysed.corrections().flatMap((c) => {
        const moved = shiftAt(c.start, analysed.candidate, current);
        return moved === null ? [] : [{ ...c, start: c.start + moved, end: c.end + moved }];
      });
      const declarations = tagOffers(current, analysed, analyzer.trialContext());
      return [
        ...corrections.map((c, i) => toFix(c, 'correction', finding.code, finding.span, i === 0)),
        ...declarations.map((c) => toFix(c, 'declaration', finding.code, finding.span, false)),
      ];
    });
    return [...found, ...generations(file, touches)];
  };

  /** Offered on the name of a loss without a gradient, and nowhere else: most functions are not losses. */
  const generations = (file: AnalysedFile, touches: (span: TextSpan) => boolean): readonly Fix[] => {
    const paired = new Set(file.discovery.pairs.flatMap((pair) => [pair.value.node, pair.gradient.node]));
    const unit = file.discovery.functions.find(
      (f) => !paired.has(f.node) && !f.broken && touches({ start: f.nameStart, end: f.nameEnd }),
    );
    const offer = unit === undefined ? null : generationOffer(analyzer, unit, analyzer.trialContext());
    if (unit === undefined || offer === null) return [];
    return [toFix(offer, 'generation', 'generate-gradient', { start: unit.nameStart, end: unit.nameEnd }, false)];
  };

  return {
    analyze: (path, text) => analyzeInSteps(path, text).complete(),
    analyzeInSteps,
    fixes,
    hover: (path, text, offset) => hoverAt(analyzer, path, text, offset),
    derivation: (path, text, offset) => deriveAt(analyzer, path, text, offset),
    deriveFunction: (path, text, name) => deriveNamed(analyzer, path, text, name),
    plot: (path, text, request) => plotAt(analyzer, path, text, request),
    references: () => catalogue().map(summariseReference),
    deriveReference: (id, variant) => {
      const found = resolveReference(catalogue(), id, variant);
      return found === null
        ? noReference(id, variant, catalogue())
        : deriveVariant(analyzer, found.entry, found.variant);
    },
    evaluateReference: (id, at, variant) => {
      const found = resolveReference(catalogue(), id, variant);
      return found === null
        ? noReference(id, variant, catalogue())
        : evaluateAt(analyzer.environment(), found.variant, at);
    },
    forget: (path) => {
      sources.forget(path);
      // A verdict does not say which configuration led to its imports.
      if (isProjectConfiguration(path)) analyzer.forgetAll();
    },
    release: (path) => {
      sources.forget(path);
      analyzer.release(path);
    },
  };
}

/** The catalogue is read when first asked for, and again when the host's list of files or one of their texts changed. */
function catalogueOf(host: ServiceHost): () => readonly CatalogueEntry[] {
  let files: readonly { readonly path: string; readonly text: string }[] = [];
  let paths: readonly string[] | null = null;
  let entries: readonly CatalogueEntry[] = [];
  return () => {
    const current = host.referenceFiles();
    if (current === paths) return entries;
    paths = current;
    const read = current.flatMap((path) => {
      const text = host.readFile(path);
      return text === null ? [] : [{ path, text }];
    });
    const same =
      read.length === files.length && read.every((f, i) => f.path === files[i]!.path && f.text === files[i]!.text);
    if (!same) {
      files = read;
      entries = loadCatalogue(read);
    }
    return entries;
  };
}

function toFix(
  correction: Correction,
  kind: Fix['kind'],
  code: string,
  findingSpan: TextSpan,
  preferred: boolean,
): Fix {
  const { title, start, end, newText } = correction;
  return { kind, title, code, findingSpan, edits: [{ span: { start, end }, newText }], preferred };
}

function noReference(id: string, variant: string | undefined, catalogue: readonly CatalogueEntry[]): Problem {
  const entry = catalogue.find((e) => e.id === id);
  if (entry !== undefined && variant !== undefined) {
    return {
      problem: `The reference ${id} has no variant ${variant}; it has ${entry.variants.map((v) => v.id).join(', ')}.`,
    };
  }
  return { problem: `There is no reference ${id}; there are ${catalogue.map((e) => e.id).join(', ')}.` };
}
