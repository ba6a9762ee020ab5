/**
 * @file Tags of ours that say nothing usable: a domain that cannot be read, a name that is nowhere in the functions it is about. Whether
 * a name is a parameter, a field or a local is not looked into: a word of that spelling somewhere is enough to stay silent.
 */
import type { Discovery } from '../frontend/discover/discover.ts';
import { parseDomain } from '../frontend/domain.ts';
import { namesIn } from '../frontend/tags.ts';
import type { DocTag, FunctionUnit } from '../frontend/types.ts';

export interface TagProblem {
  readonly tag: DocTag;
  readonly message: string;
}

export function tagProblems({ functions, pairs }: Discovery): readonly TagProblem[] {
  return functions
    .filter((unit) => !unit.broken)
    .flatMap((unit) => {
      const own = pairs.filter((pair) => pair.value.node === unit.node || pair.gradient.node === unit.node);
      const about = [unit, ...own.flatMap((pair) => [pair.value, pair.gradient])];
      const isValueOnly = own.length > 0 && own.every((pair) => pair.gradient.node !== unit.node);
      return unit.tags.flatMap((tag) => {
        const message = problemOf(tag, unit, about, isValueOnly);
        return message === null ? [] : [{ tag, message }];
      });
    });
}

/** @param about the function and those that it is paired with. */
function problemOf(
  tag: DocTag,
  unit: FunctionUnit,
  about: readonly FunctionUnit[],
  isValueOnly: boolean,
): string | null {
  const missing = (names: readonly string[], where: readonly string[]): string | null =>
    names.find((name) => !where.some((text) => hasWord(text, name))) ?? null;
  const parameters = (units: readonly FunctionUnit[]): readonly string[] =>
    units.flatMap(({ node }) => node.parameters.map((parameter) => parameter.getText()));
  const texts = about.map(({ node }) => node.getText());
  switch (tag.name) {
    case 'domain':
      return domainProblem(tag, parameters(about));
    case 'upstream': {
      const [name] = namesIn(tag.text);
      if (name === undefined) return 'It needs the name of the parameter that is the upstream factor.';
      return missing([name], parameters([unit])) === null ? null : `${unit.name} has no parameter \`${name}\`.`;
    }
    case 'stopGradient': {
      const names = namesIn(tag.text);
      if (names.length === 0) return 'It needs the names of the locals that are held constant.';
      const unknown = missing(names, texts);
      return unknown === null ? null : `There is no local \`${unknown}\` in ${unit.name}.`;
    }
    case 'gradientOf': {
      const [target, keyword, ...rest] = namesIn(tag.text);
      // A function that is not found is another finding.
      if (keyword !== 'wrt' || about.length === 1) return null;
      if (rest.length === 0) return 'After `wrt` it needs the names of parameters.';
      const unknown = missing(rest, texts);
      return unknown === null ? null : `${target} has no parameter \`${unknown}\`.`;
    }
    case 'outputForm':
      return isValueOnly ? 'It belongs above the gradient.' : null;
    case 'reference':
      return tag.text === '' ? 'It needs the id of a reference.' : null;
    default:
      return null;
  }
}

function domainProblem(tag: DocTag, parameters: readonly string[]): string | null {
  const match = /^(\S+)\s+(.+)$/.exec(tag.text.trim());
  if (match === null) return 'It needs a parameter and a domain, as in `@domain p (0, 1)`.';
  const [, name, text] = match;
  if (parseDomain(text!) === null) {
    return `\`${text}\` is no domain; domains are \`real\`, \`positive\`, \`(0, 1)\`, \`[0, 1]\`, \`{0, 1}\`, \`integer [0, 9]\`, \`bin\`, \`simplex\`, \`box-xyxy\` and \`box-cxcywh\`.`;
  }
  const head = name!.replace(/[.[].*$/, '');
  // A destructured parameter is called after its position.
  if (/^arg\d+$/.test(head) || parameters.some((parameter) => hasWord(parameter, head))) return null;
  return `There is no parameter \`${head}\` here.`;
}

function hasWord(text: string, path: string): boolean {
  const words = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const [head = path] = /^[^.[\]]+/.exec(path) ?? [];
  return words.has(head);
}
