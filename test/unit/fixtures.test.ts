/**
 * @file Every fixture: findings where they are drawn and nowhere else, verdicts and conventions as their lines say, fixes that fix.
 * The form of the expectations is in `test/harness/markers.ts`.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkFixture } from '../harness/fixtures.ts';
import { diskService } from '../harness/service.ts';

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  // The workspace is for trying the editor; its files show what a user sees and draw nothing.
  .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.startsWith('workspace/'))
  .sort();

describe('fixtures', () => {
  const service = diskService();
  for (const path of paths) {
    it(path, () => {
      const problems = checkFixture(service, folder + path, readFileSync(folder + path, 'utf8'));
      assert.equal(problems.join('\n\n'), '');
    });
  }
});
