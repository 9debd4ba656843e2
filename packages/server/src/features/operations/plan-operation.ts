import { posix } from 'node:path';
import type { NewOperation } from '@kempt/contracts/api';
import { isInside, KemptError, PRESETS } from '@kempt/engine';
import { grantedRoots, requireRoot, type GrantedRoot } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { DeduplicateOptions, OrganizeOptions } from './operation-job.ts';
import type { NewOperationRow } from './operation-store.ts';

/** Roots one user has at most, for finding out where a destination lies. */
const MANY_ROOTS = 1000;

/**
 * Checks what a request asks for against the grants of whoever asks.
 *
 * @param db - the database
 * @param userId - who asks
 * @param asked - what for
 * @returns the operation to be kept
 * @throws KemptError `not_found`, `forbidden` or `invalid_request`
 */
export async function planOperation(db: Db, userId: string, asked: NewOperation): Promise<NewOperationRow> {
  const { type, root_id: rootId, dry_run: wished = true } = asked;
  const dryRun = type === 'scan' ? false : wished;
  const role = type === 'scan' ? 'viewer' : dryRun ? 'proposer' : 'approver';
  const root = await requireRoot(db, userId, { rootId, role });
  const rootPath = below(root.path, asked.path ?? '', 'path');
  const place = asked.destination_path;
  const destination = place === undefined ? undefined : await findDestination(db, userId, { root, place, role });
  return {
    type,
    status: 'pending',
    dryRun,
    userId,
    rootId,
    rootPath,
    destinationPath: destination?.path ?? null,
    destinationRootId: destination?.rootId ?? null,
    options: { request: requestOf(asked, destination !== undefined), hidden: asked.hidden ?? false },
  };
}

/** A folder below another one, by a relative path that leads nowhere else. */
function below(root: string, path: string, field: string): string {
  if (path === '' || path === '.') return root;
  const plain = posix.normalize(path);
  const bare = plain.endsWith('/') ? plain.slice(0, -1) : plain;
  if (bare.startsWith('/') || bare.split('/').includes('..')) {
    throw new KemptError('invalid_request', `${field} leads out of the root.`);
  }
  return posix.join(root, bare);
}

/** A destination lies below the root itself, or in another root on which one has the same role. */
async function findDestination(
  db: Db,
  userId: string,
  asked: { readonly root: GrantedRoot; readonly place: string; readonly role: 'viewer' | 'proposer' | 'approver' },
): Promise<{ readonly path: string; readonly rootId: string }> {
  const { root, place, role } = asked;
  if (!place.startsWith('/')) return { path: below(root.path, place, 'destination_path'), rootId: root.id };
  const path = posix.normalize(place).replace(/(?<=.)\/$/, '');
  const roots = await grantedRoots(db, userId, { limit: MANY_ROOTS, after: undefined });
  const [closest] = roots.filter((other) => isInside(path, other.path)).sort((a, b) => b.path.length - a.path.length);
  if (closest === undefined) throw new KemptError('not_found', 'destination_path lies in no root of yours.');
  await requireRoot(db, userId, { rootId: closest.id, role });
  return { path, rootId: closest.id };
}

function requestOf(asked: NewOperation, hasDestination: boolean): OrganizeOptions | DeduplicateOptions {
  const hidden = asked.hidden === undefined ? {} : { hidden: asked.hidden };
  if (asked.type !== 'organize') {
    refuse(asked, ['by', 'template', 'mode', 'on_conflict', 'destination_path'], asked.type);
    if (asked.type === 'scan') refuse(asked, ['keep', 'action', 'dry_run'], asked.type);
    return { keep: asked.keep ?? ['oldest'], action: asked.action ?? 'quarantine', ...hidden };
  }
  refuse(asked, ['keep', 'action'], asked.type);
  if (asked.by !== undefined && asked.template !== undefined) {
    throw new KemptError('invalid_request', 'by and template exclude each other.');
  }
  if (asked.mode === 'copy' && !hasDestination) {
    throw new KemptError('invalid_request', 'mode copy takes a destination_path.');
  }
  const by = PRESETS.find((preset) => preset === asked.by);
  if (asked.by !== undefined && by === undefined) {
    throw new KemptError('invalid_request', `by must be one of ${PRESETS.join(', ')}.`);
  }
  return {
    ...(by === undefined ? {} : { by }),
    ...(asked.template === undefined ? {} : { template: asked.template }),
    ...(asked.mode === undefined ? {} : { mode: asked.mode }),
    ...(asked.on_conflict === undefined ? {} : { on_conflict: asked.on_conflict }),
    ...hidden,
  };
}

function refuse(asked: NewOperation, fields: readonly (keyof NewOperation)[], type: string): void {
  const [wrong] = fields.filter((field) => asked[field] !== undefined);
  if (wrong !== undefined) throw new KemptError('invalid_request', `${wrong} means nothing for ${type}.`);
}
