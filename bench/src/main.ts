import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PeerFigures, SizeFigures } from './report/figures.ts';
import { describeMachine } from './report/machine.ts';
import { formatResult } from './report/print-figures.ts';
import { findPeer, runPeer } from './run-peer.ts';
import { runSize } from './run-size.ts';
import type { SizeRequest } from './run-size.ts';
import { openWorkplace } from './workplace.ts';

const USAGE = `Usage: npm run bench -- [options]
  --sizes LIST   numbers of files (10000,100000,1000000)
  --runs N       repeats at every size (3; 1 from a million files on)
  --seed N       which trees (1)
  --peers        installs the peer with apt-get when it is missing (as root)
  --no-peer      leaves the peer out
  --json FILE    writes the figures`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      peer: { type: 'boolean', default: true },
      peers: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const workplace = openWorkplace();
  const seed = Number(values.seed);
  const runsAt = (files: number): number => Number(values.runs ?? (files >= 1_000_000 ? 1 : 3));
  const sizes: SizeFigures[] = [];
  for (const files of values.sizes.split(',').map(Number)) {
    sizes.push(await runSize({ files, runs: runsAt(files), seed, workplace, log }));
  }
  const request = { files: PEER_FILES, runs: runsAt(PEER_FILES), seed, workplace, log };
  const peer = values.peer ? await comparePeer(request, values.peers) : undefined;
  const result = { machine: describeMachine(workplace.scratch), sizes, ...(peer === undefined ? {} : { peer }) };
  console.log(formatResult(result));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}

async function comparePeer(request: SizeRequest, install: boolean): Promise<PeerFigures | undefined> {
  const name = findPeer(install);
  if (name !== undefined) return runPeer(request, name);
  log('!!! NOT COMPARED: the peer "organize" is not on the PATH (apt-get install organize)');
  return undefined;
}

function log(line: string): void {
  console.error(line);
}

const PEER_FILES = 20_000;

await main();
