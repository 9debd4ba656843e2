import {
  categoryOf,
  KEEP_RULES,
  leftReasonId,
  type DuplicatePolicy,
  type KeepRule,
  type LeftReason,
  type StepLine,
} from '@kempt/contracts';
import { chooseKept, type KeepFacts, type KeptChoice } from '../duplicates/choose-kept.ts';
import { isSameFolded } from '../names/fold-name.ts';
import { shown } from '../names/shown.ts';
import { DuplicateRows } from '../plan/duplicate-rows.ts';
import type { RootFacts } from '../ports/file-system.ts';
import type { ScannedTree } from '../scan/scan-tree.ts';
import { NO_MAIN, type Destinations } from '../table/destinations.ts';
import type { OrganizeRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { keepFacts } from './keep-facts.ts';
import { below, groupDuplicates, type DuplicateSearch } from './search-duplicates.ts';

const LISTED = 20;

/** The rules that choose where none were named. */
const USUAL_RULES: readonly KeepRule[] = ['oldest', 'shortest_path'];

/** Duplicates among the files of an organize, and what becomes of them. */
export interface OrganizeDuplicates {
  /** Files beyond the one that is kept of each group; several names of one file count once. */
  readonly found: number;
  /** Bytes these hold. */
  readonly bytes: number;
  /** The first of them, each with the file that is kept. */
  readonly lines: readonly StepLine[];
  /** Those that go to the quarantine; absent where none do. */
  readonly rows: DuplicateRows | undefined;
  /** Those that become links of the kept file, all names of each; absent where none do. */
  readonly links: DuplicateRows | undefined;
}

/** What duplicates are looked for in. */
export interface OrganizedTree {
  readonly scanned: ScannedTree;
  readonly source: RootFacts;
  /** Absolute raw path of the root that destinations are below. */
  readonly destinationPath: string;
  readonly destinations: Destinations;
}

/**
 * The rules by which an organize chooses what is kept: a file that is in place comes before every rule, so that the
 * next run chooses it again.
 *
 * @param request - what was asked for
 * @returns the rules in their order
 */
export function organizeRules({ keep }: Pick<OrganizeRequest, 'keep'>): readonly KeepRule[] {
  return ['in_place', ...(keep ?? USUAL_RULES)];
}

/**
 * Finds duplicates among the files of an organize and decides what becomes of them: those that stay are left in the
 * table, those that go are answered. A file that belongs to others, such as a sidecar or a photo that has one, is
 * organized with them whatever else holds its bytes.
 *
 * @param parts - the engine's parts
 * @param request - what becomes of duplicates, and what is kept
 * @param tree - the files, and where they go
 * @returns what was found
 * @throws KemptError `interrupted`
 */
export async function organizeDuplicates(
  parts: EngineParts,
  request: OrganizeRequest & { readonly duplicates: DuplicatePolicy },
  tree: OrganizedTree,
): Promise<OrganizeDuplicates> {
  const { scanned, source } = tree;
  const { table, directories, skipped } = scanned;
  const { onProgress, signal } = request;
  const search = await groupDuplicates(
    parts,
    { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) },
    { table, directories, skipped, problems: [], roots: [{ facts: source, isReference: false }] },
  );
  const deciding = new Deciding(request, tree, search);
  for (const { rows, groups, order } of search.found) {
    for (const first of order) {
      deciding.group(Array.from(groups.members(first), (position) => rows[position] ?? 0));
    }
  }
  return deciding;
}

class Deciding implements OrganizeDuplicates {
  found = 0;
  bytes = 0;
  readonly lines: StepLine[] = [];
  rows: DuplicateRows | undefined;
  links: DuplicateRows | undefined;
  readonly #policy: DuplicatePolicy;
  readonly #crossesMounts: boolean;
  readonly #rules: readonly KeepRule[];
  readonly #tree: OrganizedTree;
  readonly #files: DuplicateSearch['files'];
  readonly #facts: KeepFacts;
  /** 1 for main files of others. */
  readonly #hasOthers: Uint8Array;

