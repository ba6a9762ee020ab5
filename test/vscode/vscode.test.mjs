/**
 * @file The extension in the real VS Code, as a user sees it: one window per theme, in which the tests build on each other. The light
 * window runs in Restricted Mode. Mathematics is tested elsewhere; here it is enough that each part of the interface shows it.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  closePanel,
  goTo,
  hoverAtCursor,
  openFile,
  problems,
  retry,
  runCommand,
  until,
  webviewOf,
} from './harness/steps.mjs';
import { startVSCode } from './harness/vscode.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const screenshots = join(here, 'screenshots');

/** The wrong line of `focal.ts`, one-based, and a column inside its wrong part. */
const wrongLine = 18;
const wrongText = 'gamma * Math.log(pt)';

const windows = [
  { name: 'dark', theme: 'Default Dark Modern', settings: { 'security.workspace.trust.enabled': false } },
  {
    name: 'light',
    theme: 'Default Light Modern',
    // Nobody answers a question in a test; without an answer the folder stays untrusted, which is what we want to see.
    settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
  },
];

for (const { name, theme, settings } of windows) {
  describe(`VS Code, ${name} theme`, function () {
    this.timeout(120_000);
    let vs;
    let page;
    /** Whether the first test saw the extension at work. Without it every other test would only wait for its time to run out. */
    let works = null;
    const shot = (feature, target = page) => target.screenshot({ path: join(screenshots, `${name}-${feature}.png`) });

    before(async () => {
      mkdirSync(screenshots, { recursive: true });
      vs = await startVSCode({ extension: root, workspace: join(root, 'test/fixtures/workspace'), theme, settings });
      page = vs.page;
    });
    beforeEach(() => assert.notEqual(works, false, 'not run, because the extension showed no squiggle'));
    afterEach(async function () {
      works ??= this.currentTest.state === 'passed';
      if (this.currentTest.state !== 'failed') return;
      await shot(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
      console.log(
        vs.log
          .filter((line) => /gradcheck|error/i.test(line))
          .slice(-20)
          .join('\n'),
      );
    });
    after(() => vs?.dispose());

    it('points at the wrong term of the focal gradient', async () => {
      await openFile(page, 'focal.ts');
      await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
      await shot('squiggle');
    });

    it('says in the Problems view what is wrong', async () => {
      const rows = await problems(page);
      await rows
        .filter({ hasText: /pt/ })
        .filter({ hasText: /gradcheck/i })
        .first()
        .waitFor();
      await shot('problems');
      await closePanel(page);
    });

    it('counts the verdicts in the status bar', async () => {
      const item = page.locator('.statusbar-item[id="gradcheck.gradcheck.verdicts"]');
      await item.waitFor();
      assert.match(await item.locator('[aria-label]').first().getAttribute('aria-label'), /1 wrong/);
    });

    it('shows a typeset formula on hover', async () => {
      await goTo(page, 5, 20);
      const hover = await hoverAtCursor(page, 'is not the derivative of');
      const image = hover.locator('img').first();
      await until(
        () => image.evaluate(({ naturalWidth }) => naturalWidth),
        (width) => width > 0,
        'width of the image',
      );
      // The picture is there, so this is our part of the hover and not that of another extension which came first.
      assert.deepEqual(await hover.locator('strong code').allInnerTexts(), [
        'focalLoss',
        'focalLossGrad',
        'focalLoss',
        'z',
      ]);
      assert.doesNotMatch(await hover.innerText(), /`/);
      await shot('hover');
    });

    it('opens the derivation from the link in the hover', async () => {
      await goTo(page, 5, 20);
      await retry(async () => {
        const hover = await hoverAtCursor(page, 'is not the derivative of');
        await hover
          .getByText(/derivation/i)
          .last()
          .click({ timeout: 2000 });
        await page.locator('.tab', { hasText: 'Derivation' }).first().waitFor({ timeout: 3000 });
      });
      const view = await webviewOf(page, 'Derivation');
      await view.locator('.step svg').first().waitFor();
      assert.ok((await view.locator('.step').count()) > 1, 'a derivation has steps');
      await view.getByRole('button', { name: 'Copy as LaTeX' }).click();
      await page.locator('.statusbar-item', { hasText: 'Copied the derivation as LaTeX' }).waitFor();
      await shot('derivation');
      await runCommand(page, 'View: Close Editor');
    });

    it('plots the gradient and follows a slider', async () => {
      await openFile(page, 'focal.ts');
      await goTo(page, wrongLine, 10);
      await runCommand(page, 'Gradcheck: Plot Gradient');
      const view = await webviewOf(page, 'Gradient');
      const line = view.locator('.chart .line.derived').first();
      await line.waitFor();
      assert.ok((await view.locator('.disagreement').count()) > 0, 'the disagreement is marked');
      assert.match(await view.locator('body').getAttribute('class'), new RegExp(`vscode-${name}`));
      const before = await line.getAttribute('d');
      const slider = view.getByLabel('Slider of gamma');
      await slider.focus();
      for (let presses = 0; presses < 5; presses++) await slider.press('ArrowLeft');
      await until(
        () => line.getAttribute('d'),
        (d) => d !== before,
        'the line after the slider moved',
      );
      await shot('plot');
    });

    it('reads values by keyboard in the plot', async () => {
      const view = await webviewOf(page, 'Gradient');
      const reader = view.getByRole('slider', { name: /Reading position/ });
      await reader.focus();
      await reader.press('Home');
      assert.match(await reader.getAttribute('aria-valuetext'), /^z minus .*derived/);
    });

    it('takes the fix through the quick fix menu, and the squiggle and the disagreement go', async () => {
      await page.locator('.tab', { hasText: 'focal.ts' }).first().click();
      const code = page.locator('.view-line', { hasText: wrongText }).first();
      const column = (await code.innerText()).replaceAll('\u00a0', ' ').indexOf(wrongText) + 1;
      await goTo(page, wrongLine, column + 3);
      await retry(async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+.');
        const fix = page.locator('.action-widget .monaco-list-row.action', { hasText: /pt/ }).first();
        await fix.waitFor({ timeout: 3000 });
        await shot('fix');
        await fix.click({ timeout: 2000 });
      });
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached', timeout: 30_000 });
      const view = await webviewOf(page, 'Gradient');
      await until(
        () => view.locator('.disagreement').count(),
        (count) => count === 0,
        'bands of disagreement',
      );
      await shot('fixed');
    });

    it('checks the whole workspace', async () => {
      await runCommand(page, 'Gradcheck: Check Gradients in Workspace');
      await page.locator('.markers-panel').waitFor({ timeout: 60_000 });
      await runCommand(page, 'Notifications: Show Notifications');
      await page.locator('.notification-list-item-message', { hasText: /^Gradients in 5 files: / }).waitFor();
      await shot('workspace');
      await page.keyboard.press('Escape');
      await closePanel(page);
    });

    it('offers the references to read where none is known', async () => {
      await openFile(page, 'activations.js');
      await goTo(page, 2, 1);
      await runCommand(page, 'Gradcheck: Open Reference');
      await page
        .locator('.quick-input-list .monaco-list-row', { hasText: /focal/i })
        .first()
        .waitFor({ timeout: 20_000 });
      await shot('references');
      await page.keyboard.press('Escape');
    });

    it('is silent on correct files', async () => {
      const label = page.locator('.statusbar-item[id="gradcheck.gradcheck.verdicts"] [aria-label]').first();
      const wanted = { 'bce.ts': 2, 'ciou.ts': 1, 'dfl.ts': 1, 'activations.js': 5 };
      for (const [file, pairs] of Object.entries(wanted)) {
        await openFile(page, file);
        const words = await until(
          () => label.getAttribute('aria-label', { timeout: 2000 }),
          (text) => text.includes(file),
          'status',
        );
        // "3 proved, 2 in agreement at every sample": any other verdict on these files is a false alarm or a lost pair.
        const right = [...words.matchAll(/(\d+) (?:proved|in agreement)/g)].reduce(
          (sum, [, count]) => sum + Number(count),
          0,
        );
        assert.equal(right, pairs, words);
        assert.equal(await page.locator('.squiggly-error').count(), 0, file);
      }
    });
  });
}

describe('VS Code, extension host', function () {
  this.timeout(120_000);

  it('passes the checks that also run in the desktop editor', async () => {
    const vs = await startVSCode({
      extension: root,
      workspace: join(root, 'test/fixtures/workspace'),
      theme: 'Default Dark Modern',
      settings: { 'security.workspace.trust.enabled': false },
      tests: join(here, 'in-host/index.cjs'),
    });
    try {
      const code = await vs.exitCode;
      assert.equal(code, 0, vs.log.filter((line) => line.includes('[in-host]')).join('\n'));
    } finally {
      await vs.dispose();
    }
  });
});
