/** @file The manifest and the code say the same: commands, settings and their defaults, severities, panels, files that are started. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultSettings, type Settings } from '../../server/src/protocol/requests.ts';
import { createLossService } from '../../server/src/service/service.ts';
import { diskHost, repository } from '../harness/service.ts';
import { sourceFiles } from '../harness/source-files.ts';

interface Manifest {
  readonly main: string;
  readonly bin: { readonly [name: string]: string };
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly [place: string]: readonly { readonly command?: string; readonly submenu?: string }[] };
    readonly submenus: readonly { readonly id: string }[];
    readonly configuration: { readonly properties: { readonly [name: string]: Setting } };
  };
  readonly dependencies?: unknown;
  readonly devDependencies: { readonly [name: string]: string };
  readonly scripts: { readonly [name: string]: string };
}

interface Setting {
  readonly default: unknown;
  readonly additionalProperties?: { readonly enum?: readonly string[] };
}

const read = (path: string): string => readFileSync(new URL(path, repository), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const { commands, menus, submenus, configuration } = manifest.contributes;

/** The members of a union of texts in a source file. */
function unionMembers(source: string, name: string): readonly string[] {
  const body = new RegExp(`type ${name} =([^;]*);`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/'(\w+)'/g)].map((match) => match[1]!);
}

describe('manifest', () => {
  it('declares the commands that the client registers', () => {
    const registered = unionMembers(read('client/src/commands.ts'), 'CommandName').map((name) => `gradcheck.${name}`);
    assert.ok(registered.length > 3);
    assert.deepEqual(commands.map(({ command }) => command).sort(), [...registered].sort());
  });

  it('puts only declared commands and submenus into menus', () => {
    const known = new Set(commands.map(({ command }) => command));
    const ids = new Set(submenus.map(({ id }) => id));
    for (const [place, items] of Object.entries(menus)) {
      assert.ok(!place.startsWith('gradcheck.') || ids.has(place), place);
      for (const { command, submenu } of items) {
        assert.ok(command === undefined ? ids.has(submenu ?? '') : known.has(command), `${command} in ${place}`);
      }
    }
  });

  it('links in hovers run declared commands', () => {
    const protocol = read('server/src/protocol/requests.ts');
    const links = [...protocol.matchAll(/Command = '(gradcheck\.\w+)'/g)].map((match) => match[1]!);
    assert.equal(links.length, 3);
    for (const link of links)
      assert.ok(
        commands.some(({ command }) => command === link),
        link,
      );
  });

  it('has the settings of the protocol with their defaults', () => {
    const declared = Object.entries(configuration.properties).map(
      ([name, setting]) => [name.replace(/^gradcheck\./, ''), setting.default] as const,
    );
    assert.deepEqual(Object.fromEntries(declared), defaultSettings);
  });

  it('has the severities of the protocol', () => {
    const severities = ['error', 'warning', 'information', 'hint', 'off'] satisfies Settings['severity'][string][];
    const declared = configuration.properties['gradcheck.severity']?.additionalProperties?.enum;
    assert.deepEqual(declared, severities);
  });

  it('has the number of samples that the service takes by itself', () => {
    const text = 'export const f = (x: number) => x * x;\nexport const fGrad = (x: number) => 3 * x;\n';
    const analyze = (options?: { readonly samples: number }): unknown =>
      createLossService(diskHost(), options).analyze('/f.ts', text);
    assert.deepEqual(analyze(), analyze({ samples: defaultSettings.samples }));
  });

  it('starts what is there', () => {
    assert.equal(manifest.main, './dist/extension.cjs');
    for (const path of Object.values(manifest.bin)) assert.match(read(path), /^#!.*node/);
    const build = read('scripts/build.mjs');
    for (const bundle of ['extension', 'server', 'cli']) assert.match(build, new RegExp(`\\b${bundle}\\b`));
    const panels = manifest.activationEvents.flatMap((event) => /^onWebviewPanel:(.*)$/.exec(event)?.[1] ?? []);
    const client = read('client/src/plot-panel.ts') + read('client/src/derivation-panel.ts');
    assert.equal(panels.length, 2);
    for (const panel of panels) assert.ok(client.includes(`'${panel}'`), panel);
  });

  it('installs nothing for users: everything is bundled', () => {
    assert.equal(manifest.dependencies, undefined);
  });

  it('names no package that nothing uses', () => {
    const code = [...sourceFiles().map(({ text }) => text), read('eslint.config.js'), read('.mocharc.json')].join('\n');
    const commandLines = Object.values(manifest.scripts).join('\n');
    const tools: { readonly [name: string]: string } = { '@vscode/vsce': 'vsce' };
    const isUsed = (name: string): boolean => {
      const typed = /^@types\/(.*)$/.exec(name)?.[1];
      // Types go with what they describe: a package of ours, or a program that tests and extensions run in.
      if (typed !== undefined) return ['node', 'vscode', 'sarif'].includes(typed) || typed in manifest.devDependencies;
      const quoted = ["'", '"'].some(
        (quote) => code.includes(quote + name + quote) || code.includes(`${quote}${name}/`),
      );
      return quoted || new RegExp(`(^|[ &])${tools[name] ?? name} `, 'm').test(commandLines);
    };
    assert.deepEqual(
      Object.keys(manifest.devDependencies).filter((name) => !isUsed(name)),
      [],
    );
  });
});
