/** Reports of the same error in a minute, and of all errors. */
const SAME = 10;
const ALL = 60;
const MINUTE_MS = 60_000;

/**
 * Says how much may be reported, so that an error of every request is no flood.
 *
 * @param now - monotonic, milliseconds
 * @returns whether one more of an error, named by a text, may be; it counts when it may
 */
export function createReportBudget(now: () => number = () => performance.now()): (error: string) => boolean {
  let began = now();
  let all = 0;
  // Errors that get no report are not kept, so that it holds few.
  const same = new Map<string, number>();
  return (error) => {
    if (now() - began >= MINUTE_MS) {
      began = now();
      all = 0;
      same.clear();
    }
    const count = same.get(error) ?? 0;
    if (all >= ALL || count >= SAME) return false;
    all++;
    same.set(error, count + 1);
    return true;
  };
}
