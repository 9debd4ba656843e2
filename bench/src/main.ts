import { writeFileSync } from 'node:fs';
import { readBenchOptions, USAGE, type BenchOptions } from './bench-options.ts';
import { formatCache } from './report/cache-figures.ts';
import { runCache } from './run-cache.ts';
import { runDuplicates } from './duplicates/run-duplicates.ts';
import type { PeerFigures, SizeFigures } from './report/figures.ts';
import { describeMachine } from './report/machine.ts';
import { formatDuplicates } from './report/print-duplicates.ts';
import { formatMachine, formatOrganize, type OrganizeResult } from './report/print-figures.ts';
import { findPeer, runPeer } from './run-peer.ts';
import { formatStart } from './report/start-figures.ts';
import { formatService, type ServiceFigures } from './report/service-figures.ts';
import { runService } from './run-service.ts';
import { runSize } from './run-size.ts';
import { runStart } from './run-start.ts';
import { formatTraces } from './report/trace-figures.ts';
import { runTraces } from './run-traces.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

async function main(): Promise<void> {
  const options = readBenchOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const workplace = openWorkplace();
  const machine = describeMachine(workplace.scratch);
  const figures: Record<string, unknown> = { machine };
  console.log(formatMachine(machine));
  if (options.parts.includes('organize')) {
    const result = await measureOrganize(options, workplace);
    Object.assign(figures, result);
    console.log(`\n${formatOrganize(result)}`);
  }
  if (options.parts.includes('duplicates')) {
    const result = await runDuplicates({ ...options, workplace, log });
    figures['duplicates'] = result;
    console.log(`\n${formatDuplicates(result)}`);
  }
  if (options.parts.includes('start')) {
    const start = runStart({ workplace, log });
    figures['start'] = start;
    console.log(`\n${formatStart(start)}`);
  }
  if (options.parts.includes('service')) {
    const service: ServiceFigures[] = [];
    for (const files of options.sizes.service) {
      service.push(await runService({ files, runs: 1, seed: options.seed, workplace, log }));
    }
    figures['service'] = service;
    console.log(`\n${formatService(service)}`);
  }
  if (options.parts.includes('cache')) {
    const cache = await runCache({ seed: options.seed, workplace, log });
    figures['cache'] = cache;
    console.log(`\n${formatCache(cache)}`);
  }
  if (options.parts.includes('traces')) {
    const traces = await runTraces({ seed: options.seed, workplace, log });
    figures['traces'] = traces;
    console.log(`\n${formatTraces(traces)}`);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, mapsAsObjects, 2)}\n`);
}

async function measureOrganize(options: BenchOptions, workplace: Workplace): Promise<OrganizeResult> {
  const requestAt = (files: number) => ({ files, runs: options.runsAt(files), seed: options.seed, workplace, log });
  const sizes: SizeFigures[] = [];
  for (const files of options.sizes.organize) sizes.push(await runSize(requestAt(files)));
  const name = options.comparesPeers ? findPeer(options.installsPeers) : undefined;
  if (options.comparesPeers && name === undefined) {
    log('!!! NOT COMPARED: the peer "organize" is not on the PATH (apt-get install organize)');
  }
  const peer: PeerFigures | undefined = name === undefined ? undefined : await runPeer(requestAt(PEER_FILES), name);
  return { sizes, ...(peer === undefined ? {} : { peer }) };
}

function mapsAsObjects(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries<unknown>(value) : value;
}

function log(line: string): void {
  console.error(line);
}

const PEER_FILES = 20_000;

await main();