  constructor(
    request: OrganizeRequest & { readonly duplicates: DuplicatePolicy },
    tree: OrganizedTree,
    search: DuplicateSearch,
  ) {
    this.#policy = request.duplicates;
    this.#crossesMounts = request.crossMounts ?? false;
    this.#rules = organizeRules(request);
    this.#tree = tree;
    this.#files = search.files;
    this.#facts = { ...keepFacts(search), isInPlace: (row) => this.#names(row).some((name) => this.#isInPlace(name)) };
    this.#hasOthers = new Uint8Array(tree.scanned.table.count);
    for (const main of tree.destinations.main) if (main !== NO_MAIN) this.#hasOthers[main] = 1;
  }

  group(members: readonly number[]): void {
    const choice = chooseKept(members, this.#rules, this.#facts);
    for (const row of choice?.taken ?? []) if (choice !== undefined) this.#decide(row, choice);
  }

  #decide(row: number, choice: KeptChoice): void {
    const { table } = this.#tree.scanned;
    this.found++;
    this.bytes += table.size[row] ?? 0;
    const fate = this.#fateOf(row, choice.kept);
    if (this.lines.length < LISTED) this.lines.push(this.#line(row, choice, fate));
    if (fate === 'organized') return;
    if (fate === 'quarantine') this.#add((this.rows ??= this.#noRows()), row, choice);
    else if (fate === 'hardlink') this.#add((this.links ??= this.#noRows()), row, choice);
    else for (const name of this.#names(row)) table.left[name] = leftReasonId(fate);
  }

  /** Why it stays, unless it goes to the quarantine, becomes a link, or is organized as if it were none. */
  #fateOf(row: number, kept: number): 'organized' | 'quarantine' | 'hardlink' | LeftReason {
    const { table } = this.#tree.scanned;
    if (this.#policy === 'leave' || this.#names(row).some((name) => this.#belongsToOthers(name))) return 'organized';
    if (this.#policy === 'skip') return 'duplicate';
    if (this.#policy === 'hardlink') return this.#canBeLink(row, kept) ? 'hardlink' : 'organized';
    return table.device[row] === this.#tree.source.device ? 'quarantine' : 'other_device';
  }

  /**
   * All names become links or none does: one that was not found, or may have been found twice, would hold on to the
   * bytes. A link on another device than that of the destination would become a copy again.
   */
  #canBeLink(row: number, kept: number): boolean {
    const { scanned, source } = this.#tree;
    const { device, links } = scanned.table;
    if (device[row] !== source.device || device[kept] !== source.device) return false;
    const count = links[row] ?? 1;
    return count <= 1 || (!this.#crossesMounts && this.#names(row).length === count);
  }

  #noRows(): DuplicateRows {
    return new DuplicateRows(this.#tree.scanned.table.count);
  }

  // eslint-disable-next-line max-params -- a file, where it is noted, and what is kept for it
  #add(rows: DuplicateRows, row: number, { kept, rule }: KeptChoice): void {
    for (const name of this.#names(row)) {
      rows.add(name, kept, { rule: KEEP_RULES.indexOf(rule), again: name !== row });
    }
  }

  /** All names of a file, itself first. */
  #names(row: number): number[] {
    return [row, ...this.#files.otherNames(row)];
  }

  #belongsToOthers(row: number): boolean {
    return this.#hasOthers[row] === 1 || this.#tree.destinations.main[row] !== NO_MAIN;
  }

  #isInPlace(row: number): boolean {
    const { scanned, source, destinations, destinationPath } = this.#tree;
    if (destinations.newNameBytes(row) !== undefined) return false;
    const wanted = below(destinationPath, destinations.folders[destinations.folder[row] ?? 0] ?? '');
    const folder = below(source.path, scanned.table.folderPath(scanned.table.folder[row] ?? 0));
    // A folder that differs in case alone is the wanted one for the planner, unless that is there as well.
    return isSameFolded(wanted, folder);
  }

  #line(row: number, { kept, rule }: KeptChoice, fate: string): StepLine {
    const { scanned, source } = this.#tree;
    const { table } = scanned;
    const path = below(source.path, table.path(row));
    return {
      ...shown('original_path', path),
      ...shown('new_path', path),
      category: categoryOf(table.category[row] ?? 0),
      size_bytes: table.size[row] ?? 0,
      action: fate === 'quarantine' || fate === 'hardlink' ? fate : 'leave',
      ...shown('kept_path', below(source.path, table.path(kept))),
      kept_by: rule,
    };
  }
}
