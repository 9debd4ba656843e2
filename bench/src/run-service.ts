import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTree } from './make-tree.ts';
import { measure } from './measure.ts';
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
  const service = spawn(process.execPath, [KEMPT, 'serve'], {
    env: { ...process.env, ...env, KEMPT_PORT: '0', DATABASE_URL: '', KEMPT_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await measureService(request, service, cli.measurement.wallSeconds);
  } finally {
    service.kill('SIGTERM');
    await new Promise((resolve) => service.once('close', resolve));
    clear(workplace);
  }
}

interface Api {
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
}

async function measureService(
  { files, workplace, log }: SizeRequest,
  service: ChildProcess,
  cliSeconds: number,
): Promise<ServiceFigures> {
  const api = await signUp(service);
  const root = await api.call('POST', '/api/v1/roots', { name: 'Tree', path: workplace.tree });
  const reads: number[] = [];
  let peakBytes = 0;
  const started = performance.now();
  const asked = await api.call('POST', '/api/v1/operations', {
    type: 'organize',
    root_id: root['id'],
    by: 'category',
    dry_run: false,
  });
  const path = `/api/v1/operations/${String(asked['id'])}`;
  for (;;) {
    const before = performance.now();
    const { status } = await api.call('GET', path);
    reads.push(performance.now() - before);
    peakBytes = Math.max(peakBytes, memoryOf(service.pid ?? 0));
    if (status !== 'pending' && status !== 'running') {
      if (status !== 'completed') throw new Error(`The operation is ${String(status)}.`);
      break;
    }
    await sleep(100);
  }
  const apiSeconds = (performance.now() - started) / 1000;
  log(`${files} files: API ${apiSeconds.toFixed(1)} s`);
  const searches: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = performance.now();
    await api.call('GET', `/api/v1/files?operation_id=${String(asked['id'])}&category=images&limit=100`);
    searches.push(performance.now() - before);
  }
  const rollbackStarted = performance.now();
  const rolled = await api.call('POST', `${path}/rollback`);
  for (;;) {
    const { status } = await api.call('GET', `/api/v1/operations/${String(rolled['id'])}`);
    peakBytes = Math.max(peakBytes, memoryOf(service.pid ?? 0));
    if (status !== 'pending' && status !== 'running') break;
    await sleep(100);
  }
  const rollbackSeconds = (performance.now() - rollbackStarted) / 1000;
  const sorted = reads.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const [p50, p95, max] = [at(0.5), at(0.95), at(1)];
  const searchMs = searches.toSorted((a, b) => a - b)[5] ?? 0;
  return { files, cliSeconds, apiSeconds, rollbackSeconds, peakBytes, reads: reads.length, p50, p95, max, searchMs };
}

async function signUp(service: ChildProcess): Promise<Api> {
  if (service.stdout === null) throw new Error('the service has no output');
  let token = '';
  let url = '';
  for await (const line of createInterface({ input: service.stdout })) {
    token ||= /^Set up: \S+token=(\S+)$/.exec(line)?.[1] ?? '';
    url = /^Kempt is ready: (\S+)$/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  let bearer = '';
  const call: Api['call'] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const account = { email: 'bench@example.org', password: 'correct horse battery', name: 'Bench' };
  const made = await call('POST', '/api/v1/setup', { token, ...account });
  bearer = String(made['access_token']);
  return { call };
}

/** Proportional memory of a process and everything below it, PostgreSQL's pages shared out among its processes. */
function memoryOf(pid: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(join('/proc', name, 'stat')))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  let bytes = 0;
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${next}/smaps_rollup`))?.[1];
    bytes += Number(kilobytes ?? 0) * 1024;
    open.push(...(children.get(next) ?? []));
  }
  return bytes;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
