/**
 * Loaded before a process of Kempt's with `--import`: its clock, and that of its threads, is wrong by SHIFT_CLOCK_MS from
 * the start, and by as much more from each SIGUSR2 on in its main thread.
 */
const STEP = Number(process.env['SHIFT_CLOCK_MS'] ?? 0);
const RealDate = Date;
let shift = STEP;

/** The clock as it is set. */
class ShiftedDate extends RealDate {
  constructor(...args: readonly unknown[]) {
    if (args.length === 0) super(RealDate.now() + shift);
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + shift;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
process.on('SIGUSR2', () => {
  shift += STEP;
});
