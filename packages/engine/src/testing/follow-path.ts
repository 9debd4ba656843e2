import { FileSystemError } from '../errors/file-system-error.ts';
import type { MemoryTree, OpenFolder, Place } from './memory-tree.ts';

const MAX_SYMLINKS = 40;

/**
 * Resolves an absolute path on a pretended machine, following symlinks.
 *
 * @param tree - the machine
 * @param path - absolute raw path
 * @returns where it leads: the folder, or the place of something that is none
 * @throws FileSystemError `not_found` where it leads nowhere
 */
export function followPath(tree: MemoryTree, path: string): OpenFolder | Place {
  const todo = components(path);
  let links = 0;
  let at = tree.top;
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    if (name === '..') {
      at = at.above ?? at;
      continue;
    }
    const node = tree.find(at, name);
    if (node?.kind === 'symlink') {
      if (++links > MAX_SYMLINKS) throw new FileSystemError('not_found', `too many symlinks: ${path}`);
      todo.unshift(...components(node.linkTarget));
      if (node.linkTarget.startsWith('/')) at = tree.top;
    } else if (node !== undefined && node.kind !== 'folder' && todo.length === 0) return { folder: at, name };
    else at = tree.enter(at, name);
  }
  return at;
}

function components(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
