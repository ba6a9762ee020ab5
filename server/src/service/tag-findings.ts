/** @file Findings about our own doc tags: a misspelt name, a `@gradientOf` whose function is not there, a text that says nothing usable. */
import type { Discovery } from '../frontend/discover/discover.ts';
import type { TagRuleId } from '../rules/registry.ts';
import { tagProblems } from './tag-problems.ts';
import type { Finding } from './types.ts';

export function tagFindings(discovery: Discovery): readonly Finding[] {
  const finding = (code: TagRuleId, message: string, start: number, end: number, fix: string | null): Finding => ({
    code,
    severity: 'warning',
    message,
    span: { start, end },
    witness: null,
    cause: null,
    fix,
    related: [],
  });
  return [
    ...discovery.misspeltTags.map(({ tag, nearest }) =>
      finding('unknown-tag', `There is no tag @${tag.name}; did you mean @${nearest}?`, tag.start, tag.end, null),
    ),
    ...discovery.unresolvedTags.map(({ tag, target }) =>
      finding(
        'unresolved-tag',
        `There is no function \`${target}\` here for @${tag.name}; check the spelling, or import it.`,
        tag.start,
        tag.end,
        null,
      ),
    ),
    ...tagProblems(discovery).map(({ tag, message }) =>
      finding('unusable-tag', `@${tag.name} says nothing usable here. ${message}`, tag.start, tag.end, null),
    ),
  ];
}
