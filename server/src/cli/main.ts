/** @file Entry of the `gradcheck` command: connects the process to the program. The process is never ended here, so that all output arrives. */
import { run } from './program.ts';
import { createTerminal } from './terminal.ts';

const program = run(process.argv.slice(2), createTerminal(process), () => import('../service/service.ts'));
void program.then((exitCode) => (process.exitCode = exitCode));
