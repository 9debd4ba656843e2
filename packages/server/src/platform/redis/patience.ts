/** The error for an answer that did not come. */
export class NoAnswer extends Error {}

/** Waits for answers, and gives up when they do not come. */
export interface Patience {
  /**
   * Waits for an answer.
   *
   * @param answer - what is waited for
   * @returns the answer
   * @throws NoAnswer when it did not come in time
   */
  wait<T>(answer: Promise<T>): Promise<T>;
}

const TURN_MS = 25;

/**
 * Makes a patience that is measured in turns of the event loop, so that a process that is busy itself does not blame who
 * has answered long ago: while it is busy no turn passes.
 *
 * @param milliseconds - how long it lasts when nothing is busy
 * @returns the patience
 */
export function createPatience(milliseconds: number): Patience {
  const turns = Math.max(1, Math.round(milliseconds / TURN_MS));
  const waiting = new Map<number, { left: number; readonly giveUp: (error: Error) => void }>();
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  const turn = (): void => {
    for (const [id, one] of waiting) {
      if (--one.left > 0) continue;
      waiting.delete(id);
      one.giveUp(new NoAnswer(`no answer within ${milliseconds} ms`));
    }
    timer = waiting.size === 0 ? undefined : setTimeout(turn, TURN_MS);
  };
  return {
    wait: (answer) => {
      const id = next++;
      const late = new Promise<never>((_resolve, reject) => {
        waiting.set(id, { left: turns + 1, giveUp: reject });
      });
      timer ??= setTimeout(turn, TURN_MS);
      return Promise.race([answer, late]).finally(() => waiting.delete(id));
    },
  };
}
