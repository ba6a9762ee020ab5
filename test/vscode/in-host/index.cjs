/**
 * @file Checks that run inside the extension host, through the editor's API: the same in the browser's VS Code and in the desktop one.
 * CommonJS, because that is what the extension host loads tests as.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- CommonJS has no other imports. */
const assert = require('node:assert/strict');
const vscode = require('vscode');

exports.run = async () => {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`[in-host] ok ${name}`);
    } catch (error) {
      console.log(`[in-host] FAILED ${name}: ${error.stack}`);
      throw error;
    }
  }
};

const checks = {
  async 'registers every command of the manifest'() {
    const extension = vscode.extensions.getExtension('gradcheck.gradcheck');
    await extension.activate();
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of extension.packageJSON.contributes.commands)
      assert.ok(registered.includes(command), command);
  },

  async 'publishes the finding on the wrong gradient'() {
    const document = await openSample('focal.ts');
    const findings = await eventually(() =>
      vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'gradcheck'),
    );
    assert.equal(findings.length, 1);
    assert.equal(findings[0].severity, vscode.DiagnosticSeverity.Error);
    assert.match(document.getText(findings[0].range), /gamma/);
  },

  async 'lets hovers run our commands and no others'() {
    const document = await openSample('focal.ts');
    const place = document.positionAt(document.getText().indexOf('focalLoss('));
    const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, place);
    const ours = hovers.flatMap(({ contents }) => contents).find(({ value }) => value.includes('command:gradcheck.'));
    assert.ok(ours, 'a hover with links');
    assert.ok(ours.isTrusted.enabledCommands.every((command) => command.startsWith('gradcheck.')));
    assert.ok(!ours.supportHtml);
  },

  async 'is silenced by the setting'() {
    const document = await openSample('focal.ts');
    const settings = vscode.workspace.getConfiguration('gradcheck');
    const silent = changed(() =>
      vscode.languages.getDiagnostics(document.uri).every(({ source }) => source !== 'gradcheck'),
    );
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await silent;
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
  },
};

async function openSample(name) {
  const [file] = await vscode.workspace.findFiles(name);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

/** What `read` gives, as soon as it is not empty. */
async function eventually(read) {
  await changed(() => read().length > 0);
  return read();
}

/** Settles when the diagnostics are such that `holds` holds. */
function changed(holds) {
  if (holds()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The diagnostics did not change as expected.')), 60_000);
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (!holds()) return;
      clearTimeout(timer);
      listener.dispose();
      resolve();
    });
  });
}
