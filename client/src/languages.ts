/** @file The documents we read: one list for the language client, the commands and the status bar. */
import type { TextDocument } from 'vscode';

const languages = ['typescript', 'javascript', 'typescriptreact', 'javascriptreact'];

/** Not `git` and the like: the old side of a comparison would repeat every finding of the new one. */
const schemes = ['file', 'untitled', 'vscode-vfs'];

export const documentSelector = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

/** Files that "Check Gradients in Workspace" looks at. */
export const sourceFiles = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';
/** Code nobody wrote by hand here. */
export const generatedFiles = '**/{node_modules,bower_components,dist,out,build,coverage,.git}/**';

export function isChecked(document: TextDocument): boolean {
  return languages.includes(document.languageId) && schemes.includes(document.uri.scheme);
}
