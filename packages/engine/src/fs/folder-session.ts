import { constants } from 'node:os';
import { encodeRaw } from '../names/raw-string.ts';
import type { FolderRef } from '../ports/file-system.ts';
import { emptyFacts, type DiskCalls, type OpenFolder } from './disk-calls.ts';

const MAX_OPEN = 256;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;
const { errno } = constants;

/**
 * Folders held open while one batch is worked on. Threat model: whoever may write below a root can swap any folder
 * for a symlink at any moment. So a path is never handed to the system whole: each component is opened from the
 * descriptor of the one before, refusing links, and everything is done relative to the descriptor. What is open stays
 * the folder it was, wherever its name leads afterwards. Nothing stays open between batches.
 */
export class FolderSession {
  readonly #calls: DiskCalls;
  readonly #roots: ReadonlyMap<number, OpenFolder>;
  readonly #open = new Map<string, OpenFolder>();
  /** Folders on the way to the deepest one: they need to be open at once, and not to be opened anew for every row. */
  #deepest = 0;

  /**
   * @param calls - system calls of this thread
   * @param roots - open roots by id; they are not closed here
   */
  constructor(calls: DiskCalls, roots: ReadonlyMap<number, OpenFolder>) {
    this.#calls = calls;
    this.#roots = roots;
  }

  /**
   * Opens a folder.
   *
   * @param ref - root and path
   * @returns the folder, valid until {@link FolderSession.trim} or close, or a negative errno; ELOOP when some
   *   component of the path is a symlink
   */
  folder(ref: FolderRef): OpenFolder | number {
    const root = this.#roots.get(ref.root);
    if (root === undefined) return -errno.EBADF;
    if (ref.path === '') return root;
    const key = `${String(ref.root)}/${ref.path}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const slash = ref.path.lastIndexOf('/');
    const parent = slash < 0 ? root : this.folder({ root: ref.root, path: ref.path.slice(0, slash) });
    if (typeof parent === 'number') return parent;
    const opened = this.#openChild(parent, ref.path.slice(slash + 1));
    if (typeof opened !== 'number') {
      this.#open.set(key, opened);
      this.#deepest = Math.max(this.#deepest, ref.path.split('/').length);
    }
    return opened;
  }

  /**
   * Closes every folder when many are open; call it where no folder of this session is in use.
   *
   * @returns whether folders were closed
   */
  trim(): boolean {
    if (this.#open.size <= Math.max(MAX_OPEN, 2 * this.#deepest)) return false;
    this.close();
    return true;
  }

  /** Closes every folder of this session; it can be used again. */
  close(): void {
    for (const folder of this.#open.values()) this.#calls.close(folder);
    this.#open.clear();
  }

  /**
   * Forgets a folder whose name now means another one, after it was made or removed.
   *
   * @param ref - root and path
   */
  forget(ref: FolderRef): void {
    const key = `${String(ref.root)}/${ref.path}`;
    const folder = this.#open.get(key);
    if (folder === undefined) return;
    this.#calls.close(folder);
    this.#open.delete(key);
  }

  #openChild(parent: OpenFolder, name: string): OpenFolder | number {
    if (name === '' || name === '.' || name === '..' || name.includes('\0')) return -errno.ELOOP;
    const bytes = encodeRaw(name);
    const opened = this.#calls.openChild(parent, bytes);
    if (opened !== -errno.ENOTDIR && opened !== -errno.ELOOP) return opened;
    const facts = emptyFacts();
    const link = this.#calls.stat(parent, bytes, facts) === 0 && (facts.mode & S_IFMT) === S_IFLNK;
    return link ? -errno.ELOOP : -errno.ENOENT;
  }
}
