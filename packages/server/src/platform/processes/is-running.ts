/**
 * Whether a process of this machine runs, whoever it belongs to.
 *
 * @param pid - its number
 * @returns whether it does
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
