/** @file The command line: subcommands, options, help and usage errors. What a subcommand does is in the file of its name. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import type { LossService, ServiceHost, ServiceOptions } from '../service/types.ts';
import { check, type CheckOptions } from './check.ts';
import { derive, type DeriveOptions } from './derive.ts';
import { createDiskHost } from './disk-host.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { gradient, type GradientOptions } from './gradient.ts';
import { listReferences, type ReferencesOptions } from './references.ts';
import type { Terminal } from './terminal.ts';

/** Loads the analysis, which takes longer than printing help. */
export type LoadAnalysis = () => Promise<{
  readonly createLossService: (host: ServiceHost, options?: ServiceOptions) => LossService;
}>;

/** Options that decide how the service answers; every subcommand that asks it has the last one. */
interface ServiceFlags {
  readonly samples?: number;
  readonly seed?: number;
  readonly references: readonly string[];
}

export async function run(args: readonly string[], terminal: Terminal, loadAnalysis: LoadAnalysis): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const serve = async ({ samples, seed, references }: ServiceFlags): Promise<LossService> => {
    const { createLossService } = await loadAnalysis();
    const options = { ...(samples === undefined ? {} : { samples }), ...(seed === undefined ? {} : { seed }) };
    return createLossService(createDiskHost(terminal.cwd, references), options);
  };
  const written: Promise<void>[] = [];
  const program = new Command('gradcheck')
    .description(packageJson.description)
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void written.push(terminal.write(text)),
      writeErr: (text) => terminal.explain(text),
      outputError: (text) => terminal.complain(text.replace(/^error: /, '').trim()),
    });

  program
    .command('check')
    .description('check hand-written gradients in files, folders or globs')
    .argument('<paths...>', 'files, folders or globs')
    .addOption(new Option('--format <format>', 'output format').choices(['pretty', 'json', 'sarif']).default('pretty'))
    .option('--samples <count>', 'samples per pair (default: 48)', wholeNumber(1, 10_000))
    .option('--seed <number>', 'seed of every random draw (default: 1)', wholeNumber(0, 2 ** 32 - 1))
    .option('--verbose', 'list undetermined pairs and skipped files with their reasons', false)
    .addOption(referencesOption())
    .action(async (paths: readonly string[], options: CheckOptions & ServiceFlags) => {
      exitCode = await check(paths, options, terminal, await serve(options));
    });

  program
    .command('references')
    .description('list the catalogue of reference losses')
    .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text'))
    .addOption(referencesOption())
    .action(async (options: ReferencesOptions & ServiceFlags) => {
      exitCode = await listReferences(options, terminal, await serve(options));
    });

  program
    .command('gradient')
    .description('evaluate a reference loss and its derived gradient at a point')
    .argument('<reference>', 'id of a reference, as "gradcheck references" lists them')
    .requiredOption(
      '--at <json>',
      'the inputs as a JSON object, or - to read one object a line from the standard input',
    )
    .option('--variant <name>', 'a variant of the reference')
    .addOption(referencesOption())
    .action(async (id: string, options: GradientOptions & ServiceFlags) => {
      exitCode = await gradient(id, options, terminal, await serve(options));
    });

  program
    .command('derive')
    .description('derive the gradient of a reference or of a function in a file')
    .argument('<target>', 'id of a reference, or <file>#<function>')
    .addOption(
      new Option('--format <format>', 'output format')
        .choices(['text', 'latex', 'markdown', 'typescript'])
        .default('text'),
    )
    .option('--variant <name>', 'a variant of the reference')
    .addOption(referencesOption())
    .action(async (target: string, options: DeriveOptions & ServiceFlags) => {
      exitCode = await derive(target, options, terminal, await serve(options));
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.unusable;
    const reason = error instanceof Error ? error.message : String(error);
    terminal.complain(`internal error: ${reason}. Please report it together with the command you ran.`);
    return exitCodes.unusable;
  } finally {
    await Promise.all(written);
  }
}

function referencesOption(): Option {
  return new Option('--references <glob>', 'reference losses of your own; may be given several times')
    .argParser((glob: string, earlier: readonly string[]) => [...earlier, glob])
    .default([], 'none');
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
