import { KEEP_RULES, type KeepRule } from '@kempt/contracts';
import type { FolderRef, KeptFiles } from '../ports/file-system.ts';

/** The file that is kept for a duplicate. */
export interface NewKept {
  readonly folder: FolderRef;
  readonly name: Uint8Array;
  readonly device: bigint;
  readonly inode: bigint;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** Which rule chose it. */
  readonly rule: KeepRule;
}

/** Collects the kept files of a batch. */
export class KeptFilesBuilder {
  readonly #folders: FolderRef[] = [];
  readonly #folderIds = new Map<string, number>();
  readonly #kept: (NewKept | undefined)[];

  /** @param rows - rows of the batch at most */
  constructor(rows: number) {
    this.#kept = new Array<undefined>(rows);
  }

  /**
   * Sets the kept file of a row.
   *
   * @param row - the row
   * @param kept - the file
   */
  set(row: number, kept: NewKept): void {
    this.#kept[row] = kept;
    const key = keyOf(kept.folder);
    if (!this.#folderIds.has(key)) this.#folderIds.set(key, this.#folders.push(kept.folder) - 1);
  }

  /**
   * The files as columns.
   *
   * @param count - rows of the batch
   * @returns columns of that many rows
   */
  finish(count: number): KeptFiles {
    const rows = this.#kept.slice(0, count);
    let end = 0;
    return {
      folders: this.#folders,
      folder: Uint32Array.from(rows, (kept) =>
        kept === undefined ? 0 : (this.#folderIds.get(keyOf(kept.folder)) ?? 0),
      ),
      names: Uint8Array.from(Buffer.concat(rows.flatMap((kept) => (kept === undefined ? [] : [kept.name])))),
      nameEnd: Uint32Array.from(rows, (kept) => (end += kept?.name.length ?? 0)),
      device: BigUint64Array.from(rows, (kept) => kept?.device ?? 0n),
      inode: BigUint64Array.from(rows, (kept) => kept?.inode ?? 0n),
      mtime: BigInt64Array.from(rows, (kept) => kept?.mtime ?? 0n),
      rule: Uint8Array.from(rows, (kept) => (kept === undefined ? 0 : KEEP_RULES.indexOf(kept.rule))),
    };
  }
}

function keyOf({ root, path }: FolderRef): string {
  return `${String(root)}/${path}`;
}

/**
 * The kept file of a row.
 *
 * @param kept - the kept files of a batch, if it has any
 * @param row - the row
 * @returns undefined where the row has none
 */
export function keptAt(kept: KeptFiles | undefined, row: number): NewKept | undefined {
  if (kept === undefined) return undefined;
  const name = kept.names.subarray(row === 0 ? 0 : kept.nameEnd[row - 1], kept.nameEnd[row]);
  const folder = kept.folders[kept.folder[row] ?? 0];
  if (folder === undefined || name.length === 0) return undefined;
  return {
    folder,
    name,
    device: kept.device[row] ?? 0n,
    inode: kept.inode[row] ?? 0n,
    mtime: kept.mtime[row] ?? 0n,
    rule: KEEP_RULES[kept.rule[row] ?? 0] ?? 'first_seen',
  };
}
