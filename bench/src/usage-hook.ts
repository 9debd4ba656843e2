import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the program that is measured (`node --import`). As its last act the process writes what the whole of
 * it used, threads included, to the file named by KEMPT_BENCH_USAGE: exact, and without polling from outside.
 */
const file = process.env.KEMPT_BENCH_USAGE;

if (isMainThread && file !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const usage = { user_seconds: user / 1e6, system_seconds: system / 1e6, peak_bytes: peakBytes() };
    writeFileSync(file, JSON.stringify(usage));
  });
}

/** The kernel's own high-water mark of resident memory; the resource usage where there is no /proc. */
function peakBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No /proc on this system.
  }
  return process.resourceUsage().maxRSS * 1024;
}
