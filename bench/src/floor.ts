import { lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';

/**
 * The least that organizing can cost: reads the folders, lstats and renames each file into a folder named for its
 * extension. No journal, no identification, no safety, one thread. A running number before each name is all that
 * keeps two files apart.
 *
 * @param root - the tree, organized in place
 * @returns how many files were renamed
 */
export function organizeBarely(root: string): number {
  const made = new Set<string>();
  let moved = 0;
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        visit(path);
        continue;
      }
      if (!lstatSync(path).isFile()) continue;
      const target = `${root}/by-extension-${extensionOf(entry.name)}`;
      if (!made.has(target)) {
        mkdirSync(target);
        made.add(target);
      }
      renameSync(path, `${target}/${moved} ${entry.name}`);
      moved++;
    }
  };
  visit(root);
  return moved;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : 'none';
}

if (import.meta.main) {
  const root = process.argv[2];
  if (root === undefined) throw new Error('Usage: node bench/src/floor.ts DIR');
  console.log(JSON.stringify({ files: organizeBarely(root) }));
}
