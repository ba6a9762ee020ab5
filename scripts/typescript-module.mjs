/**
 * @file An esbuild plugin that reads the TypeScript compiler as an ES module, so that only the parser is bundled.
 * The compiler is published as one CommonJS file of flat declarations that were themselves bundled: with its wrapper taken off and
 * its table of exports written as an `export` statement, everything that nobody calls can be left out. The bundle becomes a third
 * as large and loads in a third of the time, and `ts.isBlock` is a variable instead of a getter behind a getter.
 */
import { readFileSync } from 'node:fs';

/** What surrounds the declarations; another release may be wrapped otherwise, and then the build must say so. */
const wrapper = {
  start: /^[\s\S]*?var ts = \{\}; \(\(module\) => \{\n/,
  ownExports:
    /^__export\(typescript_exports, \{\n([\s\S]*?)\n\}\);\nmodule\.exports = __toCommonJS\(typescript_exports\);\n/m,
  // The project server of editors comes last; classes with static fields, which a bundler must keep.
  end: /^\/\/ src\/server\/[\s\S]*$/m,
};

/** Namespaces of the parser, whose objects are declared before they are filled; those of others are never looked into. */
const parsersOwn = '(?:Debug|tracingEnabled|BinaryExpressionState|Parser|IncrementalParser)';

/** Statements that fill registries and namespaces of the language service. */
const registrations = [
  /^(?:registerCodeFix|registerRefactor|__export)\((?:.*|[\s\S]*?\n\})\);$/gm,
  new RegExp(String.raw`^\(\((?!${parsersOwn}2\))\w+\) => \{\n[\s\S]*?\n\}\)\(.*\);$`, 'gm'),
];

/** A variable that is computed when the file loads: a bundler may leave it out if nobody uses it only where that is said. */
const computed = /^var ([\w$]+) = ((?:new )?[\w$.]+\((?:.*|[\s\S]*?\n\S*)\));$/gm;

/** @param {string} source the text of `typescript/lib/typescript.js` */
export function asModule(source) {
  for (const [part, pattern] of Object.entries(wrapper)) {
    if (!pattern.test(source)) {
      throw new Error(`typescript.js has no ${part} as expected; see scripts/typescript-module.mjs`);
    }
  }
  const [, table] = wrapper.ownExports.exec(source);
  let declarations = source.replace(wrapper.start, '').replace(wrapper.ownExports, '').replace(wrapper.end, '');
  for (const pattern of registrations) declarations = declarations.replace(pattern, '');
  declarations = declarations.replace(computed, 'var $1 = /* @__PURE__ */ (() => $2)();');
  const names = declarations.matchAll(/^(?:var|function\*?|async function|class) ([\w$]+)/gm);
  const declared = new Set(Array.from(names, ([, name]) => name));
  const exported = Array.from(table.matchAll(/^ {2}(\S+): \(\) => ([^,\s]+)/gm))
    .filter(([, , local]) => declared.has(local))
    .map(([, name, local]) => `  ${local} as ${name},\n`);
  return `${declarations}\nexport {\n${exported.join('')}};\n`;
}

export const typescriptAsModule = {
  name: 'typescript-as-module',
  setup(build) {
    build.onLoad({ filter: /[\\/]typescript[\\/]lib[\\/]typescript\.js$/ }, ({ path }) => ({
      contents: asModule(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};
