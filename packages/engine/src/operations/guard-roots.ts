import { dirname } from 'node:path';
import { openRoot } from '../apply/open-roots.ts';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { isInQuarantine } from '../names/quarantine-folder.ts';
import type { FileSystem, RootFacts } from '../ports/file-system.ts';

/** What a root is checked against. */
export interface RootGuard {
  readonly fileSystem: FileSystem;
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
  /** Absolute raw path of the user's home folder. */
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
}

const SYSTEM: Readonly<Record<string, readonly string[]>> = {
  linux: [
    ...['bin', 'boot', 'dev', 'etc', 'gnu', 'lib', 'lib32', 'lib64', 'libx32', 'lost+found', 'nix', 'opt', 'proc'],
    ...['run', 'sbin', 'snap', 'sys', 'usr', 'var'],
  ].map((name) => `/${name}`),
  darwin: [
    ...['/Applications', '/Library', '/System', '/bin', '/cores', '/dev', '/opt', '/private/etc', '/private/var'],
    ...['/sbin', '/usr', '/etc', '/var'],
  ],
};

/** Below a system folder, yet places where people keep files. */
const PEOPLES_PLACES: readonly string[] = [
  '/run/media',
  '/run/user',
  '/var/home',
  '/var/media',
  '/var/mnt',
  '/var/services',
  '/var/tmp',
  '/private/var/folders',
  '/private/var/tmp',
];

/** The folder in the state folder that holds an inbox for each user of a service. */
export const INBOXES = 'inboxes';

/** Folders that hold everybody's home: organizing as root, one's own is not the only one. */
const HOMES: readonly string[] = ['/home', '/Users', '/var/home'];

/**
 * Opens a root a person named and refuses those whose files are not a person's to sort: the root of the file system,
 * folders of the operating system under whatever name they are mounted, Kempt's own state, and a whole home folder
 * unless asked for.
 *
 * @param guard - what to check against
 * @param path - absolute raw path
 * @param wholeHome - whether a whole home folder is meant
 * @returns the open root
 * @throws KemptError `source_*`, `system_folder`, `whole_home` or `path_in_state_folder`
 */
export async function guardRoot(guard: RootGuard, path: string, wholeHome: boolean): Promise<RootFacts> {
  const root = await openRoot(guard.fileSystem, path);
  const shown = displayName(root.path);
  const state = await realPath(guard.fileSystem, guard.stateFolder);
  if (isInInbox(root.path, state)) return root;
  if (isSystemPath(root.path, guard.platform) || (await isSystemFolderElsewhere(guard, root))) {
    throw new KemptError('system_folder', `${shown} belongs to the operating system.`, {
      hint: 'Name a folder with your own files in it.',
    });
  }
  if (isInside(root.path, state)) {
    throw new KemptError('path_in_state_folder', `${shown} lies in Kempt's own state folder.`, {
      hint: 'Kempt keeps its journals there; name another folder.',
    });
  }
  if (isInQuarantine(root.path)) {
    throw new KemptError('path_in_state_folder', `${shown} lies in a quarantine of Kempt.`, {
      hint: '`kempt quarantine list` shows what is in there; `kempt quarantine restore` brings it back.',
    });
  }
  const home = await realPath(guard.fileSystem, guard.homeFolder);
  if (!wholeHome && (root.path === home || isHome(root.path))) {
    throw new KemptError('whole_home', `${shown} is a whole home folder.`, {
      hint: 'Name a folder in it, such as Downloads, or say --whole-home.',
    });
  }
  return root;
}

/**
 * Whether a path is the root of the file system or lies in a folder of the operating system.
 *
 * @param path - absolute path with links resolved
 * @param platform - as process.platform
 * @returns true for a path Kempt keeps its hands off
 * @example
 * isSystemPath('/usr/share', 'linux') // true
 */
export function isSystemPath(path: string, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return /^[a-z]:\\?$|^[a-z]:\\(?:windows|program files|programdata)/i.test(path);
  if (path === '/') return true;
  if (PEOPLES_PLACES.some((place) => path !== place && isInside(path, place))) return false;
  return (SYSTEM[platform] ?? SYSTEM['linux'] ?? []).some((folder) => isInside(path, folder));
}

/** A bind mount or a chroot shows a system folder under another path; its device and inode give it away. */
async function isSystemFolderElsewhere(guard: RootGuard, root: RootFacts): Promise<boolean> {
  if (guard.platform === 'win32') return false;
  const top = await guard.fileSystem.openRoot('/').catch(() => undefined);
  if (top === undefined) return false;
  if (top.inode === root.inode && top.device === root.device) return true;
  const names = (SYSTEM[guard.platform] ?? []).filter((path) => path.lastIndexOf('/') === 0);
  const facts = await guard.fileSystem.fileFacts(
    names.map((path) => ({ folder: { root: top.id, path: '' }, name: path.slice(1) })),
  );
  return facts.some((known) => known?.inode === root.inode && known.device === root.device);
}

/** Below the state folder, yet people's own files: what they upload to a service. */
function isInInbox(path: string, stateFolder: string): boolean {
  const inboxes = `${stateFolder}/${INBOXES}`;
  return path !== inboxes && isInside(path, inboxes) && !isInQuarantine(path);
}

function isHome(path: string): boolean {
  return path === '/root' || HOMES.includes(path) || HOMES.includes(dirname(path));
}

async function realPath(fileSystem: FileSystem, path: string): Promise<string> {
  const opened = await fileSystem.openRoot(path).catch(() => undefined);
  return opened?.path ?? path;
}

/**
 * Whether a path is a folder or lies below it.
 *
 * @param path - absolute path
 * @param folder - absolute path
 * @returns true when it does
 */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
