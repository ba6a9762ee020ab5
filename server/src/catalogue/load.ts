/**
 * @file Catalogue files to metadata: which losses there are, their variants, parameters, gradients and misprints.
 * Nothing is traced, differentiated or recognised here, and no file is read: texts come in.
 */
import { discover } from '../frontend/discover/discover.ts';
import { parseDiagnosticsOf, parseSource } from '../frontend/parse.ts';
import { namesIn, readHeaderTags, tagText } from '../frontend/tags.ts';
import type { DocTag, FunctionUnit, PairCandidate, SourceUnit } from '../frontend/types.ts';
import { readParameters, type CatalogueParameter } from './parameters.ts';

/** One form of a reference loss: a value function with the gradients published for it. */
export interface CatalogueVariant {
  /** `default` for a value function without a `@variant` tag. */
  readonly id: string;
  readonly value: FunctionUnit;
  readonly parameters: readonly CatalogueParameter[];
  /** Names of locals that the gradient holds constant. */
  readonly stopGradient: readonly string[];
  readonly gradients: readonly CatalogueGradient[];
}

export interface CatalogueGradient {
  readonly gradient: FunctionUnit;
  readonly wrt: readonly string[] | null;
}

/** A printed formula that is not the derivative of the value it is printed for. */
export interface CatalogueMisprint extends CatalogueGradient {
  readonly id: string;
  /** What the gradient is checked against: a variant's value, or a printed loss that is itself the misprint. */
  readonly value: FunctionUnit;
  /** The variant that the misprint means to describe. */
  readonly variant: string;
  readonly source: string;
  readonly cause: string;
}

/** Something wrong in a catalogue file, for whoever edits it. */
export interface CatalogueProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface CatalogueEntry {
  /** From `@reference`, or else the file's name. */
  readonly id: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly citation: string;
  /** In source order; the first one is meant where no variant is named. */
  readonly variants: readonly CatalogueVariant[];
  readonly misprints: readonly CatalogueMisprint[];
  readonly path: string;
  readonly source: SourceUnit;
  readonly problems: readonly CatalogueProblem[];
}

/** One entry per file, in the given order. A second file with an id already taken says so and is never resolved to. */
export function loadCatalogue(files: readonly { readonly path: string; readonly text: string }[]): CatalogueEntry[] {
  const taken = new Set<string>();
  return files.map(({ path, text }) => {
    const entry = loadEntry(parseSource(path, text));
    if (!taken.has(entry.id)) {
      taken.add(entry.id);
      return entry;
    }
    const message = `Another file already defines the reference ${entry.id}.`;
    return { ...entry, problems: [...entry.problems, { message, start: 0, end: 0 }] };
  });
}

/**
 * Finds an entry by id, alias or `id-variant`, in any spelling of hyphens, underscores and capitals, and the variant: the
 * named one, or the first.
 */
export function resolveReference(
  entries: readonly CatalogueEntry[],
  id: string,
  variant?: string,
): { readonly entry: CatalogueEntry; readonly variant: CatalogueVariant } | null {
  const key = spelling(id);
  const byName =
    entries.find((entry) => spelling(entry.id) === key) ??
    entries.find((entry) => entry.aliases.some((alias) => spelling(alias) === key));
  if (byName !== undefined) {
    const found =
      variant === undefined
        ? byName.variants[0]
        : byName.variants.find((candidate) => spelling(candidate.id) === spelling(variant));
    return found === undefined ? null : { entry: byName, variant: found };
  }
  for (const entry of entries) {
    const found = entry.variants.find((candidate) => spelling(`${entry.id}-${candidate.id}`) === key);
    if (found !== undefined) {
      return variant === undefined || spelling(variant) === spelling(found.id) ? { entry, variant: found } : null;
    }
  }
  return null;
}

function spelling(name: string): string {
  return name.replace(/[-_\s]/g, '').toLowerCase();
}

