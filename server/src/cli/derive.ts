/** @file `gradcheck derive`: the derivation for a reference or for a function in a file, as text, LaTeX, Markdown or TypeScript. */
import { absolutePath } from '../disk/paths.ts';
import { readSource } from '../disk/read-source.ts';
import { alignedDerivation } from '../render/aligned.ts';
import type { Derivation, LossService, Problem } from '../service/types.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { withoutControls, type Terminal } from './terminal.ts';

export interface DeriveOptions {
  readonly format: 'text' | 'latex' | 'markdown' | 'typescript';
  readonly variant?: string;
}

export async function derive(
  target: string,
  { format, variant }: DeriveOptions,
  terminal: Terminal,
  service: LossService,
): Promise<ExitCode> {
  const separator = target.lastIndexOf('#');
  const derived =
    separator < 0
      ? service.deriveReference(target, variant)
      : deriveInFile(service, terminal.cwd, target.slice(0, separator), target.slice(separator + 1));
  if ('problem' in derived) {
    terminal.complain(derived.problem);
    return exitCodes.unusable;
  }
  await terminal.write(withoutControls(formats[format](derived)));
  return exitCodes.ok;
}

function deriveInFile(service: LossService, cwd: string, file: string, name: string): Derivation | Problem {
  const path = absolutePath(cwd, file);
  const source = readSource(path);
  if (source.kind === 'none') return { problem: `cannot read ${file}: ${source.reason}.` };
  return service.deriveFunction(path, source.text, name);
}

const formats: { readonly [format in DeriveOptions['format']]: (derivation: Derivation) => string } = {
  text: ({ title, wrt, steps }) => {
    const lines = steps.map(({ rule, text }, index) => `${index + 1}. ${rule}\n   ${text}\n`);
    return `${title}: derivative with respect to ${wrt}\n\n${lines.join('\n')}`;
  },
  latex: ({ steps }) => `${alignedDerivation(steps)}\n`,
  markdown: ({ title, wrt, steps, typescript }) => {
    const lines = steps.map(({ rule, latex }, index) => `${index + 1}. ${rule}\n\n   $$${latex}$$\n`);
    const code = `\`\`\`ts\n${typescript.trimEnd()}\n\`\`\`\n`;
    return `# ${title}: derivative with respect to ${wrt}\n\n${lines.join('\n')}\n${code}`;
  },
  typescript: ({ typescript }) => `${typescript.trimEnd()}\n`,
};
