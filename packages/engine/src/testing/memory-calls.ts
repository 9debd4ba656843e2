import { FileSystemError } from '../errors/file-system-error.ts';
import type { FolderRef, UnsyncedFolder } from '../ports/file-system.ts';
import type { Times } from './memory-facts.ts';
import { checkLength, isName, pathOf, type MemoryGuard } from './memory-guard.ts';
import { setPermissions, type MemoryNode } from './memory-node.ts';
import { joinPath, type MemoryTree, type OpenFolder, type Place } from './memory-tree.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/** Metadata to put on a node. */
export interface NewFacts extends Times {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly xattrs: ReadonlyMap<string, string>;
}

/**
 * The system calls of a pretended process: each checks permissions, asks the fault hooks, and changes the tree in
 * one elementary step. The hook comes before the checks, so that a test can race against a call. What the system
 * refuses is thrown as a {@link FileSystemError}.
 */
export class MemoryCalls {
  /** The tree behind the calls. */
  readonly tree: MemoryTree;
  /** Permissions and failures on purpose. */
  readonly guard: MemoryGuard;

  /**
   * @param tree - the machine
   * @param guard - permissions and failures on purpose
   */
  constructor(tree: MemoryTree, guard: MemoryGuard) {
    this.tree = tree;
    this.guard = guard;
  }

  /**
   * Opens a folder below another, never through a symlink.
   *
   * @param root - where to start
   * @param path - raw path below it
   * @returns the folder
   */
  openFolder(root: OpenFolder, path: string): OpenFolder {
    let folder = root;
    if (path === '') return folder;
    for (const name of path.split('/')) {
      this.guard.refuse('open', joinPath(folder.path, name));
      if (!isName(name)) throw new FileSystemError('not_found', `not a folder name: ${path}`);
      checkLength(name);
      this.guard.allow(folder, 'search');
      folder = this.tree.enter(folder, name);
    }
    return folder;
  }

  /**
   * Looks a name up without following a symlink.
   *
   * @param place - the name
   * @returns what it names; a mount point shows what is mounted there
   */
  stat(place: Place): MemoryNode | undefined {
    this.guard.refuse('stat', pathOf(place));
    this.guard.allow(place.folder, 'search');
    const node = isName(place.name) ? this.tree.find(place.folder, place.name) : undefined;
    return node?.mounted?.root ?? node;
  }

  /**
   * Reads the names of a folder.
   *
   * @param folder - the folder
   * @returns raw names as spelled
   */
  list(folder: OpenFolder): string[] {
    this.guard.refuse('list', folder.path);
    this.guard.allow(folder, 'read');
    return Array.from(folder.node.entries.values(), ({ name }) => name);
  }

  /**
   * Reads a regular file.
   *
   * @param place - its name
   * @param operation - what fault hooks know the call as
   * @returns its bytes, not to be changed
   */
  read(place: Place, operation: 'read' | 'read_back' = 'read'): Uint8Array {
    const node = this.stat(place);
    this.guard.refuse(operation, pathOf(place));
    if (node === undefined) throw new FileSystemError('not_found', `no such file: ${pathOf(place)}`);
    if (node.kind !== 'file') throw new FileSystemError('not_a_regular_file', `not a file: ${pathOf(place)}`);
    if (!this.guard.may(node, 'read')) throw new FileSystemError('permission_denied', `may not read: ${pathOf(place)}`);
    return node.bytes;
  }

  /**
   * Moves without replacing.
   *
   * @param from - the name to give up
   * @param to - the name to get
   */
  rename(from: Place, to: Place): void {
    this.guard.step('rename', pathOf(from), pathOf(to));
    if (from.folder.mount !== to.folder.mount) throw new FileSystemError('cross_device', 'invalid cross-device link');
    this.guard.changeable(from.folder);
    this.guard.changeable(to.folder);
    this.guard.existing(from);
    this.guard.free(to);
    this.tree.rename(from, to);
  }

  /**
   * Gives two names each other's files.
   *
   * @param one - a name there is
   * @param other - another
   */
  exchange(one: Place, other: Place): void {
    this.guard.step('exchange', pathOf(one), pathOf(other));
    if (one.folder.mount !== other.folder.mount) throw new FileSystemError('cross_device', 'on another mount');
    for (const { folder } of [one, other]) this.guard.changeable(folder);
    for (const place of [one, other]) this.guard.existing(place);
    this.tree.exchange(one, other);
  }