function loadEntry(source: SourceUnit): CatalogueEntry {
  const problems: CatalogueProblem[] = [];
  const header = readHeaderTags(source.tree);
  const discovery = discover(source);
  const pairs = discovery.pairs.filter((pair) => pair.kind === 'tag');
  const isPlain = (unit: FunctionUnit): boolean =>
    tagText(unit.tags, 'misprint') === null && tagText(unit.tags, 'gradientOf') === null;
  const values = discovery.functions.filter((unit) => isExported(unit) && isPlain(unit));
  const variants = values.map((value): CatalogueVariant => {
    const { parameters, problems: found } = readParameters(value, header.tags);
    problems.push(...found);
    return {
      id: tagText(value.tags, 'variant') ?? 'default',
      value,
      parameters,
      stopGradient: namesIn(tagText(value.tags, 'stopGradient') ?? ''),
      gradients: pairs
        .filter((pair) => pair.value === value && tagText(pair.gradient.tags, 'misprint') === null)
        .map(({ gradient, wrt }) => ({ gradient, wrt })),
    };
  });
  const misprints = pairs.flatMap((pair) => misprintOf(pair, variants, problems));
  const entry = {
    id: tagText(header.tags, 'reference') ?? fileName(source.path),
    title: tagText(header.tags, 'title') ?? '',
    aliases: header.tags.filter((tag) => tag.name === 'alias').map((tag) => tag.text),
    citation: tagText(header.tags, 'cite') ?? '',
  };
  for (const name of ['reference', 'title', 'cite'] as const) {
    if ((tagText(header.tags, name) ?? '') === '') {
      problems.push({ message: `The header has no @${name}.`, start: 0, end: 0 });
    }
  }
  for (const { start, length } of parseDiagnosticsOf(source.tree).slice(0, 1)) {
    problems.push({ message: 'The file has a syntax error.', start, end: start + length });
  }
  problems.push(...variantProblems(variants));
  for (const { tag, nearest } of [...header.misspelt, ...discovery.misspeltTags]) {
    problems.push(atTag(tag, `There is no tag @${tag.name}; @${nearest} is probably meant.`));
  }
  for (const { tag, target } of discovery.unresolvedTags) {
    problems.push(atTag(tag, `There is no function ${target} in this file.`));
  }
  return { ...entry, variants, misprints, path: source.path, source, problems };
}

function misprintOf(
  pair: PairCandidate,
  variants: readonly CatalogueVariant[],
  problems: CatalogueProblem[],
): readonly CatalogueMisprint[] {
  const { gradient, value, wrt } = pair;
  const id = tagText(gradient.tags, 'misprint');
  if (id === null) {
    return [];
  }
  const meant = tagText(value.tags, 'misprintOf') ?? value.name;
  const variant = variants.find((candidate) => candidate.value.name === meant);
  const source = tagText(gradient.tags, 'source') ?? '';
  const cause = tagText(gradient.tags, 'cause') ?? '';
  if (variant === undefined || source === '' || cause === '') {
    const message = `The misprint ${id} needs a @source, a @cause and a value function of this file.`;
    problems.push({ message, start: gradient.nameStart, end: gradient.nameEnd });
  }
  return variant === undefined ? [] : [{ id, value, gradient, wrt, variant: variant.id, source, cause }];
}

function variantProblems(variants: readonly CatalogueVariant[]): readonly CatalogueProblem[] {
  if (variants.length === 0) {
    return [{ message: 'No exported function of this file is a value.', start: 0, end: 0 }];
  }
  return variants.flatMap(({ id, value }, index) =>
    variants.findIndex((other) => other.id === id) === index
      ? []
      : [{ message: `Two value functions are the variant ${id}.`, start: value.nameStart, end: value.nameEnd }],
  );
}

function atTag(tag: DocTag, message: string): CatalogueProblem {
  return { message, start: tag.start, end: tag.end };
}

/** Only exported functions are losses: the others help to write them. */
function isExported(unit: FunctionUnit): boolean {
  return /^(?:export)\b/.test(unit.node.getText());
}

function fileName(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.[cm]?[jt]s$/, '');
}
