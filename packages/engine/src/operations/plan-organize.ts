import { leftReasonId } from '@kempt/contracts';
import { setImmediate as pause } from 'node:timers/promises';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { readPlan, type FrozenPlan } from '../journal/plan-reader.ts';
import { fillTimes } from '../identify/fill-times.ts';
import { identifyFiles } from '../identify/identify-files.ts';
import { IdentificationTexts } from '../identify/identification-texts.ts';
import { comparisonCandidates } from '../plan/comparison-candidates.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { solvePlan, type SolvedPlan } from '../plan/solve-plan.ts';
import { NO_ROW } from '../plan/step-table.ts';
import type { FileRef, RootFacts, TreeLock } from '../ports/file-system.ts';
import { fillDestinations } from '../rules/fill-destinations.ts';
import { parseTemplate } from '../rules/parse-template.ts';
import { presetTemplate } from '../rules/presets.ts';
import { needsTaken, needsTimes, type Template } from '../rules/template.ts';
import { scanTree, type ScannedTree } from '../scan/scan-tree.ts';
import type { Destinations } from '../table/destinations.ts';
import type { HeldOperation } from './carry-out.ts';
import { openDestination, type DestinationRoot } from './destination-root.ts';
import type { OrganizeRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { excludedFolders } from './excluded-folders.ts';
import { freezePlan } from './freeze-plan.ts';
import { guardRoot, isInside } from './guard-roots.ts';
import { hashRows } from './hash-rows.ts';
import { listDestination } from './list-destination.ts';
import { lockWhenFree } from './lock-when-free.ts';
import { organizeHeader } from './organize-header.ts';
import { checkBefore, crossingBytes } from './preflight.ts';
import { unwritableFolders } from './unwritable-folders.ts';

/** A plan that was made and frozen, with what its preview needs. */
export interface OrganizePlan {
  readonly held: HeldOperation;
  readonly plan: FrozenPlan;
  readonly lock: TreeLock;
  readonly solved: SolvedPlan;
  readonly scanned: ScannedTree;
  readonly destinations: Destinations;
  readonly texts: IdentificationTexts;
  readonly destination: DestinationRoot;
  readonly source: RootFacts;
  readonly copiedBytes: number;
  readonly durationSeconds: number;
}

/**
 * Scans a tree, identifies its files, decides where each goes, solves the plan and freezes it. Nothing is changed but
 * Kempt's own state. The trees stay locked until the plan is carried out or thrown away.
 *
 * @param parts - the engine's parts
 * @param request - what to organize, and how
 * @returns the frozen plan
 * @throws KemptError for roots, templates and destinations that cannot be used, and when the tree is busy
 */
export async function planOrganize(parts: EngineParts, request: OrganizeRequest): Promise<OrganizePlan> {
  const started = parts.clock.monotonic();
  const template = templateOf(request);
  const { opened, lock } = await lockWhenFree(parts, () => openPlaces(parts, request), request);
  try {
    const making = new PlanMaking(parts, request, { template, ...opened });
    const made = await making.make();
    return { ...made, lock, durationSeconds: (parts.clock.monotonic() - started) / 1000 };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openPlaces(parts: EngineParts, request: OrganizeRequest): Promise<OpenPlaces> {
  const source = await guardRoot(parts, request.root, request.wholeHome ?? false);
  const destination = await openDestination(parts, source, request.into);
  return { source, destination, roots: destination.root === source ? [source] : [source, destination.root] };
}

/**
 * The template a request asks for.
 *
 * @param request - preset or template
 * @returns the parsed template
 * @throws KemptError when it cannot be used
 */
export function templateOf(request: Pick<OrganizeRequest, 'by' | 'template' | 'keepFolders'>): Template {
  return parseTemplate(
    request.template ?? presetTemplate(request.by ?? 'category', { keepFolders: request.keepFolders ?? false }),
  );
}

interface OpenPlaces {
  readonly source: RootFacts;
  readonly destination: DestinationRoot;
  /** Both, or one when they are the same. */
  readonly roots: readonly RootFacts[];
}

interface Places extends OpenPlaces {
  readonly template: Template;
}

class PlanMaking {
  readonly #parts: EngineParts;
  readonly #request: OrganizeRequest;
  readonly #places: Places;
  readonly #texts = new IdentificationTexts();

  constructor(parts: EngineParts, request: OrganizeRequest, places: Places) {
    this.#parts = parts;
    this.#request = request;
    this.#places = places;
  }

  async make(): Promise<Omit<OrganizePlan, 'lock' | 'durationSeconds'>> {
    const { source, destination } = this.#places;
    const scanned = await this.#scan();
    const problems = await this.#identify(scanned);
    const destinations = this.#destinations(scanned);
    const solved = await this.#solve(scanned, destinations);
    throwIfInterrupted(this.#request.signal);
    const planned = plannedRows(solved, scanned);
    const mode = this.#request.mode ?? 'move';
    const copiedBytes =
      mode === 'copy'
        ? solved.bytesPlanned
        : crossingBytes({ source, destination: destination.root }, scanned.table, (row) => planned[row] === 1);
    const doubtWritable = solved.filesPlanned === 0 && unmovable(solved, problems) > 0;
    if (solved.filesPlanned > 0 || doubtWritable) {
      await checkBefore({ ...this.#parts, source, destination: destination.root, mode, copiedBytes, doubtWritable });
    }
    const { held, plan } = await this.#freeze(
      { ...scanned, problems: [...scanned.problems, ...problems] },
      solved,
      planned,
    );
    return { held, plan, solved, scanned, destinations, texts: this.#texts, destination, source, copiedBytes };
  }

  async #scan(): Promise<ScannedTree> {
    const { source, destination } = this.#places;
    const request = this.#request;
    request.onProgress?.({ phase: 'scanning', done: 0 });
    return scanTree(this.#parts.fileSystem, source, {
      hidden: request.hidden ?? false,
      crossMounts: request.crossMounts ?? false,
      intoProjects: request.intoProjects ?? false,
      settleSeconds: request.settleSeconds ?? 2,
      now: this.#parts.clock.now(),
      excluded: await excludedFolders(this.#parts, destination.root === source ? undefined : destination),
      skipOpenFiles: true,
      onProgress: (done) => request.onProgress?.({ phase: 'scanning', done }),
      signal: request.signal,
    });
  }

  async #identify(scanned: ScannedTree): Promise<ScannedTree['problems']> {
    const { table } = scanned;
    const request = this.#request;
    if (needsTimes(this.#places.template)) {
      await fillTimes(table, {
        fileSystem: this.#parts.fileSystem,
        root: this.#places.source.id,
        signal: request.signal,
      });
    }
    return identifyFiles(table, {
      fileSystem: this.#parts.fileSystem,
      root: this.#places.source.id,
      texts: this.#texts,
      withTaken: needsTaken(this.#places.template),
      onProgress: (done) => request.onProgress?.({ phase: 'identifying', done, total: table.count }),
      signal: request.signal,
    });
  }

  #destinations(scanned: ScannedTree): Destinations {
    const { template, source, destination } = this.#places;
    this.#request.onProgress?.({ phase: 'planning', done: 0, total: scanned.table.count });
    const destinations = fillDestinations(scanned.table, template, {
      texts: this.#texts,
      now: this.#parts.clock.now(),
      rootPath: source.path,
      rootBelowDestination: rootBelow(source.path, destination.path),
      categories: this.#request.categories,
    });
    if (destination.below !== '') destinations.moveBelow(destination.below);
    return destinations;
  }

  async #solve(scanned: ScannedTree, destinations: Destinations): Promise<SolvedPlan> {
    const { source, destination } = this.#places;
    const mode = this.#request.mode ?? 'move';
    const { fileSystem } = this.#parts;
    const listed =
      destination.root === source
        ? undefined
        : await listDestination(fileSystem, destination.root.id, destinations.folders);
    const input: PlanInput = {
      table: scanned.table,
      occupied: listed?.table ?? scanned.table,
      destinations,
      sourceRoot: source.id,
      destinationRoot: destination.root.id,
      sourceBelowDestination: rootBelow(source.path, destination.root.path),
      mode,
      onConflict: this.#request.onConflict ?? 'rename_new',
      keepEmptyDirs: this.#request.keepEmptyDirs ?? false,
      operationId: this.#parts.nextOperationId(),
      unwritable: await unwritableFolders(fileSystem, source.id, scanned.table),
      unwritableOccupied:
        listed === undefined ? undefined : await unwritableFolders(fileSystem, destination.root.id, listed.table),
      incompleteFolders: scanned.incompleteFolders,
      pause: () => pause(),
    };
    return solvePlan({ ...input, sameBytes: await this.#sameBytes(input) });
  }

  async #sameBytes(input: PlanInput): Promise<PlanInput['sameBytes']> {
    if (input.onConflict !== 'deduplicate') return undefined;
    const pairs = await comparisonCandidates(input);
    const key = (row: number, other: number, inOccupied: boolean): string =>
      `${String(row)}:${inOccupied ? 'd' : 's'}${String(other)}`;
    const compared = new Map<string, boolean>();
    for (let pair = 0; pair < pairs.count; pair++) {
      throwIfInterrupted(this.#request.signal);
      const [row, other, inOccupied] = [pairs.row[pair] ?? 0, pairs.other[pair] ?? 0, pairs.inOccupied[pair] === 1];
      const table = inOccupied ? input.occupied : input.table;
      const left = fileRef(input.table, row, input.sourceRoot);
      const right = fileRef(table, other, inOccupied ? input.destinationRoot : input.sourceRoot);
      const [answer] = await this.#parts.fileSystem.compareFiles([[left, right]]);
      compared.set(key(row, other, inOccupied), answer === 1);
    }
    return (row, other, inOccupied) =>
      compared.get(key(row, other, inOccupied)) ?? (inOccupied ? undefined : compared.get(key(other, row, false)));
  }

  async #freeze(
    scanned: ScannedTree,
    solved: SolvedPlan,
    planned: Uint8Array,
  ): Promise<{ held: HeldOperation; plan: FrozenPlan }> {
    const { store, clock, fileSystem } = this.#parts;
    const { source, roots } = this.#places;
    const request = this.#request;
    const hashes =
      request.hash === true
        ? await hashRows(fileSystem, scanned.table, {
            root: source.id,
            planned,
            onProgress: request.onProgress,
            signal: request.signal,
          })
        : new Uint8Array(0);
    const operationId = this.#parts.nextOperationId();
    const files = await store.create(operationId);
    try {
      await freezePlan({
        files,
        header: organizeHeader(request, { operationId, now: clock.now(), roots, template: this.#places.template }),
        solved,
        scanned,
        sourcePath: source.path,
        hashes,
        rootIndex: new Map(roots.map(({ id }, index) => [id, index])),
        onProgress: (done, total) => request.onProgress?.({ phase: 'freezing', done, total }),
      });
      return { held: { operationId, files }, plan: await readPlan(store.read(operationId, 'plan')) };
    } catch (error) {
      await files.close();
      await store.remove(operationId);
      throw error;
    }
  }
}

/** Files whose old or new folder may not be written to; those that may not be read are left for the same reason. */
function unmovable(solved: SolvedPlan, unreadable: ScannedTree['problems']): number {
  const refused = solved.left[leftReasonId('permission_denied')] ?? 0;
  return refused - unreadable.filter(({ code }) => code === 'permission_denied').length;
}

function rootBelow(root: string, destination: string): string | undefined {
  if (!isInside(root, destination)) return undefined;
  return root === destination ? '' : root.slice(destination === '/' ? 1 : destination.length + 1);
}

function plannedRows(solved: SolvedPlan, scanned: ScannedTree): Uint8Array {
  const planned = new Uint8Array(scanned.table.count);
  for (let step = 0; step < solved.steps.count; step++) {
    const row = solved.steps.row[step] ?? NO_ROW;
    if (row !== NO_ROW && solved.steps.tableOf(step) === scanned.table) planned[row] = 1;
  }
  return planned;
}

function fileRef(table: PlanInput['table'], row: number, root: number): FileRef {
  return { folder: { root, path: table.folderPath(table.folder[row] ?? 0) }, name: table.name(row) };
}
