import { FileSystemError } from '../errors/file-system-error.ts';
import { followPath } from './follow-path.ts';
import type { EntryKind, FileFacts } from '../ports/file-system.ts';
import { fileFactsOf } from './memory-facts.ts';
import { setPermissions, type MemoryNode } from './memory-node.ts';
import { takeSnapshot, type Snapshot } from './memory-snapshot.ts';
import { joinPath, type MemoryTree, type MountOptions, type OpenFolder, type Place } from './memory-tree.ts';

/** What to give a file or folder that a test makes. */
export interface UserFacts {
  /** Permission bits; 0o644 for files and 0o755 for folders when absent. */
  readonly mode?: number;
  /** Nanoseconds since 1970; the time of the call when absent. */
  readonly mtime?: bigint;
  /** Nanoseconds since 1970. */
  readonly atime?: bigint;
}

/**
 * What people and other programs do to the machine, for tests: all paths are absolute raw strings, folders on the way
 * are made, links on the way are followed, nothing asks for permission, and no call counts as a step or can fail on
 * purpose. So a step hook may use them to race against Kempt.
 */
export interface MemoryUser {
  /** Makes or overwrites a file; an existing one keeps its inode. Text is written as UTF-8. */
  writeFile(path: string, content: Uint8Array | string, facts?: UserFacts): void;
  /** Makes a folder and those above it; one that is there only gets the facts. */
  mkdir(path: string, facts?: UserFacts): void;
  /** Makes a symlink. */
  symlink(target: string, path: string): void;
  /** What a symlink says. */
  readLink(path: string): string;
  /** Makes a second name for a file. */
  link(existing: string, path: string): void;
  /** Makes a FIFO, socket or device. */
  special(path: string, kind: EntryKind): void;
  /** Removes a file, link or whole folder; nothing happens where there is none. */
  remove(path: string): void;
  /** Moves a file or folder, replacing what is there, as `mv -f` does. */
  rename(from: string, to: string): void;
  /** Sets permission bits. */
  chmod(path: string, mode: number): void;
  /** Sets times, nanoseconds since 1970. */
  setTimes(path: string, times: { readonly atime?: bigint; readonly mtime?: bigint }): void;
  /** Sets an extended attribute; the value is base64. */
  setXattr(path: string, name: string, value: string): void;
  /** Extended attributes: base64 values by name. */
  xattrs(path: string): ReadonlyMap<string, string>;
  /** Gives a file or folder to another user, so that its group and other bits count. */
  chown(path: string, uid: number, gid: number): void;
  /** Content of a file. */
  readFile(path: string): Uint8Array;
  /** Facts without following a link in the last component; undefined where there is nothing. */
  stat(path: string): FileFacts | undefined;
  /** Lets a program hold a file open for writing, or close it again. */
  holdOpen(path: string, open?: boolean): void;
  /** Mounts a device on a folder, which is made where it is missing. */
  mount(path: string, options?: MountOptions): void;
  /** Makes the mount that a path lies on read-only, or writable again. */
  remountReadOnly(path: string, readOnly?: boolean): void;
  /** Everything below a folder, `/` when absent. */
  snapshot(path?: string): Snapshot;
}

/**
 * Creates the hand of people and other programs.
 *
 * @param tree - the machine
 * @param heldOpen - receives `device:inode` of files that are held open for writing
 * @returns test conveniences
 */
export function createMemoryUser(tree: MemoryTree, heldOpen: Set<string>): MemoryUser {
  const places = createPlaces(tree);
  return {
    ...creators(tree, places),
    remove: (path) => {
      const place = places.at(path);
      const node = tree.find(place.folder, place.name);
      if (node !== undefined) removeWhole(tree, place, node);
    },
    rename: (from, to) => {
      const [source, target] = [places.at(from), places.make(to)];
      places.node(from);
      if (tree.find(target.folder, target.name) !== tree.find(source.folder, source.name)) tree.remove(target);
      tree.rename(source, target);
    },
    chmod: (path, mode) => {
      changeNode(tree, places.node(path), { mode });
    },
    setTimes: (path, times) => {
      changeNode(tree, places.node(path), times);
    },
    setXattr: (path, name, value) => {
      places.node(path).xattrs.set(name, value);
    },
    xattrs: (path) => places.node(path).xattrs,
    chown: (path, uid, gid) => {
      Object.assign(places.node(path), { uid, gid, ctime: tree.tick() });
    },
    readLink: (path) => places.node(path).linkTarget,
    readFile: (path) => Uint8Array.from(places.node(path).bytes),
    stat: (path) => {
      const node = places.find(path);
      return node === undefined ? undefined : fileFactsOf(node);
    },
    holdOpen: (path, open = true) => {
      const node = places.node(path);
      const key = `${String(node.device.id)}:${String(node.inode)}`;
      if (open) heldOpen.add(key);
      else heldOpen.delete(key);
    },
    remountReadOnly: (path, readOnly = true) => {
      places.folder(path).mount.readOnly = readOnly;
    },
    snapshot: (path = '/') => takeSnapshot(tree, places.folder(path)),
  };
}

