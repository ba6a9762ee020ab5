/** @file `docs/conventions.md` lists exactly the verdicts, conventions, reason codes and tags that the code knows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { TAG_EXTENT } from '../../server/src/frontend/tag-names.ts';
import { repository } from '../harness/service.ts';

const page = readFileSync(new URL('docs/conventions.md', repository), 'utf8');

/** The text below a `##` heading. */
function section(title: string): string {
  const start = page.indexOf(`\n## ${title}\n`);
  assert.ok(start >= 0, title);
  const end = page.indexOf('\n## ', start + 1);
  return page.slice(start, end < 0 ? undefined : end);
}

/** What stands in backquotes in the first column of the tables. */
function firstColumn(text: string): readonly string[] {
  return [...text.matchAll(/^\| (`.*?) \|/gm)].flatMap((row) =>
    [...row[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!),
  );
}

/** The members of a union of texts as its source has them. */
function unionMembers(path: string, name: string): readonly string[] {
  const source = readFileSync(new URL(path, repository), 'utf8');
  const body = new RegExp(`type ${name} =([^;]*);`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/'([\w-]+)'/g)].map((match) => match[1]!);
}

function assertSame(actual: readonly string[], expected: readonly string[]): void {
  assert.ok(expected.length > 2);
  assert.deepEqual([...actual].sort(), [...expected].sort());
}

describe('docs/conventions.md', () => {
  it('explains every verdict', () => {
    assertSame(firstColumn(section('Verdicts')), unionMembers('server/src/service/types.ts', 'VerdictKind'));
  });

  it('explains every convention', () => {
    const listed = firstColumn(section('Conventions of gradients'));
    assertSame(listed, unionMembers('server/src/service/types.ts', 'ConventionKind'));
  });

  it('explains every reason code', () => {
    const codes = [
      ...unionMembers('server/src/frontend/trace/outcome.ts', 'UnsupportedCode'),
      ...unionMembers('server/src/check/decision.ts', 'UndeterminedCode'),
    ];
    assertSame(firstColumn(section('Reason codes')), codes);
  });

  it('explains every tag', () => {
    const listed = firstColumn(section('Tags')).map((text) => /^@([\w-]+)/.exec(text)?.[1] ?? text);
    assertSame(listed, Object.keys(TAG_EXTENT));
  });
});
