import type { OutcomeCode } from '@kempt/contracts';

/** What can be made to fail: the system calls behind the ports. */
export type FaultOperation =
  | 'open'
  | 'list'
  | 'stat'
  | 'read'
  | 'read_back'
  | 'create'
  | 'write'
  | 'set_facts'
  | 'rename'
  | 'exchange'
  | 'link'
  | 'symlink'
  | 'unlink'
  | 'mkdir'
  | 'rmdir'
  | 'fsync'
  | 'append'
  | 'truncate';

/** One failure to come. */
export interface PlannedFault {
  /** The call that fails. */
  readonly operation: FaultOperation;
  /** Absolute raw path the call must be about; any path when absent. */
  readonly path?: string;
  /** What the call fails with. `cross_device` on a rename leads into the copy protocol. */
  readonly code: OutcomeCode;
  /** How many calls fail; 1 when absent. */
  readonly times?: number;
}

/** Called before every elementary change; a test may act as another program here, or throw a {@link CrashError}. */
export type StepHook = (step: number, description: string) => void;

/** Thrown where a test lets the process die: everything done before stays, nothing after happens. */
export class CrashError extends Error {
  /** @param description - the step that was not done any more */
  constructor(description = 'crashed on purpose') {
    super(description);
    this.name = 'CrashError';
  }
}

/** Failures and crashes on purpose, shared by the in-memory ports of one pretended process. */
export interface Faults {
  /** Called before every elementary change with its number, from 1. */
  onStep: StepHook | undefined;
  /** Elementary changes so far; goes on counting over restarts. */
  readonly steps: number;
  /** Whether the process died and was not started again. */
  readonly crashed: boolean;
  /** Makes the next fitting call fail. */
  failNext(fault: PlannedFault): void;
  /** Lets the process die instead of doing the n-th step from now (1 is the next one). */
  crashAt(step: number): void;
  /** Starts the process again; crashes and failures to come are forgotten. */
  restart(): void;
  /**
   * For the ports: announces an elementary change.
   *
   * @throws CrashError when the process dies here or is dead already
   */
  step(description: string): void;
  /** For the ports: the failure planned for a call, if any; it is used up. */
  take(operation: FaultOperation, ...paths: readonly string[]): OutcomeCode | undefined;
  /**
   * For the ports: a dead process makes no calls.
   *
   * @throws CrashError after a crash
   */
  assertAlive(): void;
}

/**
 * Creates the fault hooks for one or more in-memory ports.
 *
 * @returns hooks with nothing planned
 */
export function createFaults(): Faults {
  let planned: { fault: PlannedFault; left: number }[] = [];
  let crashStep = Number.POSITIVE_INFINITY;
  let steps = 0;
  let crashed = false;
  const assertAlive = (): void => {
    if (crashed) throw new CrashError('the process is dead until restart()');
  };
  return {
    onStep: undefined,
    get steps() {
      return steps;
    },
    get crashed() {
      return crashed;
    },
    failNext: (fault) => {
      planned.push({ fault, left: fault.times ?? 1 });
    },
    crashAt: (step) => {
      crashStep = steps + step;
    },
    restart: () => {
      crashed = false;
      crashStep = Number.POSITIVE_INFINITY;
      planned = [];
    },
    step(description) {
      assertAlive();
      steps++;
      try {
        if (steps >= crashStep) throw new CrashError(description);
        this.onStep?.(steps, description);
      } catch (error) {
        crashed = true;
        throw error;
      }
    },
    take: (operation, ...paths) => {
      const hit = planned.find(({ fault }) => {
        return fault.operation === operation && (fault.path === undefined || paths.includes(fault.path));
      });
      if (hit === undefined) return undefined;
      hit.left--;
      planned = planned.filter(({ left }) => left > 0);
      return hit.fault.code;
    },
    assertAlive,
  };
}
