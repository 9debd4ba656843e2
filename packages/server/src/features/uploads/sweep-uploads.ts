import type { Log } from '../../platform/log/create-log.ts';
import { dropUpload, type KeepStep } from './resumable-upload.ts';
import type { UploadParts } from './upload-parts.ts';
import { expiredUploads, type UploadRow } from './upload-store.ts';

const BATCH = 100;
const EVERY_MS = 10 * 60 * 1000;

/**
 * Removes what is left of uploads that nobody goes on with. One whose root is away waits until it is back.
 *
 * @param parts - database and files
 * @param log - the log
 * @returns how many were removed
 */
export async function sweepUploads(parts: UploadParts, log: Log): Promise<number> {
  let removed = 0;
  for (const { row, root } of await expiredUploads(parts.db, BATCH)) {
    try {
      await dropUpload({ ...parts, keep: keeperOf(parts, row) }, root, row);
      removed++;
    } catch (error) {
      log.warn('keep_expired_upload', { context: { upload_id: row.id }, error });
    }
  }
  return removed;
}

/** Of a file that was stored, only the note of it goes, which is nothing to tell. */
function keeperOf({ audit }: UploadParts, { storedAt }: UploadRow): KeepStep {
  return (action, id, write) =>
    audit.during((tx, note) => {
      const target = { kind: 'upload', id } as const;
      if (storedAt === null) note({ actor: 'system', action, outcome: 'allowed', target, details: { expired: true } });
      return write(tx);
    });
}

/**
 * Removes what is left of uploads from time to time.
 *
 * @param parts - database and files
 * @param log - the log
 * @returns ends it
 */
export function keepSweeping(parts: UploadParts, log: Log): () => void {
  const timer = setInterval(() => {
    sweepUploads(parts, log).catch((error: unknown) => {
      log.warn('fail_to_sweep_uploads', { error });
    });
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
