import type { OpenRootFiles, RootFiles } from '@kempt/engine';

/**
 * Opens a root for as long as something is done there.
 *
 * @param files - access to files
 * @param path - absolute real path of the root
 * @param use - what is done
 * @returns what that answers
 * @throws KemptError `source_not_found` where the root is not there
 */
export async function withRoot<T>(
  files: RootFiles,
  path: string,
  use: (root: OpenRootFiles) => Promise<T>,
): Promise<T> {
  const root = await files.open(path);
  try {
    return await use(root);
  } finally {
    await root.close();
  }
}