function creators(
  tree: MemoryTree,
  places: Places,
): Pick<MemoryUser, 'writeFile' | 'mkdir' | 'symlink' | 'link' | 'special' | 'mount'> {
  return {
    writeFile: (path, content, facts = {}) => {
      const place = places.make(path);
      const node = tree.find(place.folder, place.name) ?? tree.create(place, { kind: 'file', mode: 0o644 });
      tree.write(node, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
      changeNode(tree, node, facts);
    },
    mkdir: (path, facts = {}) => {
      changeNode(tree, places.makeFolder(path).node, facts);
    },
    symlink: (target, path) => {
      tree.create(places.make(path), { kind: 'symlink', mode: 0o777, linkTarget: target });
    },
    link: (existing, path) => {
      tree.add(places.make(path), places.node(existing));
    },
    special: (path, kind) => {
      tree.create(places.make(path), { kind, mode: 0o644 });
    },
    mount: (path, options = {}) => {
      const above = places.make(path);
      if (tree.find(above.folder, above.name) === undefined) tree.create(above, { kind: 'folder', mode: 0o755 });
      tree.mount(above, options);
    },
  };
}

interface Places {
  at(path: string): Place;
  make(path: string): Place;
  makeFolder(path: string): OpenFolder;
  folder(path: string): OpenFolder;
  find(path: string): MemoryNode | undefined;
  node(path: string): MemoryNode;
}

function createPlaces(tree: MemoryTree): Places {
  const folder = (path: string): OpenFolder => {
    const found = followPath(tree, path);
    if ('node' in found) return found;
    throw new FileSystemError('not_a_folder', `not a folder: ${path}`);
  };
  const makeFolder = (path: string): OpenFolder => {
    let at = tree.top;
    for (const name of path.split('/').filter((each) => each !== '')) {
      if (tree.find(at, name) === undefined) tree.create({ folder: at, name }, { kind: 'folder', mode: 0o755 });
      at = folder(joinPath(at.path, name));
    }
    return at;
  };
  const split = (path: string): [string, string] => {
    const slash = path.lastIndexOf('/');
    return [path.slice(0, Math.max(slash, 1)), path.slice(slash + 1)];
  };
  const at = (path: string): Place => {
    const [above, name] = split(path);
    return { folder: folder(above), name };
  };
  const find = (path: string): MemoryNode | undefined => {
    if (path === '/') return tree.top.node;
    const { folder: above, name } = at(path);
    const node = tree.find(above, name);
    return node?.mounted?.root ?? node;
  };
  return {
    at,
    makeFolder,
    folder,
    find,
    make: (path) => {
      const [above, name] = split(path);
      return { folder: makeFolder(above), name };
    },
    node: (path) => {
      const node = find(path);
      if (node === undefined) throw new FileSystemError('not_found', `no such file: ${path}`);
      return node;
    },
  };
}

function removeWhole(tree: MemoryTree, place: Place, node: MemoryNode): void {
  if (node.kind === 'folder') {
    const folder = tree.enter(place.folder, place.name);
    for (const { name, node: child } of [...folder.node.entries.values()]) removeWhole(tree, { folder, name }, child);
  }
  tree.remove(place);
}

function changeNode(tree: MemoryTree, node: MemoryNode, facts: UserFacts): void {
  if (facts.mode !== undefined) setPermissions(node, facts.mode);
  node.atime = facts.atime ?? node.atime;
  node.mtime = facts.mtime ?? node.mtime;
  node.ctime = tree.tick();
}
