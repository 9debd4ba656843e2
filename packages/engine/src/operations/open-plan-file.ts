import { openRoots, type OpenRoots } from '../apply/open-roots.ts';
import { readPieces } from '../fs/read-pieces.ts';
import { readPlan, type FrozenPlan } from '../journal/plan-reader.ts';
import type { TreeLock } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import type { PlannedOperation, PlanPreview } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { refuseForeignSteps } from './foreign-steps.ts';
import { guardRoot } from './guard-roots.ts';
import { lockWhenFree } from './lock-when-free.ts';
import { plannedOperation } from './planned-operation.ts';
import { checkBefore } from './preflight.ts';
import { previewDeduplicate } from './preview-deduplicate.ts';
import { previewPlan } from './preview-plan.ts';
import { refuseReadOnlyRoot } from './refuse-read-only.ts';
import type { Waiting } from './wait-while-busy.ts';

/** How a plan file is taken. */
export interface OpenPlanOptions extends Waiting {
  readonly match?: 'inode' | 'content';
}

/**
 * Takes a plan file written before. The file is checked whole, its roots are guarded as if a person had named them,
 * and it is copied into Kempt's care, so that what is carried out is what was checked.
 *
 * @param parts - the engine's parts
 * @param path - absolute raw path of the plan file
 * @param options - identity, and whether to wait for another Kempt
 * @returns the planned operation
 * @throws KemptError `file_not_found`, `plan_corrupt`, `plan_version`, `root_changed`, `tree_busy`, and those of roots
 */
export async function openPlanFile(
  parts: EngineParts,
  path: string,
  options: OpenPlanOptions,
): Promise<PlannedOperation> {
  const operationId = parts.nextOperationId();
  const files = await parts.store.create(operationId);
  try {
    const read = await readPlan(kept(readPieces(path), files));
    const plan: FrozenPlan = { ...read, header: { ...read.header, match: options.match ?? read.header.match } };
    await refuseForeignSteps({ store: parts.store, operationId, plan }, path);
    const open = async (): Promise<OpenRoots> => {
      // Nothing is changed in a reference, so that any folder may be one, also one that is not there now.
      for (const { path, reference } of plan.header.roots) {
        if (reference !== true) await guardRoot(parts, path, true);
      }
      return openRoots(parts.fileSystem, plan.header);
    };
    const { opened, lock } = await lockWhenFree(parts, open, options);
    try {
      return await checkedOperation(parts, { operationId, files, plan, lock, roots: opened.roots });
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    await files.close();
    await parts.store.remove(operationId);
    throw error;
  }
}

/** What is read is kept piece by piece: reading ends with the first that no plan has, whatever the file is. */
async function* kept(pieces: AsyncIterable<Uint8Array>, files: OperationFiles): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    await files.append('plan', piece, false);
    yield piece;
  }
  await files.append('plan', new Uint8Array(0), true);
}

interface Opened {
  readonly operationId: string;
  readonly files: OperationFiles;
  readonly plan: FrozenPlan;
  readonly lock: TreeLock;
  readonly roots: OpenRoots['roots'];
}

async function checkedOperation(parts: EngineParts, opened: Opened): Promise<PlannedOperation> {
  const { operationId, files, plan, lock } = opened;
  const preview = await (plan.header.type === 'deduplicate' ? checkedDuplicates : checkedMoves)(parts, opened);
  return plannedOperation(parts, { held: { operationId, files, match: plan.header.match }, plan, lock, preview });
}

async function checkedDuplicates({ store }: EngineParts, { operationId, plan, roots }: Opened): Promise<PlanPreview> {
  roots.filter((_, index) => plan.header.roots[index]?.reference !== true).forEach(refuseReadOnlyRoot);
  return previewDeduplicate({ store, operationId, plan, durationSeconds: 0 });
}

async function checkedMoves(parts: EngineParts, { operationId, plan, roots }: Opened): Promise<PlanPreview> {
  const [source] = roots;
  const destination = roots[plan.header.destination];
  if (source === undefined || destination === undefined) throw new RangeError('a plan has at least one root');
  const mode = plan.header.options['mode'] === 'copy' ? 'copy' : 'move';
  const crosses = source.mountId !== destination.mountId || mode === 'copy';
  const copiedBytes = crosses ? plan.counts.bytes_planned : 0;
  if (plan.counts.files_planned > 0) {
    await checkBefore({ ...parts, source, destination, mode, copiedBytes, doubtWritable: false });
  }
  return previewPlan({
    store: parts.store,
    operationId,
    plan,
    destination: destination.path,
    copiedBytes,
    durationSeconds: 0,
    staying: { lines: [], total: 0 },
    detected: new Map(),
    mismatchesTotal: 0,
  });
}
