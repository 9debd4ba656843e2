import type { Progress } from '@kempt/engine';

/** How a phase stands. */
export interface PhaseState {
  readonly phase: Progress['phase'];
  readonly done: number;
  readonly total: number | undefined;
  /** Bytes done, in phases that count them. */
  readonly bytes?: number;
  /** Since the phase began. */
  readonly seconds: number;
  /** Files a second of late; undefined before there is anything to measure. */
  readonly rate: number | undefined;
  /** Bytes a second of late, likewise. */
  readonly byteRate?: number;
}

/** Measures phases as their progress is reported. */
export interface PhaseClock {
  /** Takes a report. */
  readonly update: (progress: Progress) => void;
  /** The phase in hand, undefined before the first report. */
  readonly current: () => PhaseState | undefined;
  /** All phases so far, in order. */
  readonly all: () => readonly PhaseState[];
}

/** Milliseconds the rate is measured over: long enough to be calm, short enough to follow the disk. */
const WINDOW_MS = 10_000;
const LEAST_MS = 500;

/** A report and when it came. */
interface Sample {
  readonly at: number;
  readonly done: number;
  readonly bytes: number;
}

/** Measurements of one phase. */
interface Phase {
  readonly name: Progress['phase'];
  readonly started: number;
  latest: Progress;
  latestAt: number;
  samples: Sample[];
}

/**
 * Makes a clock for the phases of one command.
 *
 * @param now - monotonic, milliseconds
 * @returns a clock that has seen nothing yet
 */
export function createPhaseClock(now: () => number): PhaseClock {
  const phases: Phase[] = [];
  const stateOf = (phase: Phase, until: number): PhaseState => ({
    phase: phase.name,
    done: phase.latest.done,
    total: phase.latest.total,
    seconds: (until - phase.started) / 1000,
    rate: rateOf(phase.samples, 'done'),
    ...bytesOf(phase),
  });
  return {
    update(progress) {
      const at = now();
      let phase = phases.at(-1);
      if (phase?.name !== progress.phase) {
        if (phase !== undefined) phase.latestAt = at;
        phase = { name: progress.phase, started: at, latest: progress, latestAt: at, samples: [] };
        phases.push(phase);
      }
      phase.latest = progress;
      phase.latestAt = at;
      phase.samples = phase.samples.filter((sample) => at - sample.at <= WINDOW_MS);
      phase.samples.push({ at, done: progress.done, bytes: progress.bytes ?? 0 });
    },
    current() {
      const phase = phases.at(-1);
      return phase === undefined ? undefined : stateOf(phase, now());
    },
    all: () => phases.map((phase) => stateOf(phase, phase.latestAt)),
  };
}

function bytesOf({ latest, samples }: Phase): Pick<PhaseState, 'bytes' | 'byteRate'> {
  if (latest.bytes === undefined) return {};
  const byteRate = rateOf(samples, 'bytes');
  return { bytes: latest.bytes, ...(byteRate === undefined ? {} : { byteRate }) };
}

function rateOf(samples: readonly Sample[], of: 'done' | 'bytes'): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return undefined;
  return ((last[of] - first[of]) * 1000) / (last.at - first.at);
}
