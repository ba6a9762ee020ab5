/**
 * @file Every rule has its page, its file and a folder of fixtures of its name, and the pages tell the truth: code under Reported has
 * exactly the one finding, code under Not reported has none.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileRules, ruleIds, rules, tagRules } from '../../server/src/rules/registry.ts';
import { diskService, repository } from '../harness/service.ts';

const sections = [
  'What it reports',
  'Why it matters',
  'Reported',
  'Not reported',
  'How it is decided',
  'When to turn it off',
] as const;

const pages = readdirSync(new URL('docs/rules/', repository)).map((name) => name.replace(/\.md$/, ''));

/** The text below each `##` heading of a page. */
function readSections(page: string): ReadonlyMap<string, string> {
  const [, ...parts] = page.split(/^## /m);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), part.slice(end)] as const;
    }),
  );
}

function codeBlocks(section: string): readonly string[] {
  return [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]!);
}

describe('pages of rules', () => {
  const service = diskService();

  it('are as many as rules, and so are files and fixture folders', () => {
    assert.deepEqual([...pages].sort(), [...ruleIds].sort());
    const files = readdirSync(new URL('server/src/rules/', repository)).map((name) => name.replace(/\.ts$/, ''));
    const helpers = new Set(['registry', 'rule', 'words']);
    const withFiles = [...rules, ...fileRules].map((rule) => rule.id);
    assert.deepEqual(files.filter((name) => !helpers.has(name)).sort(), [...withFiles].sort());
    assert.deepEqual([...ruleIds].sort(), [...withFiles, ...tagRules].sort());
    for (const id of ruleIds) assert.ok(existsSync(new URL(`test/fixtures/rules/${id}/`, repository)), id);
  });

  for (const id of pages) {
    const page = readFileSync(new URL(`docs/rules/${id}.md`, repository), 'utf8');
    const found = readSections(page);

    it(`${id}: title, severity and sections`, () => {
      assert.ok(page.startsWith(`# ${id}\n`));
      const severity = [...rules, ...fileRules].find((rule) => rule.id === id)?.severity ?? 'warning';
      assert.match(page, new RegExp(`^Severity: ${severity}\\.$`, 'm'));
      assert.deepEqual([...found.keys()], sections);
      for (const [title, text] of found) assert.ok(text.trim().length > 20, title);
      for (const title of ['Reported', 'Not reported']) assert.ok(codeBlocks(found.get(title)!).length > 0, title);
    });

    codeBlocks(found.get('Reported') ?? '').forEach((code, i) => {
      it(`${id}: example ${i + 1} under Reported has this finding and no other`, () => {
        assert.deepEqual(findingsOf(id, code, `${id}-reported-${i}`), [id]);
      });
    });

    codeBlocks(found.get('Not reported') ?? '').forEach((code, i) => {
      it(`${id}: example ${i + 1} under Not reported has no finding`, () => {
        assert.deepEqual(findingsOf(id, code, `${id}-silent-${i}`), []);
      });
    });
  }

  function findingsOf(id: string, code: string, name: string): readonly string[] {
    const { pairs, findings } = service.analyze(`/examples/${name}.ts`, code);
    // An example in which nothing is paired would be silent for the wrong reason.
    if (fileRules.some((rule) => rule.id === id)) assert.ok(pairs.length > 1);
    else if (rules.some((rule) => rule.id === id)) assert.equal(pairs.length, 1);
    return [...pairs.flatMap((pair) => pair.findings), ...findings].map((finding) => finding.code);
  }
});
