import { FileSystemError } from '../errors/file-system-error.ts';
import { foldName } from '../names/fold-name.ts';
import type { EntryKind } from '../ports/file-system.ts';
import { createNode, type MemoryDevice, type MemoryMount, type MemoryNode } from './memory-node.ts';

const START_TIME = 1_700_000_000_000_000_000n;
const TICK = 1_000_000n;

/** A folder as a descriptor holds it: the folder itself, however it is called later. */
export interface OpenFolder {
  /** The folder. */
  readonly node: MemoryNode;
  /** The mount it was reached through. */
  readonly mount: MemoryMount;
  /** Absolute path it was opened by, a raw string. */
  readonly path: string;
  /** The folders above it, nearest first. */
  readonly above: OpenFolder | undefined;
}

/** A name in an open folder. */
export interface Place {
  readonly folder: OpenFolder;
  /** Raw name. */
  readonly name: string;
}

/** How a device is mounted. */
export interface MountOptions {
  /** Device number; a new one when absent. The same number twice is one disk with two mounts. */
  readonly device?: bigint;
  /** Refuses every change. */
  readonly readOnly?: boolean;
  /** Bytes of file content the device holds; endless when absent. */
  readonly capacity?: number;
  /** Takes names that differ in case only for one. */
  readonly foldsCase?: boolean;
}

/** What a new entry is. */
export interface NewEntry {
  readonly kind: EntryKind;
  /** Permission bits. */
  readonly mode: number;
  readonly linkTarget?: string;
}

/** The nodes, devices and mounts of a pretended machine; no permissions and no faults at this level. */
export class MemoryTree {
  /** The user everything belongs to. */
  readonly uid = 1000;
  /** The folder at `/`. */
  readonly top: OpenFolder;

  readonly #now: () => number;
  readonly #devices = new Map<bigint, MemoryDevice>();
  #lastTime = START_TIME;
  #mounts = 0n;

  /**
   * @param now - wall-clock time in milliseconds; each change is a little later than the one before in any case
   * @param options - how `/` is mounted
   */
  constructor(now: () => number, options: MountOptions = {}) {
    this.#now = now;
    const mount = this.#createMount(options);
    this.top = { node: mount.root, mount, path: '/', above: undefined };
  }

