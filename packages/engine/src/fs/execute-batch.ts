import { outcomeId } from '@kempt/contracts';
import {
  NO_REQUIREMENT,
  type BatchOutcome,
  type StepAction,
  type StepBatch,
  type StopSignal,
} from '../ports/file-system.ts';
import { actionOf, BatchRun, syncTouched, WAITING, type Execution } from './batch-run.ts';
import { copyRows } from './copy-rows.ts';
import { displaceRow } from './displace-row.ts';
import { hardlinkRow } from './hardlink-row.ts';
import { makeFolder, removeFolder } from './folder-steps.ts';
import { moveRow } from './move-row.ts';
import { purgeRow } from './purge-row.ts';
import { quarantineRow } from './quarantine-row.ts';
import { reflinkRow } from './reflink-row.ts';
import { rejoinRow } from './rejoin-row.ts';
import { removeCopy } from './remove-copy.ts';
import { replaceLinkRow } from './replace-link-row.ts';
import { separateRow } from './separate-row.ts';
import { leadsElsewhere } from './step-rows.ts';
import { symlinkRow } from './symlink-row.ts';

const COMPLETED = outcomeId('completed');
const DESTINATION_EXISTS = outcomeId('destination_exists');
const NOT_ATTEMPTED = outcomeId('not_attempted');

/**
 * Carries out a batch and makes it durable: each touched folder is synced once at the end.
 *
 * @param execution - calls, folders, fault point
 * @param batch - the steps, in order
 * @param stop - ends the batch between two steps
 * @returns what became of every row
 */
export function executeBatch(execution: Execution, batch: StepBatch, stop?: StopSignal): BatchOutcome {
  const run = new BatchRun(execution, batch, stop);
  try {
    carryOut(run);
    run.moved = run.watched.finish(run.code);
    return run.outcome;
  } finally {
    run.watched.close();
  }
}

function carryOut(run: BatchRun): void {
  const { batch } = run;
  for (let row = 0; row < batch.count && !run.stopped; row++) {
    if (batch.skip[row] !== 0) continue;
    run.slots.trim();
    if (leadsElsewhere(batch, row)) run.end(row, 'not_supported', 'a name with a slash or a zero byte');
    else if (requirementHolds(run, row)) attempt(run, row);
    // The old file is gone from its place, which is not to stay vacant until all other copies are made.
    if (run.code[row] === WAITING && row > 0 && actionOf(batch, row - 1) === 'displace') copyWaiting(run);
  }
  copyWaiting(run);
  syncTouched(run);
}

const STEP: Readonly<Record<StepAction, (run: BatchRun, row: number) => void>> = {
  move: moveRow,
  copy: (run, row) => {
    run.wait(row);
  },
  remove_copy: removeCopy,
  make_folder: makeFolder,
  remove_folder: (run, row) => {
    copyWaiting(run);
    removeFolder(run, row);
  },
  quarantine: quarantineRow,
  purge: purgeRow,
  hardlink: hardlinkRow,
  separate: separateRow,
  reflink: reflinkRow,
  symlink: symlinkRow,
  replace_link: replaceLinkRow,
  rejoin: rejoinRow,
  displace: displaceRow,
};

/** What has a name now may be the original of a copy that waits, and gone once that is made. */
function attempt(run: BatchRun, row: number): void {
  const step = STEP[actionOf(run.batch, row)];
  step(run, row);
  if (run.code[row] !== DESTINATION_EXISTS || run.waiting.length === 0) return;
  copyWaiting(run);
  run.code[row] = NOT_ATTEMPTED;
  run.messages.delete(row);
  step(run, row);
}

function requirementHolds(run: BatchRun, row: number): boolean {
  const required = run.batch.requires[row] ?? NO_REQUIREMENT;
  if (required === NO_REQUIREMENT || run.batch.skip[required] !== 0) return true;
  if (run.code[required] === WAITING) copyWaiting(run);
  const code = run.code[required] ?? NOT_ATTEMPTED;
  if (code === COMPLETED) return true;
  if (code !== NOT_ATTEMPTED) run.end(row, 'dependency_skipped');
  return false;
}

/** Copies everything that waits. */
function copyWaiting(run: BatchRun): void {
  if (run.waiting.length === 0) return;
  const rows = run.waiting;
  run.waiting = [];
  for (const row of rows) run.code[row] = NOT_ATTEMPTED;
  copyRows(run, rows);
}
