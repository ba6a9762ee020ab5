/** @file What a user does, as steps on the page. Commands and providers appear only once the extension host is up, so steps retry. */

/** Repeats a step until it works. Each attempt waits for an event of its own, so this never spins. */
export async function retry(step, timeout = 30_000) {
  for (const end = Date.now() + timeout; ;) {
    try {
      return await step();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

async function quickInput(page, key, text) {
  await page.keyboard.press('Escape');
  await page.keyboard.press(key);
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor({ timeout: 2000 });
  await input.fill(text);
}

export function runCommand(page, command) {
  return retry(async () => {
    await quickInput(page, 'F1', `>${command}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().click({ timeout: 2000 });
  });
}

export async function openFile(page, name) {
  await retry(async () => {
    await page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: name })
      .first()
      .dblclick({ timeout: 2000 });
    await page.locator('.tab.active', { hasText: name }).waitFor({ timeout: 2000 });
  });
}

/** Puts the cursor at a one-based line and column. */
export function goTo(page, line, column) {
  return retry(async () => {
    await quickInput(page, 'Control+G', `:${line}:${column}`);
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 2000 });
  });
}

/** Shows the hover at the cursor and returns its contents once they hold `text`. */
export function hoverAtCursor(page, text) {
  return retry(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const hover = page.locator('.monaco-hover:visible', { hasText: text }).first();
    await hover.waitFor({ timeout: 3000 });
    return hover;
  });
}

/** The rows of the Problems view, shown and focused. */
export async function problems(page) {
  await runCommand(page, 'Problems: Focus on Problems View');
  return page.locator('.markers-panel .monaco-list-row');
}

export async function closePanel(page) {
  await runCommand(page, 'View: Hide Panel');
}

/** The document inside the webview whose tab is named like this. Webviews of other tabs stay hidden. */
export async function webviewOf(page, tab) {
  await page.locator('.tab', { hasText: tab }).first().waitFor({ timeout: 30_000 });
  return page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
}

/** Waits until `read` gives something that `accept` takes. */
export function until(read, accept, what) {
  return retry(async () => {
    const value = await read();
    if (accept(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
    throw new Error(`${what}: ${JSON.stringify(value)}`);
  });
}