  /**
   * The time of the next change.
   *
   * @returns nanoseconds since 1970, never the same twice
   */
  tick(): bigint {
    const now = BigInt(Math.floor(this.#now())) * 1_000_000n;
    this.#lastTime = now > this.#lastTime ? now : this.#lastTime + TICK;
    return this.#lastTime;
  }

  /**
   * Mounts a device on a folder; what the folder holds is hidden from then on.
   *
   * @param place - the mount point, an existing folder
   * @param options - the device and how it is mounted
   */
  mount(place: Place, options: MountOptions): void {
    const node = this.find(place.folder, place.name);
    if (node !== undefined) node.mounted = this.#createMount(options);
  }

  /**
   * Looks a name up.
   *
   * @param folder - where
   * @param name - raw name
   * @returns the node itself, under a mount if there is one; undefined where there is no such name
   */
  find(folder: OpenFolder, name: string): MemoryNode | undefined {
    return folder.node.entries.get(keyOf(folder.node, name))?.node;
  }

  /**
   * Steps into a folder, onto what is mounted there.
   *
   * @param folder - where
   * @param name - raw name of a folder in it
   * @returns the open folder
   * @throws FileSystemError `not_found`, `folder_is_symlink`, or `folder_missing` for what is no folder
   */
  enter(folder: OpenFolder, name: string): OpenFolder {
    const path = joinPath(folder.path, name);
    const node = this.find(folder, name);
    if (node === undefined) throw new FileSystemError('not_found', `no such folder: ${path}`);
    if (node.kind === 'symlink') throw new FileSystemError('folder_is_symlink', `a symlink, not a folder: ${path}`);
    if (node.kind !== 'folder') throw new FileSystemError('not_found', `not a folder: ${path}`);
    const { mounted } = node;
    return { node: mounted?.root ?? node, mount: mounted ?? folder.mount, path, above: folder };
  }

  /**
   * Adds a name to a folder.
   *
   * @param place - where
   * @param node - what it names
   */
  add(place: Place, node: MemoryNode): void {
    const folder = place.folder.node;
    folder.entries.set(keyOf(folder, place.name), { name: place.name, node });
    if (node.kind === 'folder') folder.links++;
    else node.links++;
    node.ctime = this.touch(folder);
  }

  /**
   * Removes a name from a folder; the content of a file goes with its last name.
   *
   * @param place - an existing name
   */
  remove(place: Place): void {
    const folder = place.folder.node;
    const node = this.find(place.folder, place.name);
    if (node === undefined) return;
    folder.entries.delete(keyOf(folder, place.name));
    if (node.kind === 'folder') folder.links--;
    else if (--node.links === 0) node.device.used -= node.bytes.length;
    node.ctime = this.touch(folder);
  }

  /**
   * Gives a node another name in place of the one it has.
   *
   * @param from - an existing name
   * @param to - a free name
   */
  rename(from: Place, to: Place): void {
    const node = this.find(from.folder, from.name);
    if (node === undefined) return;
    this.add(to, node);
    this.remove(from);
  }

  /**
   * Gives two names each other's nodes.
   *
   * @param one - an existing name of a file
   * @param other - another one
   */
  exchange(one: Place, other: Place): void {
    const [first, second] = [this.find(one.folder, one.name), this.find(other.folder, other.name)];
    if (first === undefined || second === undefined) return;
    this.#point(one, second);
    this.#point(other, first);
  }

  /**
   * Creates a node under a new name.
   *
   * @param place - where
   * @param entry - what
   * @returns the node
   */
  create(place: Place, entry: NewEntry): MemoryNode {
    const node = createNode(place.folder.node.device, { ...entry, uid: this.uid, time: this.tick() });
    this.add(place, node);
    return node;
  }

  /**
   * Replaces the content of a file.
   *
   * @param node - the file
   * @param bytes - its new content; copied
   * @throws FileSystemError `no_space_left` when the device cannot hold it
   */
  write(node: MemoryNode, bytes: Uint8Array): void {
    const used = node.device.used - node.bytes.length + bytes.length;
    if (used > node.device.capacity) throw new FileSystemError('no_space_left', 'no space left on device');
    node.device.used = used;
    node.bytes = Uint8Array.from(bytes);
    node.mtime = this.tick();
    node.ctime = node.mtime;
  }

  /**
   * Lets a folder's times show that its entries changed.
   *
   * @param folder - the folder
   * @returns the time set
   */
  touch(folder: MemoryNode): bigint {
    folder.mtime = this.tick();
    folder.ctime = folder.mtime;
    return folder.mtime;
  }

  #point(place: Place, node: MemoryNode): void {
    const folder = place.folder.node;
    folder.entries.set(keyOf(folder, place.name), { name: place.name, node });
    node.ctime = this.touch(folder);
  }

  #createMount(options: MountOptions): MemoryMount {
    const id = options.device ?? BigInt(this.#devices.size) + 0x801n;
    const device = this.#devices.get(id) ?? {
      id,
      fileSystemId: `memory-${id.toString(16)}`,
      foldsCase: options.foldsCase ?? false,
      capacity: options.capacity ?? Number.MAX_SAFE_INTEGER,
      used: 0,
      nextInode: 2n,
    };
    this.#devices.set(id, device);
    const root = createNode(device, { kind: 'folder', mode: 0o755, uid: this.uid, time: this.tick() });
    return { id: ++this.#mounts, root, readOnly: options.readOnly ?? false };
  }
}

/**
 * Joins a folder's path and a name.
 *
 * @param folder - absolute raw path
 * @param name - raw name
 * @returns absolute raw path
 * @example
 * joinPath('/', 'home') // '/home'
 */
export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

function keyOf(folder: MemoryNode, name: string): string {
  return folder.device.foldsCase ? foldName(name) : name;
}
