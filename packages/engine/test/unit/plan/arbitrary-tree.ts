import fc from 'fast-check';
import type { EntryKind } from '../../../src/ports/file-system.ts';
import { shareName, type RunOptions, type Wishes } from './model-run.ts';
import { aboveOf, lastOf, TreeModel } from './tree-model.ts';

/** Names that a file system might take for each other, names with counters, and names that are not UTF-8. */
const NAMES = [
  'a',
  'A',
  'a (1)',
  'b',
  'a.jpg',
  'A.JPG',
  'a (1).jpg',
  'a (2).jpg',
  'a.xmp',
  'a (1).xmp',
  'a.jpg.xmp',
  'a.en.srt',
  '\u00e1',
  'a\u0301',
  'x\udcff',
  'X\udcff',
];

const FOLDERS = ['', 'a', 'A', 'b', 'a/a', 'a/b', 'b/a (1)', 'a.jpg', '\u00e1', 'a\u0301/b'];

const name = fc.constantFrom(...NAMES);
const path = fc
  .tuple(fc.array(fc.constantFrom('a', 'A', 'b', 'a.jpg', '\u00e1', 'a (1)'), { maxLength: 2 }), name)
  .map(([folders, last]) => [...folders, last].join('/'));

const entry = fc.record({
  root: fc.constantFrom(0, 0, 0, 1),
  path,
  kind: fc.constantFrom<EntryKind>('file', 'file', 'file', 'file', 'file', 'file', 'file', 'symlink', 'folder'),
  content: fc.constantFrom('', 'one', 'two', 'four'),
  mtime: fc.constantFrom(1n, 2n),
  left: fc.constantFrom(false, false, false, false, false, false, true),
  folder: fc.option(fc.constantFrom(...FOLDERS), { nil: undefined }),
  name: fc.option(name, { nil: undefined }),
  companion: fc.boolean(),
});

type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;

/** A model tree, where its files want to go, and how. */
export interface Scenario {
  readonly model: TreeModel;
  readonly options: RunOptions;
}

/** Any small tree and any wishes; made anew by every call, since a run changes the tree. */
export const scenario: fc.Arbitrary<() => Scenario> = fc
  .record({
    entries: fc.array(entry, { maxLength: 12 }),
    folding: fc.boolean(),
    mode: fc.constantFrom('move' as const, 'move' as const, 'copy' as const),
    onConflict: fc.constantFrom(
      'skip' as const,
      'rename_new' as const,
      'rename_existing' as const,
      'deduplicate' as const,
      'overwrite' as const,
    ),
    keepEmptyDirs: fc.boolean(),
    into: fc.constantFrom(0 as const, 1 as const),
  })
  .map(({ entries, folding, ...options }) => () => {
    const model = new TreeModel(folding);
    const wishes = {
      folder: new Map<number, string>(),
      name: new Map<number, string>(),
      main: new Map<number, number>(),
    };
    for (const each of entries) addEntry(model, wishes, each);
    addCompanions(model, wishes, entries);
    return { model, options: { ...options, wishes } };
  });

type MutableWishes = { [K in keyof Wishes]: Wishes[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : never };

function addEntry(model: TreeModel, wishes: MutableWishes, each: Entry): void {
  const at = `${each.root}:${each.path}`;
  if (each.kind === 'folder') {
    model.addFolder(at);
    return;
  }
  if (!model.add(at, each)) return;
  const id = model.files.get(at)?.id ?? 0;
  wishes.folder.set(id, each.folder ?? aboveOf(at).slice(2));
  if (each.name !== undefined) wishes.name.set(id, each.name);
}

/** Lets files whose names go together be main file and companion. */
function addCompanions(model: TreeModel, wishes: MutableWishes, entries: readonly Entry[]): void {
  for (const each of entries) {
    const at = `${each.root}:${each.path}`;
    const companion = model.files.get(at);
    if (!each.companion || companion?.kind !== 'file' || companion.left) continue;
    for (const [other, main] of model.files) {
      if (main === companion || main.kind !== 'file' || main.left || aboveOf(other) !== aboveOf(at)) continue;
      if (wishes.main.has(main.id) || [...wishes.main.values()].includes(companion.id)) continue;
      if (shareName(lastOf(other), lastOf(at))) wishes.main.set(companion.id, main.id);
    }
  }
}
