import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { beginAtZero } from './begin-at-zero.ts';
import { WORK_STATUSES, WORK_TYPES, type WorkType } from './labels.ts';

/** An operation that a worker has brought to an end, and what that did since it was last counted. */
export interface EndedWork {
  readonly type: WorkType;
  /** How the operation stands now. */
  readonly status: string;
  /** For which this worker worked on it; absent where none brought it to its end. */
  readonly seconds?: number | undefined;
  /** What it did; absent where nobody knows. */
  readonly done?: WorkDone | undefined;
}

/** What an operation did. */
export interface WorkDone {
  readonly filesOrganized: number;
  readonly bytesOrganized: number;
  readonly filesFailed: number;
  readonly duplicatesFound: number;
  readonly spaceReclaimedBytes: number;
}

/** The operations of all processes that have not ended. */
export interface WorkNow {
  /** Under way, by type; a type without any may be absent. */
  readonly active: ReadonlyMap<WorkType, number>;
  /** Waiting for a free worker. */
  readonly ready: number;
  /** Waiting for an operation on an overlapping folder. */
  readonly blocked: number;
  /** Seconds for which the first of those that wait for a worker has waited. */
  readonly oldestSeconds: number;
}

/** Takes down how operations go. */
export interface WorkMetrics {
  /** A worker took an operation, so many seconds after it was handed to the workers. */
  workStarted(type: WorkType, waitSeconds: number): void;
  /** An operation has ended, or a preview is there. */
  workEnded(ended: EndedWork): void;
  /** What is under way; undefined where nobody knows at the moment. */
  workNow(now: WorkNow | undefined): void;
}

const WORK_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400];
const WAIT_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800, 3600];

/**
 * Makes the metrics of operations.
 *
 * @param registry - where they are kept
 * @returns what takes them down
 */
export function createWorkMetrics(registry: Registry): WorkMetrics {
  const registers = [registry];
  const operations = new Counter({
    name: 'operations_total',
    help: 'Operations that ended, and previews that were made (planned).',
    labelNames: ['type', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'operation_duration_seconds',
    help: 'Seconds for which the worker that brought an operation to its end worked on it.',
    labelNames: ['type'],
    buckets: WORK_SECONDS,
    registers,
  });
  const wait = new Histogram({
    name: 'queue_wait_seconds',
    help: 'Seconds from handing an operation to the workers until one took it.',
    labelNames: ['type'],
    buckets: WAIT_SECONDS,
    registers,
  });
  beginAtZero(operations, { type: WORK_TYPES, status: WORK_STATUSES });
  const take = createDoneMetrics(registry);
  return {
    workStarted: (type, waitSeconds) => {
      wait.observe({ type }, Math.max(0, waitSeconds));
    },
    workEnded: ({ type, status, seconds, done }) => {
      operations.inc({ type, status });
      if (seconds !== undefined) duration.observe({ type }, seconds);
      if (done !== undefined) take(done);
    },
    workNow: createNowMetrics(registry),
  };
}

function createDoneMetrics(registry: Registry): (done: WorkDone) => void {
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers: [registry] });
  const filesOrganized = counter('files_organized_total', 'Files that operations moved or copied to their place.');
  const bytesOrganized = counter('bytes_organized_total', 'Bytes of the files that were organized.');
  const filesFailed = counter('files_failed_total', 'Files that operations could not deal with.');
  const duplicates = counter('duplicates_found_total', 'Files that hold the same bytes as one that is kept.');
  const reclaimed = counter('space_reclaimed_bytes_total', 'Bytes of disk space that operations freed or set aside.');
  return (done) => {
    filesOrganized.inc(done.filesOrganized);
    bytesOrganized.inc(done.bytesOrganized);
    filesFailed.inc(done.filesFailed);
    duplicates.inc(done.duplicatesFound);
    reclaimed.inc(done.spaceReclaimedBytes);
  };
}

function createNowMetrics(registry: Registry): WorkMetrics['workNow'] {
  const registers = [registry];
  const active = new Gauge({
    name: 'active_operations',
    help: 'Operations that workers of all processes carry out now.',
    labelNames: ['type'],
    registers,
  });
  const depth = new Gauge({
    name: 'queue_depth',
    help: 'Operations that wait: for a worker (ready), or for one on an overlapping folder (blocked).',
    labelNames: ['state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'queue_oldest_seconds',
    help: 'Seconds for which the first of the operations that wait for a worker has waited; 0 when none does.',
    // Labelled, so that it is absent while nobody knows.
    labelNames: ['state'],
    registers,
  });
  return (now) => {
    for (const gauge of [active, depth, oldest]) gauge.reset();
    if (now === undefined) return;
    for (const type of WORK_TYPES) active.set({ type }, now.active.get(type) ?? 0);
    depth.set({ state: 'ready' }, now.ready);
    depth.set({ state: 'blocked' }, now.blocked);
    oldest.set({ state: 'ready' }, now.oldestSeconds);
  };
}
