import { setTimeout as sleep } from 'node:timers/promises';
import { makeTree } from './make-tree.ts';
import { measure } from './measure.ts';
import { openService, type BenchService } from './open-service.ts';
import { memoryOfTree, processorSecondsOfTree, type TreeMemory } from './process-tree.ts';
import { quantileOf, type Measurement } from './report/figures.ts';
import type { ServiceFigures } from './report/service-figures.ts';
import { KEMPT, type SizeRequest } from './run-size.ts';
import { clear, syncDisks } from './workplace.ts';

/**
 * Measures an organize and its rollback through the API of a service with its embedded database, and how quickly the
 * API answers meanwhile, beside `kempt organize` on the same tree.
 *
 * @param request - size and place
 * @returns the figures
 */
export async function runService(request: SizeRequest): Promise<ServiceFigures> {
  const { files, seed, workplace, log } = request;
  clear(workplace);
  await makeTree({ root: workplace.tree, files, seed });
  syncDisks();
  const env = { KEMPT_HOME: workplace.home };
  const args = [KEMPT, 'organize', workplace.tree, '--by', 'category', '--yes', '--json'];
  const cli = await measure({ args, env, scratch: workplace.scratch });
  if (cli.code !== 0) throw new Error(`kempt organize exited ${String(cli.code)}`);
  log(`${files} files: command line ${cli.measurement.wallSeconds.toFixed(1)} s`);
  clear(workplace);
  await makeTree({ root: workplace.tree, files, seed });
  syncDisks();
  const service = await openService(env);
  try {
    return await measureService(request, service, cli.measurement);
  } finally {
    await service.stop();
    clear(workplace);
  }
}

async function measureService(
  { files, workplace, log }: SizeRequest,
  service: BenchService,
  cli: Measurement,
): Promise<ServiceFigures> {
  const root = await service.call('POST', '/api/v1/roots', { name: 'Tree', path: workplace.tree });
  const pid = service.child.pid ?? 0;
  const peak = new PeakMemory(pid);
  const processorBefore = processorSecondsOfTree(pid);
  const started = performance.now();
  const asked = await service.call('POST', '/api/v1/operations', {
    type: 'organize',
    root_id: root['id'],
    by: 'category',
    dry_run: false,
  });
  const path = `/api/v1/operations/${String(asked['id'])}`;
  const { status, reads } = await untilEnded(service, path, (phase) => peak.look(`organize: ${phase}`));
  if (status !== 'completed') throw new Error(`The operation is ${status}.`);
  const apiSeconds = (performance.now() - started) / 1000;
  const apiProcessorSeconds = processorSecondsOfTree(pid) - processorBefore;
  log(`${files} files: API ${apiSeconds.toFixed(1)} s`);
  const searches: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = performance.now();
    await service.call('GET', `/api/v1/files?operation_id=${String(asked['id'])}&category=images&limit=100`);
    searches.push(performance.now() - before);
  }
  const rollbackStarted = performance.now();
  const rolled = await service.call('POST', `${path}/rollback`);
  const rollback = `/api/v1/operations/${String(rolled['id'])}`;
  await untilEnded(service, rollback, (phase) => peak.look(`rollback: ${phase}`));
  const rollbackSeconds = (performance.now() - rollbackStarted) / 1000;
  const searchMs = searches.toSorted((a, b) => a - b)[5] ?? 0;
  return {
    files,
    cliSeconds: cli.wallSeconds,
    cliProcessorSeconds: cli.userSeconds + cli.systemSeconds,
    apiSeconds,
    apiProcessorSeconds,
    rollbackSeconds,
    peaks: peak.byPhase,
    reads: reads.length,
    p50: quantileOf(reads, 0.5),
    p95: quantileOf(reads, 0.95),
    max: quantileOf(reads, 1),
    searchMs,
  };
}

/** Asks for an operation until it has ended. */
async function untilEnded(
  service: BenchService,
  path: string,
  onPhase: (phase: string) => void,
): Promise<{ readonly status: string; /** Milliseconds. */ readonly reads: readonly number[] }> {
  const reads: number[] = [];
  for (;;) {
    const before = performance.now();
    const { status, progress } = await service.call('GET', path);
    reads.push(performance.now() - before);
    onPhase(phaseOf(progress) ?? String(status));
    if (status !== 'pending' && status !== 'running') return { status: String(status), reads };
    await sleep(100);
  }
}

/** Between two looks at the memory, which make the processes that are measured wait. */
const LOOK_MS = 400;

class PeakMemory {
  readonly #pid: number;
  readonly #byPhase = new Map<string, TreeMemory>();
  #looked = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  get byPhase(): ReadonlyMap<string, TreeMemory> {
    return this.#byPhase;
  }

  look(phase: string): void {
    if (performance.now() - this.#looked < LOOK_MS) return;
    const memory = memoryOfTree(this.#pid);
    if (memory.all > (this.#byPhase.get(phase)?.all ?? 0)) this.#byPhase.set(phase, memory);
    this.#looked = performance.now();
  }
}

/** What an operation is at, as its progress says. */
function phaseOf(progress: unknown): string | undefined {
  const isSaid = typeof progress === 'object' && progress !== null && 'phase' in progress;
  return isSaid ? String(progress.phase) : undefined;
}
