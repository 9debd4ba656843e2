/**
 * A path as seen from a folder that was named already.
 *
 * @param folder - absolute shown path
 * @param path - absolute shown path
 * @returns the path below the folder, or the whole path when it lies elsewhere
 * @example
 * below('/home/me', '/home/me/a/b') // 'a/b'
 */
export function below(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
