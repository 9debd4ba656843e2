import { and, eq } from 'drizzle-orm';
import type { QuarantinedFile } from '@kempt/contracts';
import type { GrantRole } from '@kempt/contracts/api';
import { displayName, isInside } from '@kempt/engine';
import { isVisibleTo } from '../../platform/access/operation-access.ts';
import { everyGrantedRoot, lesser } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';

/** A file in a quarantine, of an operation that somebody may see. */
export interface KnownHeldFile {
  readonly file: QuarantinedFile;
  /** Id of its operation. */
  readonly operationId: string;
  /** Its place among the files of its operation. */
  readonly position: number;
  /** What the user may do with it; undefined where it came from, or lies, outside their roots: then it is not shown. */
  readonly role: GrantRole | undefined;
}

/**
 * Files in quarantines, of operations that a user may see.
 *
 * @param parts - database and engine
 * @param userId - who asks
 * @returns the oldest operation first
 */
export async function* heldFilesOf(
  { db, engine }: { readonly db: Db; readonly engine: EngineHost },
  userId: string,
): AsyncGenerator<KnownHeldFile> {
  const roots = (await everyGrantedRoot(db, userId)).map(({ path, role }) => ({ path: displayName(path), role }));
  const roleOn = (path: string): GrantRole | undefined =>
    roots.filter((root) => isInside(path, root.path)).sort((a, b) => b.path.length - a.path.length)[0]?.role;
  let current: { readonly engineId: string; readonly id: string | undefined } | undefined;
  let position = 0;
  for await (const file of engine.rows('quarantined', undefined)) {
    if (file.operation_id !== current?.engineId) {
      current = { engineId: file.operation_id, id: await operationOf(db, userId, file.operation_id) };
      position = 0;
    }
    position++;
    if (current.id === undefined) continue;
    const [from, to] = [roleOn(file.original_path), roleOn(file.quarantine_path)];
    const role = from === undefined || to === undefined ? undefined : lesser(from, to);
    yield { file, operationId: current.id, position, role };
  }
}

async function operationOf(db: Db, userId: string, engineId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ id: operation.id })
    .from(operation)
    .where(and(eq(operation.engineId, engineId), isVisibleTo(userId)));
  return row?.id;
}
