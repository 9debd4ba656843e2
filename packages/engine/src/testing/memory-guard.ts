import { FileSystemError } from '../errors/file-system-error.ts';
import { rawByteLength } from '../names/raw-string.ts';
import { MAX_NAME_BYTES } from '../names/split-name.ts';
import type { FaultOperation, Faults } from './faults.ts';
import type { MemoryNode } from './memory-node.ts';
import { joinPath, type MemoryTree, type OpenFolder, type Place } from './memory-tree.ts';

const BITS = { read: 4, change: 3, search: 1 } as const;

/** What somebody may want of a file or folder; `change` is adding and removing entries. */
export type Access = keyof typeof BITS;

/** Stands before every call of a pretended process: permissions, names, and failures on purpose. */
export class MemoryGuard {
  readonly #tree: MemoryTree;
  readonly #faults: Faults;

  /**
   * @param tree - the machine
   * @param faults - failures on purpose
   */
  constructor(tree: MemoryTree, faults: Faults) {
    this.#tree = tree;
    this.#faults = faults;
  }

  /**
   * Announces an elementary change, and refuses it where a test wants so.
   *
   * @param operation - the call
   * @param paths - absolute paths it is about
   */
  step(operation: FaultOperation, ...paths: readonly string[]): void {
    this.#faults.step(`${operation} ${paths.join(' -> ')}`);
    this.refuse(operation, ...paths);
  }

  /**
   * Refuses a call where a test wants so.
   *
   * @param operation - the call
   * @param paths - absolute paths it is about
   */
  refuse(operation: FaultOperation, ...paths: readonly string[]): void {
    this.#faults.assertAlive();
    const code = this.#faults.take(operation, ...paths);
    if (code !== undefined) throw new FileSystemError(code, `${operation} fails on purpose: ${paths.join(' -> ')}`);
  }

  /**
   * Checks the permission bits of a folder.
   *
   * @param folder - the folder
   * @param access - what is wanted
   */
  allow(folder: OpenFolder, access: Access): void {
    if (this.may(folder.node, access)) return;
    throw new FileSystemError('permission_denied', `permission denied: ${folder.path}`);
  }

  /**
   * Checks that entries may be added to and removed from a folder.
   *
   * @param folder - the folder
   */
  changeable(folder: OpenFolder): void {
    if (folder.mount.readOnly) throw new FileSystemError('read_only_file_system', `read-only: ${folder.path}`);
    this.allow(folder, 'change');
  }

  /**
   * Whether the permission bits give access.
   *
   * @param node - a file or folder
   * @param access - what is wanted
   * @returns true when they do
   */
  may(node: MemoryNode, access: Access): boolean {
    const { uid } = this.#tree;
    const shift = node.uid === uid ? 6 : node.gid === uid ? 3 : 0;
    return ((node.mode >> shift) & BITS[access]) === BITS[access];
  }

  /**
   * What a name names.
   *
   * @param place - the name
   * @returns the node below any mount
   */
  existing(place: Place): MemoryNode {
    const node = isName(place.name) ? this.#tree.find(place.folder, place.name) : undefined;
    if (node === undefined) throw new FileSystemError('not_found', `no such file: ${pathOf(place)}`);
    return node;
  }

  /**
   * Checks that a name can be given.
   *
   * @param place - the name
   */
  free(place: Place): void {
    if (!isName(place.name)) throw new FileSystemError('not_supported', `no name for a file: ${pathOf(place)}`);
    checkLength(place.name);
    if (this.#tree.find(place.folder, place.name) === undefined) return;
    throw new FileSystemError('destination_exists', `exists: ${pathOf(place)}`);
  }
}

/**
 * The absolute path of a place.
 *
 * @param place - folder and name
 * @returns a raw path
 */
export function pathOf(place: Place): string {
  return joinPath(place.folder.path, place.name);
}

/**
 * Whether a string can be a name in a folder.
 *
 * @param name - raw string
 * @returns false for the empty string, `.`, `..`, and anything with a slash or a zero byte
 * @example
 * isName('..') // false
 */
export function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

/**
 * Checks the length of a name as the system does.
 *
 * @param name - raw name
 * @throws FileSystemError `name_too_long`
 */
export function checkLength(name: string): void {
  if (rawByteLength(name) > MAX_NAME_BYTES) throw new FileSystemError('name_too_long', 'file name too long');
}
