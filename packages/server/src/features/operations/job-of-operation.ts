import { eq, inArray } from 'drizzle-orm';
import { KemptError, type CustomCategory } from '@kempt/engine';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation, root } from '../../platform/db/schema/index.ts';
import { planFileOf } from '../../platform/storage/plan-files.ts';
import type { RegisteredFolder } from '../../platform/storage/with-root.ts';
import type { DeduplicateOptions, OperationJob, OrganizeOptions } from './operation-job.ts';

/** What a job needs beside its operation. */
export interface JobSetting {
  readonly engineId: string;
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
  /** Categories of people's own. */
  readonly categories: () => Promise<readonly CustomCategory[]>;
}

/**
 * What a worker's thread is to do for an operation.
 *
 * @param db - the database
 * @param row - the operation, taken
 * @param setting - the engine's id for it, and where state lies
 * @returns the job
 */
export async function jobOfOperation(db: Db, row: OperationRow, setting: JobSetting): Promise<OperationJob> {
  const { engineId, stateFolder } = setting;
  const planFile = planFileOf(stateFolder, row.id);
  const roots = await rootsOf(db, row);
  const common = { operationId: row.id, engineId, roots, rootPath: row.rootPath, planFile };
  // Options were checked by the schema of the request that made them.
  const { options } = row;
  switch (row.type) {
    case 'scan':
      return { ...common, kind: 'scan', hidden: options['hidden'] === true };
    case 'rollback': {
      const target = await engineIdOf(db, row.undoes);
      const paths = Array.isArray(options['paths']) ? options['paths'].map(String) : null;
      return { ...common, kind: 'rollback', target, paths };
    }
    case 'organize':
    case 'deduplicate':
      if (row.planDigest !== null && options['apply'] === true) {
        return { ...common, kind: 'apply', planDigest: row.planDigest };
      }
      return row.type === 'organize'
        ? {
            ...common,
            kind: 'organize',
            destinationPath: row.destinationPath,
            options: options['request'] as OrganizeOptions,
            categories: await setting.categories(),
            dryRun: row.dryRun,
          }
        : { ...common, kind: 'deduplicate', options: options['request'] as DeduplicateOptions, dryRun: row.dryRun };
    case 'purge':
      throw new KemptError('wrong_state', 'A purge is carried out at once, not by a worker.');
  }
}

function rootsOf(db: Db, { rootId, destinationRootId }: OperationRow): Promise<RegisteredFolder[]> {
  const ids = [rootId, destinationRootId].filter((id) => id !== null);
  return db
    .select({ path: root.path, device: root.device, inode: root.inode, fileSystemId: root.fileSystemId })
    .from(root)
    .where(inArray(root.id, ids));
}

async function engineIdOf(db: Db, id: string | null): Promise<string> {
  const [row] =
    id === null ? [] : await db.select({ engineId: operation.engineId }).from(operation).where(eq(operation.id, id));
  if (row?.engineId !== null && row?.engineId !== undefined) return row.engineId;
  throw new KemptError('nothing_to_undo', 'The operation to be rolled back moved nothing.');
}
