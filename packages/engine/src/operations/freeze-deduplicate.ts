import { categoryId, type LeftReason } from '@kempt/contracts';
import { chooseKept, type KeepFacts, type KeptChoice } from '../duplicates/choose-kept.ts';
import { HASH_BYTES } from '../duplicates/equal-rows.ts';
import type { GroupedRows } from '../duplicates/find-groups.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import type { NewStep } from '../journal/plan-batch.ts';
import type { PlanHeader } from '../journal/plan-header.ts';
import { PlanWriter } from '../journal/plan-writer.ts';
import { QUARANTINE_FOLDER, quarantineName } from '../names/quarantine-folder.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT, type FileSystem, type FolderFacts, type FolderRef } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import { rootOrder } from './deduplicate-header.ts';
import type { DeduplicateRequest } from './engine.ts';
import { keepFacts } from './keep-facts.ts';
import { quarantineFacts } from './quarantine-facts.ts';
import { below, rootOf, type DuplicateSearch } from './search-duplicates.ts';

const NO_IDENTITY = { device: 0n, inode: 0n, size: 0, mtime: 0n };
const NO_NAME = new Uint8Array(0);
const OTHER = categoryId('other');

/** What a plan is frozen from. */
export interface DeduplicateFreezing {
  readonly files: OperationFiles;
  readonly header: PlanHeader;
  readonly search: DuplicateSearch;
  readonly request: Pick<DeduplicateRequest, 'keep' | 'action' | 'crossMounts'>;
  readonly fileSystem: Pick<FileSystem, 'folderFacts'>;
}

/**
 * Chooses what is kept of each group, writes the steps that take the others away, and freezes the plan.
 *
 * @param freezing - the groups, the rules, and where the plan goes
 * @returns the digest, hexadecimal
 */
export async function freezeDeduplicate(freezing: DeduplicateFreezing): Promise<string> {
  const writing = new Writing(freezing);
  await writing.start();
  for (const grouped of freezing.search.found) await writing.groups(grouped);
  return writing.finish();
}

/** What is kept of a group, and why. */
interface Choice extends Pick<KeptChoice, 'kept' | 'rule'> {
  /** BLAKE3 of the group. */
  readonly hash: Uint8Array;
}

class Writing {
  readonly #freezing: DeduplicateFreezing;
  readonly #writer: PlanWriter;
  readonly #facts: KeepFacts;
  /** Index in the plan of a root of the table. */
  readonly #rootIndex: ReadonlyMap<number, number>;
  /** By root of the table, the step that makes its quarantine. */
  readonly #quarantines = new Map<number, number>();
  readonly #left = new Map<LeftReason, number>();
  #planned = 0;
  #duplicates = 0;
  #keptFiles = 0;
  #bytes = 0;

  constructor(freezing: DeduplicateFreezing) {
    this.#freezing = freezing;
    this.#writer = new PlanWriter(freezing.files);
    const { roots } = freezing.search.scanned;
    this.#rootIndex = new Map(rootOrder(roots).map((root, index) => [root, index]));
    this.#facts = { ...keepFacts(freezing.search), isInPlace: () => false };
  }

  async start(): Promise<void> {
    await this.#writer.start(this.#freezing.header);
  }

