import { CATEGORIES, outcomeOf, type ReportData, type ReportRow } from '@kempt/contracts';
import { wordsOf } from '../apply/row-words.ts';
import { isFileStep, Tally } from '../apply/tally.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import type { JournalState } from '../journal/journal-reader.ts';
import { readBatches, readPlan, type FrozenPlan } from '../journal/plan-reader.ts';
import { shown } from '../names/shown.ts';
import { categoryCounts } from './category-counts.ts';
import type { OperationDetails } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { historyEntry, readPast, statusOf, type Past, type PastOperation } from './history.ts';
import { Largest } from './largest.ts';
import { operationResult } from './operation-result.ts';
import { stepLines } from './step-lines.ts';
import { knownJournal } from './undo-operation.ts';

const LARGEST_SHOWN = 20;
const SAMPLE = 20;

interface Reported {
  readonly past: Past;
  readonly operation: PastOperation;
  readonly plan: FrozenPlan;
}

async function load(parts: EngineParts, operationId: string): Promise<Reported> {
  await knownJournal(parts, operationId);
  const past = await readPast(parts);
  const operation = past.operations.find((other) => other.operationId === operationId);
  if (operation === undefined) throw new RangeError(`operation ${operationId} vanished while it was read`);
  return { past, operation, plan: await readPlan(parts.store.read(operationId, 'plan')) };
}

/**
 * Everything a report shows of an operation, from its plan and its journal.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @returns the data of the report
 */
export async function reportData(parts: EngineParts, operationId: string): Promise<ReportData> {
  const { past, operation, plan } = await load(parts, operationId);
  const { journal } = operation;
  const entry = await historyEntry(parts, past, operation);
  const roots = plan.header.roots.map(({ path }) => path);
  const tally = new Tally(roots);
  const files = new Float64Array(CATEGORIES.length);
  const bytes = new Float64Array(CATEGORIES.length);
  const reasons = new Map<string, number>();
  for await (const batch of readBatches({ store: parts.store, operationId, plan })) {
    const codes = journal.codes.subarray(batch.firstStep, batch.firstStep + batch.count);
    tally.add(batch, codes, wordsOf(journal, batch));
    for (let row = 0; row < batch.count; row++) {
      if (!isFileStep(batch, row)) continue;
      const code = outcomeOf(codes[row] ?? 0);
      if (code !== 'completed') reasons.set(code, (reasons.get(code) ?? 0) + 1);
      const category = batch.category[row] ?? 0;
      files[category] = (files[category] ?? 0) + 1;
      bytes[category] = (bytes[category] ?? 0) + (batch.size[row] ?? 0);
    }
  }
  return {
    ...operationResult(plan, {
      operationId,
      status: statusOf(operation),
      durationSeconds: journal.end?.duration_seconds ?? 0,
      tally,
    }),
    ...shown('root', roots[0] ?? ''),
    ...shown('destination', roots[plan.header.destination] ?? ''),
    created_at: entry.created_at,
    finished_at: entry.finished_at,
    categories: categoryCounts(files, bytes),
    largest_files: await largestFiles(parts, operationId, plan),
    reasons: [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    left: plan.counts.left,
    timeline: await timelineOf(parts, { operationId, plan, journal }),
    undone: entry.undone,
  };
}

async function largestFiles(
  parts: EngineParts,
  operationId: string,
  plan: FrozenPlan,
): Promise<ReportData['largest_files']> {
  const largest = new Largest<ReportData['largest_files'][number]>(LARGEST_SHOWN);
  for await (const { line } of stepLines({ store: parts.store, operationId, plan })) {
    const base64 = line.original_path_base64 === undefined ? {} : { path_base64: line.original_path_base64 };
    const { original_path: path, size_bytes, category } = line;
    largest.add({ path, ...base64, size_bytes, category }, size_bytes);
  }
  return largest.items().map(({ item }) => item);
}

async function timelineOf(
  parts: EngineParts,
  operation: { readonly operationId: string; readonly plan: FrozenPlan; readonly journal: JournalState },
): Promise<ReportData['timeline']> {
  const { journal, plan, operationId } = operation;
  const done = new Map<number, { files: number; bytes: number }>();
  for await (const batch of readBatches({ store: parts.store, operationId, plan })) {
    let files = 0;
    let bytes = 0;
    for (let row = 0; row < batch.count; row++) {
      if (!isFileStep(batch, row) || outcomeOf(journal.codes[batch.firstStep + row] ?? 0) !== 'completed') continue;
      files++;
      bytes += batch.size[row] ?? 0;
    }
    done.set(batch.firstStep, { files, bytes });
  }
  const started = journal.begin.started_at;
  let files = 0;
  let bytes = 0;
  return journal.timeline
    .filter(({ first }) => done.has(first))
    .map(({ time, first }) => {
      files += done.get(first)?.files ?? 0;
      bytes += done.get(first)?.bytes ?? 0;
      done.delete(first);
      return { seconds: Math.max(0, time - started) / 1000, files_completed: files, bytes_completed: bytes };
    });
}

/**
 * One row a planned file, with what became of it.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @returns rows in plan order
 */
export async function* reportRows(parts: EngineParts, operationId: string): AsyncGenerator<ReportRow> {
  const journal = await knownJournal(parts, operationId);
  const plan = await readPlan(parts.store.read(operationId, 'plan'));
  for await (const { step, line } of stepLines({ store: parts.store, operationId, plan })) {
    const outcome = outcomeOf(journal.codes[step] ?? 0);
    const message = outcome === 'completed' ? '' : describeOutcome(outcome, journal.messages.get(step));
    yield { ...line, outcome, message };
  }
}

/**
 * A deep look at one operation.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @returns its history, counters, options and a sample of its files
 */
export async function showOperation(parts: EngineParts, operationId: string): Promise<OperationDetails> {
  const { past, operation, plan } = await load(parts, operationId);
  const sample: OperationDetails['sample'][number][] = [];
  for await (const { step, line } of stepLines({ store: parts.store, operationId, plan })) {
    sample.push({ ...line, outcome: outcomeOf(operation.journal.codes[step] ?? 0) });
    if (sample.length >= SAMPLE) break;
  }
  return {
    ...(await historyEntry(parts, past, operation)),
    ...shown('destination', plan.header.roots[plan.header.destination]?.path ?? ''),
    plan_digest: plan.digest,
    files_scanned: plan.counts.files_scanned,
    files_in_place: plan.counts.files_in_place,
    files_left: plan.counts.files_left,
    duration_seconds: operation.journal.end?.duration_seconds ?? 0,
    options: plan.header.options,
    sample,
    undone_by_all: past.undos.get(operationId) ?? [],
  };
}
