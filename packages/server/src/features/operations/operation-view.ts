import type { Operation, OperationProgress } from '@kempt/contracts/api';
import type { OperationRow } from '../../platform/access/operation-access.ts';

/**
 * An operation as the API shows it.
 *
 * @param row - as the database has it
 * @returns what may be shown
 */
export function toOperation(row: OperationRow): Operation {
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    dry_run: row.dryRun,
    root_id: row.rootId,
    root_path: row.rootPath,
    destination_path: row.destinationPath,
    plan_digest: row.planDigest,
    undoes: row.undoes,
    waiting_for: row.waitingFor,
    files_scanned: row.filesScanned,
    files_planned: row.filesPlanned,
    files_processed: row.filesProcessed,
    files_completed: row.filesCompleted,
    files_skipped: row.filesSkipped,
    files_failed: row.filesFailed,
    duplicates_found: row.duplicatesFound,
    space_saved_bytes: row.spaceSavedBytes,
    bytes_processed: row.bytesProcessed,
    progress: row.progress as OperationProgress | null,
    user_id: row.userId,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    completed_at: row.completedAt?.toISOString() ?? null,
    error: row.error,
  };
}
