/** @file `npm run bench`: the figures of `docs/benchmarks.md`. With `--no-peers` nothing is installed and nothing is compared with. */
import { cpus } from 'node:os';
import { reportAnalysis } from './analysis-speed.ts';
import { buildBundles, reportSizes } from './bundles.ts';
import { loadPeers } from './peers.ts';
import { reportSamePoints } from './same-points.ts';
import { reportServer } from './server-speed.ts';

const processors = cpus();
console.log(
  `Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
);
console.log('Medians, with smallest and largest in brackets.');
buildBundles();
await reportServer();
reportAnalysis();
reportSizes();
reportSamePoints(await loadPeers());
