import { formatBytes, formatCount, type PreviewFolder } from '@kempt/engine';
import type { Page } from './page.ts';
import { plural } from './plural.ts';
import { table } from './table.ts';

/** One folder with everything below it. */
interface Node {
  readonly name: string;
  files: number;
  bytes: number;
  readonly children: Map<string, Node>;
}

/** Which children of a folder are shown, and what the others hold together. */
interface Shown {
  readonly children: readonly Node[];
  readonly hidden: readonly Node[];
}

/**
 * Draws the folders a plan fills as a tree with counts and sizes. Where there are more folders than lines, those
 * with the most files are shown and the others are summed up, so that the numbers still add up.
 *
 * @param root - shown path of the destination
 * @param folders - folders with the files that will be right in them
 * @param options - the page, and how many folders may be shown
 * @returns one string a line
 */
export function folderTree(
  root: string,
  folders: readonly PreviewFolder[],
  options: { readonly page: Page; readonly maxFolders: number },
): string[] {
  const top = buildTree(root, folders);
  const shown = chooseShown(top, options.maxFolders);
  const rows = [[top.name, formatCount(top.files), formatBytes(top.bytes)], ...childRows(top, '', shown)];
  return table(rows, {
    columns: [
      { title: '', flexible: true },
      { title: '', align: 'right' },
      { title: '', align: 'right', paint: options.page.style.faint },
    ],
    width: options.page.width,
  });
}

function buildTree(root: string, folders: readonly PreviewFolder[]): Node {
  const top: Node = newNode(root);
  for (const folder of folders) {
    const names = folder.path.split('/').filter((name) => name !== '' && name !== '.');
    let node = top;
    addFiles(node, folder);
    for (const name of names) {
      let child = node.children.get(name);
      if (child === undefined) node.children.set(name, (child = newNode(name)));
      addFiles(child, folder);
      node = child;
    }
  }
  return top;
}

function newNode(name: string): Node {
  return { name, files: 0, bytes: 0, children: new Map() };
}

function addFiles(node: Node, folder: PreviewFolder): void {
  node.files += folder.file_count;
  node.bytes += folder.total_size_bytes;
}

/** Folders nearest to the top come first; one whose folders do not fit any more is shown closed. */
function chooseShown(top: Node, maxFolders: number): Map<Node, Shown> {
  const shown = new Map<Node, Shown>();
  let room = maxFolders;
  for (let level = [top]; level.length > 0;) {
    const next: Node[] = [];
    for (const node of level) {
      if (node.children.size === 0 || (room < 2 && node.children.size > room)) continue;
      const choice = chooseChildren(node, room);
      room -= choice.children.length + (choice.hidden.length > 0 ? 1 : 0);
      shown.set(node, choice);
      next.push(...choice.children);
    }
    level = next;
  }
  return shown;
}

function chooseChildren(node: Node, room: number): Shown {
  const children = [...node.children.values()].sort((a, b) => compareNames(a.name, b.name));
  if (children.length <= room) return { children, hidden: [] };
  const fullest = new Set(children.toSorted((a, b) => b.files - a.files).slice(0, room - 1));
  return {
    children: children.filter((child) => fullest.has(child)),
    hidden: children.filter((child) => !fullest.has(child)),
  };
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function childRows(node: Node, indent: string, shown: ReadonlyMap<Node, Shown>): string[][] {
  const choice = shown.get(node);
  if (choice === undefined) return [];
  const lines = choice.children.length + (choice.hidden.length > 0 ? 1 : 0);
  const rows = choice.children.flatMap((child, i) => {
    const last = i === lines - 1;
    const closed = child.children.size > 0 && !shown.has(child) ? `/ … ${plural(child.children.size, 'folder')}` : '/';
    return [
      row(`${indent}${last ? '└─ ' : '├─ '}${child.name}${closed}`, child.files, child.bytes),
      ...childRows(child, `${indent}${last ? '   ' : '│  '}`, shown),
    ];
  });
  if (choice.hidden.length === 0) return rows;
  const files = choice.hidden.reduce((sum, child) => sum + child.files, 0);
  const bytes = choice.hidden.reduce((sum, child) => sum + child.bytes, 0);
  return [...rows, row(`${indent}└─ … ${plural(choice.hidden.length, 'more folder')}`, files, bytes)];
}

function row(label: string, files: number, bytes: number): string[] {
  return [label, formatCount(files), formatBytes(bytes)];
}
