import type { OperationProgress } from '@kempt/contracts/api';
import type { Progress } from '@kempt/engine';

/** Milliseconds over which the rate is measured. */
const WINDOW_MS = 10_000;

/** Turns reports of the engine into progress with a rate and the time that is left. */
export class ProgressMeter {
  readonly #now: () => number;
  #phase = '';
  #samples: { readonly time: number; readonly done: number }[] = [];

  /** @param now - monotonic, milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Takes a report.
   *
   * @param report - what the engine says
   * @returns the progress as the API shows it
   */
  take(report: Progress): OperationProgress {
    const time = this.#now();
    if (report.phase !== this.#phase) {
      this.#phase = report.phase;
      this.#samples = [{ time, done: 0 }];
    }
    this.#samples.push({ time, done: report.done });
    while (this.#samples.length > 2 && time - (this.#samples[0]?.time ?? time) > WINDOW_MS) this.#samples.shift();
    const [first] = this.#samples;
    const seconds = first === undefined ? 0 : (time - first.time) / 1000;
    const rate = first === undefined || seconds <= 0 ? null : (report.done - first.done) / seconds;
    const total = report.total ?? null;
    return {
      phase: report.phase,
      percent: total === null || total === 0 ? null : Math.min(100, (100 * report.done) / total),
      files_done: report.done,
      files_total: total,
      files_per_second: rate === null ? null : Math.max(0, rate),
      eta_seconds: total === null || rate === null || rate <= 0 ? null : Math.max(0, (total - report.done) / rate),
      last_path: report.path ?? null,
    };
  }
}
