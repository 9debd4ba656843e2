import type { OutcomeCode } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import type { FileSystem, RootFacts } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';

/** Room a full destination must keep for folders and journals of its own. */
const SPARE_BYTES = 1024 * 1024;

/** What is looked at before anything moves. */
export interface Preflight {
  readonly fileSystem: FileSystem;
  readonly source: RootFacts;
  readonly destination: RootFacts;
  readonly mode: 'move' | 'copy';
  /** Bytes that will be copied: everything in copy mode, else what crosses a mount. */
  readonly copiedBytes: number;
  /**
   * Whether the destination itself may be what stands in the way. A plan that has files to move leaves those it cannot
   * move, and needs no more than the folders it writes to.
   */
  readonly doubtWritable: boolean;
}

/**
 * Refuses a plan that cannot succeed: a destination that is read-only, may not be written to, or has too little room.
 *
 * @param preflight - roots, mode and bytes to copy
 * @throws KemptError `read_only_file_system`, `destination_not_writable` or `no_space_left`
 */
export async function checkBefore(preflight: Preflight): Promise<void> {
  const { destination, copiedBytes, doubtWritable } = preflight;
  refuseReadOnly(preflight);
  if (doubtWritable) await refuseUnwritable(preflight);
  if (copiedBytes === 0 || copiedBytes + SPARE_BYTES <= destination.freeBytes) return;
  throw new KemptError(
    'no_space_left',
    `${displayName(destination.path)} has too little room for what must be copied.`,
    {
      hint: 'Free some space there, or choose another destination with --into.',
      details: { needed_bytes: copiedBytes, free_bytes: destination.freeBytes },
    },
  );
}

function refuseReadOnly({ source, destination, mode }: Preflight): void {
  const readOnly = destination.readOnly ? destination : mode === 'move' && source.readOnly ? source : undefined;
  if (readOnly === undefined) return;
  throw new KemptError('read_only_file_system', `${displayName(readOnly.path)} is mounted read-only.`, {
    hint:
      mode === 'move'
        ? 'Remount it for writing, or use --mode copy --into another folder.'
        : 'Choose another destination.',
  });
}

async function refuseUnwritable({ fileSystem, destination }: Preflight): Promise<void> {
  const refused = await fileSystem.unwritableFolders([{ root: destination.id, path: '' }]);
  const code: OutcomeCode | undefined = refused.get(0);
  if (code === undefined) return;
  throw new KemptError('destination_not_writable', `${displayName(destination.path)} cannot be written to (${code}).`, {
    hint: 'Check its permissions, or choose another destination with --into.',
  });
}

/**
 * Bytes of planned rows that lie on another mount than the destination.
 *
 * @param roots - open roots
 * @param table - the source table
 * @param planned - whether a row is planned
 * @returns bytes
 */
export function crossingBytes(
  roots: { readonly source: RootFacts; readonly destination: RootFacts },
  table: FileTable,
  planned: (row: number) => boolean,
): number {
  const elsewhere = roots.source.mountId !== roots.destination.mountId;
  let bytes = 0;
  for (let row = 0; row < table.count; row++) {
    if (!planned(row)) continue;
    if (elsewhere || table.device[row] !== roots.destination.device) bytes += table.size[row] ?? 0;
  }
  return bytes;
}
