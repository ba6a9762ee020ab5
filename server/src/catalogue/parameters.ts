/**
 * @file Roles and domains of a reference loss's parameters, from the tags of the function and of the file's header.
 * The function's own tags win, so that a variant can narrow a domain.
 */
import * as ts from 'typescript';
import { parseDomain, type ParameterDomain } from '../frontend/domain.ts';
import type { DocTag, FunctionUnit } from '../frontend/types.ts';
import type { CatalogueProblem } from './load.ts';

export interface CatalogueParameter {
  readonly name: string;
  /** What it means, in words. */
  readonly role: string;
  readonly domain: ParameterDomain;
  /** The domain as written. */
  readonly domainText: string;
}

/** Every parameter of `value`; those without a role or a readable domain are named as problems and taken to be real. */
export function readParameters(
  value: FunctionUnit,
  header: readonly DocTag[],
): { readonly parameters: readonly CatalogueParameter[]; readonly problems: readonly CatalogueProblem[] } {
  const problems: CatalogueProblem[] = [];
  const parameters = value.node.parameters.flatMap((parameter): readonly CatalogueParameter[] => {
    const at = { start: parameter.getStart(), end: parameter.end };
    if (!ts.isIdentifier(parameter.name)) {
      problems.push({ message: 'A parameter of a reference needs a name of its own.', ...at });
      return [];
    }
    const name = parameter.name.text;
    const role = textAbout(name, 'role', value.tags) ?? textAbout(name, 'role', header);
    const domainText = textAbout(name, 'domain', value.tags) ?? textAbout(name, 'domain', header);
    const domain = domainText === null ? null : parseDomain(domainText);
    if (role === null) {
      problems.push({ message: `The parameter ${name} has no @role.`, ...at });
    }
    if (domain === null) {
      const message = domainText === null ? `The parameter ${name} has no @domain.` : `${domainText} is not a domain.`;
      problems.push({ message, ...at });
    }
    const real: ParameterDomain = {
      kind: 'interval',
      low: -Infinity,
      high: Infinity,
      lowClosed: false,
      highClosed: false,
    };
    return [{ name, role: role ?? '', domain: domain ?? real, domainText: domainText ?? 'real' }];
  });
  return { parameters, problems };
}

/** What follows the parameter's name in `@role z logit` or `@domain z real`. */
function textAbout(parameter: string, name: 'role' | 'domain', tags: readonly DocTag[]): string | null {
  for (const tag of tags) {
    const [subject, ...rest] = tag.text.split(/\s+/);
    if (tag.name === name && subject === parameter && rest.length > 0) {
      return rest.join(' ');
    }
  }
  return null;
}
