import type { Progress } from '@kempt/engine';
import type { Writable } from 'node:stream';
import { createPhaseClock, type PhaseState } from './phase-clock.ts';
import { progressLine } from './progress-line.ts';
import type { Style } from './style.ts';

/** Shows how long work goes on. */
export interface ProgressDisplay {
  /** Takes a report of the engine. */
  readonly update: (progress: Progress) => void;
  /** Takes the line off the terminal, so that something else can be written; the next report brings it back. */
  readonly clear: () => void;
  /** How long each phase took. */
  readonly phases: () => readonly PhaseState[];
}

/** Where progress goes. */
export interface ProgressOptions {
  readonly stream: Writable & { readonly columns?: number };
  /** False for pipes and quiet people: then nothing is ever written. */
  readonly enabled: boolean;
  readonly style: Style;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
}

/** Milliseconds before a line appears: quick work needs none. */
const PATIENCE_MS = 300;
const FRAMES_PER_SECOND = 10;

/**
 * Makes the display of one command. What draws the line is loaded when there is one to draw.
 *
 * @param options - where it goes
 * @returns a display that has shown nothing yet
 */
export function createProgressDisplay(options: ProgressOptions): ProgressDisplay {
  const clock = createPhaseClock(options.now);
  const phases = clock.all;
  if (!options.enabled) return { update: clock.update, clear: () => undefined, phases };
  const line = (): string => {
    const state = clock.current();
    return state === undefined
      ? ''
      : progressLine(state, { width: options.stream.columns ?? 80, style: options.style });
  };
  const started = options.now();
  let bar: Bar | undefined;
  let loading = false;
  let shown = false;
  return {
    update(progress) {
      clock.update(progress);
      if (shown || options.now() - started < PATIENCE_MS) return;
      if (bar !== undefined) {
        shown = true;
        bar.start(1, 0);
      } else if (!loading) {
        loading = true;
        void loadBar(options.stream, line).then((loaded) => (bar = loaded));
      }
    },
    clear() {
      if (shown) bar?.stop();
      shown = false;
    },
    phases,
  };
}

/** The part of a bar of cli-progress this needs. */
interface Bar {
  start(total: number, value: number): void;
  stop(): void;
}

async function loadBar(stream: ProgressOptions['stream'], format: () => string): Promise<Bar> {
  const { SingleBar } = (await import('cli-progress')).default;
  return new SingleBar({ stream, format, fps: FRAMES_PER_SECOND, clearOnComplete: true });
}
