import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** Where figures were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly fileSystem: string;
  readonly node: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

/**
 * Describes this machine.
 *
 * @param folder - the folder whose file system counts
 * @returns what a reader needs to compare figures
 */
export function describeMachine(folder: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
    fileSystem: fileSystemOf(folder),
    node: process.version,
    date: new Date().toISOString(),
  };
}

function fileSystemOf(folder: string): string {
  try {
    return execFileSync('findmnt', ['-no', 'FSTYPE,OPTIONS', '-T', folder], { encoding: 'utf8' }).trim();
  } catch {
    return `type 0x${statfsSync(folder).type.toString(16)}`;
  }
}
