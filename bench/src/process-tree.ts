import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ticks a second of what /proc says about time. */
const TICKS = 100;

/** Proportional memory in bytes: pages that several processes map are shared out among them. */
export interface TreeMemory {
  /** The process at the top, all its threads included. */
  readonly own: number;
  /** Sessions of PostgreSQL below it. */
  readonly sessions: number;
  /** All of them, everything else below it included. */
  readonly all: number;
}

/**
 * Memory of a process and everything below it.
 *
 * @param pid - the process at the top
 * @returns bytes
 */
export function memoryOfTree(pid: number): TreeMemory {
  let own = 0;
  let sessions = 0;
  let all = 0;
  for (const one of processTree(pid)) {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${one}/smaps_rollup`))?.[1];
    const bytes = Number(kilobytes ?? 0) * 1024;
    if (one === pid) own = bytes;
    // A session's title says whose it is, of which database and from where.
    if (/^postgres: \S+ \S+ \[local\]/.test(read(`/proc/${one}/cmdline`))) sessions += bytes;
    all += bytes;
  }
  return { own, sessions, all };
}

/**
 * Processor time of a process and everything below it, with those that ended and were waited for.
 *
 * @param pid - the process at the top
 * @returns seconds, user and system together
 */
export function processorSecondsOfTree(pid: number): number {
  let ticks = 0;
  for (const one of processTree(pid)) {
    const fields = /\) (.*)/s.exec(read(`/proc/${one}/stat`))?.[1]?.split(' ') ?? [];
    for (const field of fields.slice(11, 15)) ticks += Number(field);
  }
  return ticks / TICKS;
}

function processTree(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(join('/proc', name, 'stat')))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    open.push(...(children.get(next) ?? []));
  }
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
