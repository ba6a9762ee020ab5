/** @file The real command, as a process, around the scripted analysis. */
import { run } from '../../../server/src/cli/program.ts';
import { createTerminal } from '../../../server/src/cli/terminal.ts';
import { createScriptedService } from './scripted-service.ts';

const program = run(process.argv.slice(2), createTerminal(process), async () => ({
  createLossService: createScriptedService,
}));
void program.then((exitCode) => (process.exitCode = exitCode));