  async groups({ rows, groups, order, hash }: GroupedRows): Promise<void> {
    for (const first of order) {
      const members = Array.from(groups.members(first), (position) => rows[position] ?? 0);
      // References alone are no duplicates of each other: none of them is ever touched.
      if (members.every((row) => this.#facts.isReference(row))) continue;
      const choice = chooseKept(members, this.#freezing.request.keep, this.#facts);
      if (choice === undefined) {
        this.#leave('undecided', members.length);
        continue;
      }
      this.#keptFiles++;
      // With it an undo finds a file again after a restore from a backup.
      const bytes = hash.slice(first * HASH_BYTES, (first + 1) * HASH_BYTES);
      for (const row of choice.taken) await this.#take(row, { ...choice, hash: bytes });
    }
  }

  async finish(): Promise<string> {
    const { scanned, files, hasher } = this.#freezing.search;
    const problems = await this.#problems();
    const left = [...this.#left].map(([reason, count]) => ({ reason, count }));
    return this.#writer.finish({
      steps: this.#writer.steps,
      files_scanned: files.rows.length,
      files_planned: this.#planned,
      files_in_place: this.#keptFiles,
      files_left: left.reduce((sum, { count }) => sum + count, hasher.problems.length),
      duplicates_found: this.#duplicates,
      bytes_planned: this.#bytes,
      left,
      skipped: [...scanned.skipped].map(([reason, count]) => ({ reason, count })),
      problems_total: problems,
    });
  }

  /** All names of a file go: one that stays would hold on to the bytes. */
  async #take(row: number, choice: Choice): Promise<void> {
    const { scanned, files } = this.#freezing.search;
    const { table } = scanned;
    const reason = this.#reasonToLeave(row, choice.kept);
    if (reason !== undefined) {
      this.#leave(reason, 1);
      return;
    }
    this.#duplicates++;
    this.#bytes += table.size[row] ?? 0;
    let flags = 0;
    for (const name of [row, ...(this.#takesNames ? files.otherNames(row) : [])]) {
      await this.#step(name, choice, flags);
      flags = STEP_FLAGS.again;
    }
  }

  /** A file whose bytes are shared keeps all its names as they are. */
  get #takesNames(): boolean {
    return this.#freezing.request.action !== 'reflink';
  }

  /** A quarantine is on the device of its root, a hard link on that of the kept file; a symbolic link leads anywhere. */
  #reasonToLeave(row: number, kept: number): LeftReason | undefined {
    const { table, roots } = this.#freezing.search.scanned;
    const { action } = this.#freezing.request;
    const isLink = action === 'hardlink' || action === 'symlink';
    if (isLink && !this.#canLinkNames(row)) return 'several_names';
    if (action === 'symlink') return undefined;
    const wanted =
      action !== 'quarantine' ? table.device[kept] : roots[table.rootIndexOf(table.folder[row] ?? 0)]?.facts.device;
    return table.device[row] === wanted ? undefined : 'other_device';
  }

  /**
   * Whether all names of a file can become links. A name that was not found would hold on to the bytes, so nothing were
   * gained, and an undo could not join the others to it. Across mounts one name can be found twice, so there it is not
   * known. Symbolic links are not made one file again.
   */
  #canLinkNames(row: number): boolean {
    const { search, request } = this.#freezing;
    const links = search.scanned.table.links[row] ?? 1;
    if (links <= 1) return true;
    const isSure = request.action === 'hardlink' && request.crossMounts !== true;
    return isSure && search.files.otherNames(row).length + 1 === links;
  }

  async #step(row: number, { kept, rule, hash }: Choice, flags: number): Promise<void> {
    const { table } = this.#freezing.search.scanned;
    const { action } = this.#freezing.request;
    const [source, sourceName] = [this.#folder(row), Uint8Array.from(table.nameBytes(row))];
    const place =
      action === 'quarantine' ? await this.#quarantinePlace(row) : { target: source, targetName: sourceName };
    this.#planned++;
    await this.#writer.add({
      action,
      source,
      sourceName,
      requires: NO_REQUIREMENT,
      ...place,
      identity: {
        device: table.device[row] ?? 0n,
        inode: table.inode[row] ?? 0n,
        size: table.size[row] ?? 0,
        mtime: table.mtime[row] ?? 0n,
      },
      category: OTHER,
      flags,
      origin: NO_REQUIREMENT,
      hash,
      kept: {
        folder: this.#folder(kept),
        name: Uint8Array.from(table.nameBytes(kept)),
        device: table.device[kept] ?? 0n,
        inode: table.inode[kept] ?? 0n,
        mtime: table.mtime[kept] ?? 0n,
        rule,
      },
    });
  }

  async #quarantinePlace(row: number): Promise<Pick<NewStep, 'target' | 'targetName' | 'requires'>> {
    const { table } = this.#freezing.search.scanned;
    const root = table.rootIndexOf(table.folder[row] ?? 0);
    const requires = this.#quarantines.get(root) ?? (await this.#makeQuarantine(root));
    return {
      requires,
      target: {
        root: this.#rootIndex.get(root) ?? 0,
        path: `${QUARANTINE_FOLDER}/${this.#freezing.header.plan_id}`,
      },
      targetName: quarantineName(this.#writer.steps, table.nameBytes(row)),
    };
  }

  #folder(row: number): FolderRef {
    const { table } = this.#freezing.search.scanned;
    const folder = table.folder[row] ?? 0;
    return { root: this.#rootIndex.get(table.rootIndexOf(folder)) ?? 0, path: table.folderPath(folder) };
  }

  /** Answers the index of the step that makes the folder of this operation. */
  async #makeQuarantine(root: number): Promise<number> {
    const { search, fileSystem, header } = this.#freezing;
    const id = search.scanned.roots[root]?.facts.id ?? 0;
    const folderFacts = await quarantineFacts(fileSystem, id);
    const index = this.#rootIndex.get(root) ?? 0;
    const above = await this.#makeFolder({ root: index, path: '' }, QUARANTINE_FOLDER, { folderFacts });
    const made = await this.#makeFolder({ root: index, path: QUARANTINE_FOLDER }, header.plan_id, {
      folderFacts,
      requires: above,
    });
    this.#quarantines.set(root, made);
    return made;
  }

  async #makeFolder(
    parent: FolderRef,
    name: string,
    { folderFacts, requires = NO_REQUIREMENT }: { folderFacts: FolderFacts | undefined; requires?: number },
  ): Promise<number> {
    const step = this.#writer.steps;
    await this.#writer.add({
      action: 'make_folder',
      source: parent,
      sourceName: NO_NAME,
      target: parent,
      targetName: encodeRaw(name),
      identity: NO_IDENTITY,
      category: 0,
      flags: STEP_FLAGS.folder,
      requires,
      origin: NO_REQUIREMENT,
      folderFacts,
    });
    return step;
  }

  #leave(reason: LeftReason, count: number): void {
    this.#left.set(reason, (this.#left.get(reason) ?? 0) + count);
  }

  /** Files and folders that could not be read; answers how many there are. */
  async #problems(): Promise<number> {
    const { scanned, hasher } = this.#freezing.search;
    for (const { root, path, code, message } of scanned.problems) {
      await this.#writer.addProblem({ path: below(root.path, path), code, message });
    }
    for (const { row, code } of hasher.problems) {
      const root = rootOf(scanned, scanned.table.folder[row] ?? 0).facts.path;
      const path = below(root, scanned.table.path(row));
      await this.#writer.addProblem({ path, code, message: describeOutcome(code) });
    }
    return scanned.problems.length + hasher.problems.length;
  }
}
