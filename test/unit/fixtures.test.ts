/**
 * @file Every fixture: findings where they are drawn and nowhere else, verdicts and conventions as their lines say, fixes that fix.
 * The form of the expectations is in `test/harness/markers.ts`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fixtureFiles, fixtureFolder } from '../harness/fixture-files.ts';
import { checkFixture } from '../harness/fixtures.ts';
import { diskService } from '../harness/service.ts';

// The workspace is for trying the editor; its files show what a user sees and draw nothing.
const paths = fixtureFiles().filter((path) => !path.startsWith('workspace/'));

describe('fixtures', () => {
  const service = diskService();
  for (const path of paths) {
    it(path, () => {
      const problems = checkFixture(service, fixtureFolder + path, readFileSync(fixtureFolder + path, 'utf8'));
      assert.equal(problems.join('\n\n'), '');
    });
  }
});
