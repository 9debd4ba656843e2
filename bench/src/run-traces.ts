import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeTree } from './make-tree.ts';
import { openService } from './open-service.ts';
import type { TraceFigures } from './report/trace-figures.ts';
import { organizeAndList, SWITCHED_OFF, type CacheRequest } from './run-cache.ts';
import { clear, syncDisks } from './workplace.ts';

const FILES = 2000;
/** Reads of each kind, of each service. */
const READS = 2000;
/** Reads before those, until the code is compiled. */
const WARMING = 200;

/**
 * Measures what traces cost: two services with the same to tell, one of which sends spans to a collector that reads and
 * drops them, are asked the same in turns. The cache is switched off, so that each read has statements to trace.
 *
 * @param request - place and seed
 * @returns the figures, one for each kind of read
 * @throws Error when the collector got nothing
 */
export async function runTraces({ workplace, seed, log }: CacheRequest): Promise<readonly TraceFigures[]> {
  clear(workplace);
  await using ends = new AsyncDisposableStack();
  ends.defer(() => {
    clear(workplace);
  });
  for (const folder of [workplace.tree, workplace.home]) mkdirSync(folder, { recursive: true });
  const collector = ends.use(await startDrain());
  const open = async (name: string, env: Readonly<Record<string, string>>) => {
    const tree = join(workplace.tree, name);
    await makeTree({ root: tree, files: FILES, seed });
    syncDisks();
    const service = await openService({ KEMPT_HOME: join(workplace.home, name), ...SWITCHED_OFF, ...env });
    ends.defer(() => service.stop());
    return { service, reads: await organizeAndList(service, tree) };
  };
  const plain = await open('plain', { OTEL_EXPORTER_OTLP_ENDPOINT: '' });
  const traced = await open('traced', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const figures: TraceFigures[] = [];
  for (const [at, { kind, path }] of plain.reads.entries()) {
    const times = { plain: [] as number[], traced: [] as number[] };
    const ask = {
      plain: () => plain.service.call('GET', path),
      traced: () => traced.service.call('GET', traced.reads[at]?.path ?? ''),
    };
    for (let round = 0; round < WARMING + READS; round++) {
      // Whoever comes second in a turn comes first in the next.
      for (const which of round % 2 === 0 ? (['plain', 'traced'] as const) : (['traced', 'plain'] as const)) {
        const began = performance.now();
        await ask[which]();
        if (round >= WARMING) times[which].push(performance.now() - began);
      }
    }
    figures.push({ kind, ...times });
    log(`traces, ${kind}: done`);
  }
  if (collector.bytes() === 0) throw new Error('Nobody sent a span.');
  return figures;
}

/** A collector that reads what it is sent, and drops it. */
async function startDrain() {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
