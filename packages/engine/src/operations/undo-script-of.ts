import { KemptError } from '../errors/kempt-error.ts';
import { folderKey, readJournal } from '../journal/journal-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import type { FolderRef } from '../ports/file-system.ts';
import { childFolder } from '../apply/touched-by-batch.ts';
import { inverseSteps, type InverseStep, type Undoing } from '../undo/inverse-steps.ts';
import { undoScript, type UndoScriptStep } from '../undo/undo-script.ts';
import { needsSettling } from './carry-out.ts';
import type { EngineParts } from './engine-parts.ts';
import { readPast } from './history.ts';
import { undoingOf } from './undo-operation.ts';

const WITH_USUAL_RIGHTS = 0o755;

/**
 * Writes the shell script that takes an operation back without Kempt.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @returns the script in pieces
 * @throws KemptError `operation_not_found`, `operation_unfinished`
 */
export async function* undoScriptOf(parts: EngineParts, operationId: string): AsyncGenerator<Uint8Array> {
  const past = await readPast(parts);
  const journal = await readJournal(parts.store, operationId);
  if (journal !== undefined && needsSettling(journal)) {
    throw new KemptError('operation_unfinished', `Operation ${operationId} was cut short and is not settled yet.`, {
      hint: `Run \`kempt recover ${operationId}\` first.`,
    });
  }
  const undoing = await undoingOf(parts, operationId, past);
  const { header } = undoing.plan;
  const operation = {
    operationId,
    createdAt: new Date(header.created_at).toISOString(),
    roots: header.roots.map(({ path }) => path),
  };
  yield* undoScript(operation, scriptSteps(undoing));
}

async function* scriptSteps(undoing: Undoing): AsyncGenerator<UndoScriptStep> {
  for await (const step of inverseSteps(undoing)) {
    const written = scriptStep(undoing, step);
    if (written !== undefined) yield written;
  }
}

function scriptStep(undoing: Undoing, step: InverseStep): UndoScriptStep | undefined {
  const source = absolute(undoing, step.source, step.sourceName);
  const target = absolute(undoing, step.target, step.targetName);
  const { size, mtime, inode } = step.identity;
  switch (step.action) {
    case 'move':
    case 'copy':
    case 'remove_copy':
      return { action: step.action, source, target, size, mtime, ...(inode === 0n ? {} : { inode }) };
    case 'quarantine':
    case 'displace':
      return { action: 'move', source, target, size, mtime, inode };
    case 'make_folder':
      return {
        action: 'make_folder',
        target,
        ...before(undoing, childFolder(step.target, decodeRaw(step.targetName))),
      };
    case 'remove_folder':
      return { action: 'remove_folder', source };
    case 'purge':
    case 'hardlink':
    case 'separate':
    case 'reflink':
    case 'symlink':
    case 'replace_link':
    case 'rejoin':
      return undefined;
  }
}

function before(undoing: Undoing, folder: FolderRef): { readonly mode: number; readonly mtime: bigint } {
  const facts = undoing.journal.foldersBefore.get(folderKey(folder))?.facts;
  return {
    mode: (facts?.mode ?? WITH_USUAL_RIGHTS) & 0o7777,
    mtime: facts?.mtime ?? BigInt(undoing.plan.header.created_at) * 1_000_000n,
  };
}

function absolute(undoing: Undoing, folder: FolderRef, name: Uint8Array): string {
  const root = undoing.plan.header.roots[folder.root]?.path ?? '';
  return [root === '/' ? '' : root, folder.path, decodeRaw(name)].filter((part, i) => i === 0 || part !== '').join('/');
}
