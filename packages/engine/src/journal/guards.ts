import type { FolderFacts, FolderRef } from '../ports/file-system.ts';

/**
 * Whether a parsed value is a plain object.
 *
 * @param value - anything
 * @returns true for an object that is neither null nor an array
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether a parsed value names a folder below a root, and nothing else: no empty component, no `.` or `..`, no NUL.
 *
 * @param value - anything
 * @returns true for a safe folder reference
 */
export function isFolderRef(value: unknown): value is FolderRef {
  if (!isRecord(value) || typeof value['root'] !== 'number' || typeof value['path'] !== 'string') return false;
  if (!Number.isInteger(value['root']) || value['root'] < 0) return false;
  return value['path'] === '' || value['path'].split('/').every(isSafeComponent);
}

function isSafeComponent(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !part.includes('\0');
}

/**
 * Whether a parsed value is the facts of a folder.
 *
 * @param value - anything
 * @returns true when every fact has its type
 */
export function isFolderFacts(value: unknown): value is FolderFacts {
  if (!isRecord(value)) return false;
  const { device, inode, atime, mtime, mode, uid, gid, xattrs } = value;
  const big = [device, inode, atime, mtime].every((item) => typeof item === 'bigint');
  const small = [mode, uid, gid].every((item) => typeof item === 'number' && Number.isInteger(item));
  return big && small && Array.isArray(xattrs) && xattrs.every(isXattr);
}

function isXattr(value: unknown): boolean {
  return isRecord(value) && typeof value['name'] === 'string' && typeof value['value'] === 'string';
}
