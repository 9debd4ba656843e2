import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { pathGlob } from '../names/path-glob.ts';
import { findOperation } from './find-operation.ts';
import type { RestoreRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { isInside } from './guard-roots.ts';
import { heldFiles } from './held-files.ts';
import { knownJournal, undoOperation } from './undo-operation.ts';

/** How ids of operations begin: a day, as nobody names a file. */
const OPERATION_ID = /^\d{8}-[\da-f-]*$/;

/**
 * Brings files back from the quarantine: all of an operation, or those that came from a path, from below a folder or
 * from where a glob fits. Each operation is undone as far as it is meant, so nothing is overwritten.
 *
 * @param parts - the engine's parts
 * @param request - what is meant
 * @returns what became of it, one result an operation
 * @throws KemptError `not_in_quarantine`, and what an undo throws
 */
export async function restoreQuarantine(
  parts: EngineParts,
  request: RestoreRequest,
): Promise<readonly OperationResult[]> {
  const { what } = request;
  if (OPERATION_ID.test(what)) {
    const operationId = await findOperation(parts, what);
    const { header } = (await knownJournal(parts, operationId)).begin;
    // Of an organize this is the part that took files away; the whole of it is for an undo.
    const part = header.type === 'organize' ? { only: what, selects: () => true, quarantinedOnly: true } : {};
    return [await undoOperation(parts, { ...request, operationId, ...part })];
  }
  const fits = selectionOf(request);
  const operations = new Set<string>();
  for await (const { line, originalPath } of heldFiles(parts)) {
    if (fits(originalPath)) operations.add(line.operation_id);
  }
  if (operations.size === 0) throw nothingFits(what);
  const results: OperationResult[] = [];
  for (const operationId of operations) {
    if (request.signal?.aborted === true) break;
    results.push(
      await undoOperation(parts, { ...request, operationId, only: what, selects: fits, quarantinedOnly: true }),
    );
  }
  return results;
}

function selectionOf({ what, path }: RestoreRequest): (original: string) => boolean {
  const fitsGlob = pathGlob(what.includes('/') ? path : what);
  return (original) => isInside(original, path) || fitsGlob(original);
}

function nothingFits(what: string): KemptError {
  return new KemptError('not_in_quarantine', `Nothing in a quarantine came from ${displayName(what)}.`, {
    hint: '`kempt quarantine list` shows what is there, and where it came from.',
  });
}