  /**
   * Makes a second name; never replaces.
   *
   * @param from - the name there is
   * @param to - the name to add
   */
  link(from: Place, to: Place): void {
    this.guard.step('link', pathOf(from), pathOf(to));
    if (from.folder.mount !== to.folder.mount) throw new FileSystemError('cross_device', 'invalid cross-device link');
    this.guard.changeable(to.folder);
    const node = this.guard.existing(from);
    this.guard.free(to);
    this.tree.add(to, node);
  }

  /**
   * Makes a symbolic link; never replaces.
   *
   * @param target - what it says
   * @param place - its name
   * @returns the link
   */
  symlink(target: string, place: Place): MemoryNode {
    this.guard.step('symlink', pathOf(place));
    this.guard.changeable(place.folder);
    this.guard.free(place);
    return this.tree.create(place, { kind: 'symlink', mode: 0o777, linkTarget: target });
  }

  /**
   * Removes a name, if it still names what it should.
   *
   * @param place - the name
   * @param expected - what it must name
   */
  unlink(place: Place, expected: MemoryNode): void {
    this.guard.step('unlink', pathOf(place));
    this.guard.changeable(place.folder);
    if (this.guard.existing(place) !== expected) {
      throw new FileSystemError('changed_since_plan', `another file by now: ${pathOf(place)}`);
    }
    this.tree.remove(place);
  }

  /**
   * Creates an empty file; never replaces.
   *
   * @param place - its name
   * @returns the file
   */
  create(place: Place): MemoryNode {
    this.guard.step('create', pathOf(place));
    this.guard.changeable(place.folder);
    this.guard.free(place);
    return this.tree.create(place, { kind: 'file', mode: 0o600 });
  }

  /**
   * Writes the content of an open file.
   *
   * @param node - the file
   * @param bytes - its content
   * @param path - its absolute path, for the fault hooks
   */
  write(node: MemoryNode, bytes: Uint8Array, path: string): void {
    this.guard.step('write', path);
    this.tree.write(node, bytes);
  }

  /**
   * Makes a folder; never replaces.
   *
   * @param place - its name
   * @returns the folder
   */
  makeFolder(place: Place): MemoryNode {
    this.guard.step('mkdir', pathOf(place));
    this.guard.changeable(place.folder);
    this.guard.free(place);
    return this.tree.create(place, { kind: 'folder', mode: 0o755 });
  }

  /**
   * Removes an empty folder, if it still is the one it should be.
   *
   * @param place - its name
   * @param expected - the folder it must be
   */
  removeFolder(place: Place, expected: MemoryNode): void {
    this.guard.step('rmdir', pathOf(place));
    this.guard.changeable(place.folder);
    const node = this.guard.existing(place);
    if (node.mounted !== undefined) throw new FileSystemError('file_busy', `a mount point: ${pathOf(place)}`);
    if (node !== expected) throw new FileSystemError('changed_since_plan', `another folder by now: ${pathOf(place)}`);
    if (node.entries.size > 0) throw new FileSystemError('folder_not_empty', `not empty: ${pathOf(place)}`);
    this.tree.remove(place);
  }

  /**
   * Sets metadata.
   *
   * @param node - an open file or folder
   * @param facts - what to set; what is absent stays
   * @param path - its absolute path, for the fault hooks
   */
  setFacts(node: MemoryNode, facts: Partial<NewFacts>, path: string): void {
    this.guard.step('set_facts', path);
    if (facts.mode !== undefined) setPermissions(node, facts.mode);
    node.uid = facts.uid ?? node.uid;
    node.gid = facts.gid ?? node.gid;
    for (const [name, value] of facts.xattrs ?? []) node.xattrs.set(name, value);
    node.atime = facts.atime ?? node.atime;
    node.mtime = facts.mtime ?? node.mtime;
    node.ctime = this.tree.tick();
  }

  /**
   * Flushes a file or folder.
   *
   * @param path - its absolute path
   */
  sync(path: string): void {
    this.guard.step('fsync', path);
  }
}

/**
 * Flushes folders.
 *
 * @param calls - system calls
 * @param folders - which folders, by their absolute paths
 * @returns those that could not be flushed
 */
export function syncFolders(calls: MemoryCalls, folders: ReadonlyMap<string, FolderRef>): UnsyncedFolder[] {
  const unsynced: UnsyncedFolder[] = [];
  for (const [path, folder] of folders) {
    try {
      calls.sync(path);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      unsynced.push({ folder, code: outcomeOfError(error), message: error.message });
    }
  }
  return unsynced;
}
