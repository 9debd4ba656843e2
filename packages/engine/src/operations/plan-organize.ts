import { setImmediate as pause } from 'node:timers/promises';
import { KemptError } from '../errors/kempt-error.ts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { readPlan, type FrozenPlan } from '../journal/plan-reader.ts';
import { fillTimes } from '../identify/fill-times.ts';
import { identifyFiles } from '../identify/identify-files.ts';
import { IdentificationTexts } from '../identify/identification-texts.ts';
import { displayName } from '../names/display-name.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { solvePlan, type SolvedPlan } from '../plan/solve-plan.ts';
import type { RootFacts, TreeLock } from '../ports/file-system.ts';
import { fillDestinations } from '../rules/fill-destinations.ts';
import { parseTemplate } from '../rules/parse-template.ts';
import { presetTemplate } from '../rules/presets.ts';
import { needsTaken, needsTimes, type Template } from '../rules/template.ts';
import { scanTree, type ScannedTree } from '../scan/scan-tree.ts';
import type { Destinations } from '../table/destinations.ts';
import { FileTable } from '../table/file-table.ts';
import type { HeldOperation } from './carry-out.ts';
import { compareBefore } from './compare-before.ts';
import { openDestination, type DestinationRoot } from './destination-root.ts';
import type { OrganizeRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { excludedFolders } from './excluded-folders.ts';
import { freezePlan } from './freeze-plan.ts';
import { guardRoot, isInside } from './guard-roots.ts';
import { hashPlanned } from './hash-planned.ts';
import { listDestination } from './list-destination.ts';
import { lockWhenFree } from './lock-when-free.ts';
import type { OrganizeDuplicates } from './organize-duplicates.ts';
import { organizeHeader } from './organize-header.ts';
import { checkBefore, crossingBytes } from './preflight.ts';
import { plannedRows, unmovable } from './planned-rows.ts';
import { quarantinesOf } from './quarantine-facts.ts';
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
  /** Undefined when duplicates were not looked for. */
  readonly duplicates: OrganizeDuplicates | undefined;
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
  refuseTaking(request);
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

/** Who copies leaves the source as it is. */
function refuseTaking({ mode, duplicates }: OrganizeRequest): void {
  if (mode !== 'copy' || duplicates === undefined || duplicates === 'leave' || duplicates === 'skip') return;
  throw new KemptError('invalid_argument', `A copy changes nothing in its source, and ${duplicates} would.`, {
    hint: 'Use --duplicates skip, or --mode move.',
  });
}

/** Each name that crosses to another device becomes a copy, so that nothing were gained. */
function refuseOtherDevice(source: RootFacts, { root, path }: DestinationRoot): void {
  if (root.device === source.device) return;
  throw new KemptError('invalid_argument', `${displayName(path)} is on another device, where links do not lead.`, {
    hint: 'Use `kempt deduplicate --action hardlink` on the destination afterwards.',
  });
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
  readonly #operationId: string;

  constructor(parts: EngineParts, request: OrganizeRequest, places: Places) {
    this.#parts = parts;
    this.#request = request;
    this.#places = places;
    this.#operationId = parts.nextOperationId();
  }

  async make(): Promise<Omit<OrganizePlan, 'lock' | 'durationSeconds'>> {
    const { source, destination } = this.#places;
    const scanned = await this.#scan();
    const problems = await this.#identify(scanned);
    const destinations = this.#destinations(scanned);
    const duplicates = await this.#duplicates(scanned, destinations);
    const solved = await this.#solve(scanned, destinations, duplicates);
    throwIfInterrupted(this.#request.signal);
    const planned = plannedRows(solved, scanned.table);
    const mode = this.#request.mode ?? 'move';
    const copiedBytes =
      mode === 'copy'
        ? solved.bytesPlanned
        : crossingBytes({ source, destination: destination.root }, scanned.table, (row) => {
            return planned[row] === 1 && duplicates?.rows?.has(row) !== true;
          });
    const isMoving = planned.some((is, row) => is === 1 && duplicates?.rows?.has(row) !== true);
    const doubtWritable = !isMoving && unmovable(solved, problems) > 0;
    if (solved.filesPlanned > 0 || doubtWritable) {
      await checkBefore({ ...this.#parts, source, destination: destination.root, mode, copiedBytes, doubtWritable });
    }
    const { held, plan } = await this.#freeze(
      { ...scanned, problems: [...scanned.problems, ...problems] },
      solved,
      duplicates,
    );
    const texts = this.#texts;
    return { held, plan, solved, scanned, destinations, texts, destination, source, copiedBytes, duplicates };
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
      ...(request.duplicates === undefined ? {} : { table: new FileTable({ ctime: true }) }),
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

  async #duplicates(scanned: ScannedTree, destinations: Destinations): Promise<OrganizeDuplicates | undefined> {
    const { source, destination } = this.#places;
    const { duplicates } = this.#request;
    if (duplicates === undefined) return undefined;
    if (duplicates === 'hardlink') refuseOtherDevice(source, destination);
    const { organizeDuplicates } = await import('./organize-duplicates.ts');
    const tree = { scanned, source, destinations, destinationPath: destination.root.path };
    return organizeDuplicates(this.#parts, { ...this.#request, duplicates }, tree);
  }

  async #solve(
    scanned: ScannedTree,
    destinations: Destinations,
    duplicates: OrganizeDuplicates | undefined,
  ): Promise<SolvedPlan> {
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
      operationId: this.#operationId,
      duplicates: duplicates?.rows,
      links: duplicates?.links,
      destinationDevice: destination.root.device,
      unwritable: await unwritableFolders(fileSystem, source.id, scanned.table),
      unwritableOccupied:
        listed === undefined ? undefined : await unwritableFolders(fileSystem, destination.root.id, listed.table),
      incompleteFolders: scanned.incompleteFolders,
      pause: () => pause(),
    };
    return solvePlan({ ...input, sameBytes: await compareBefore(fileSystem, input, this.#request.signal) });
  }

  async #freeze(
    scanned: ScannedTree,
    solved: SolvedPlan,
    duplicates: OrganizeDuplicates | undefined,
  ): Promise<{ held: HeldOperation; plan: FrozenPlan }> {
    const { store, clock, fileSystem } = this.#parts;
    const { source, destination, roots } = this.#places;
    const request = this.#request;
    const operationId = this.#operationId;
    const hashes = await hashPlanned(fileSystem, solved, {
      request,
      source: source.id,
      destination: destination.root.id,
    });
    const files = await store.create(operationId);
    try {
      await freezePlan({
        files,
        header: organizeHeader(request, { operationId, now: clock.now(), roots, template: this.#places.template }),
        solved,
        scanned,
        sourcePath: source.path,
        hashes,
        duplicates,
        quarantineFacts: await quarantinesOf(fileSystem, request, { source, destination: destination.root }),
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

function rootBelow(root: string, destination: string): string | undefined {
  if (!isInside(root, destination)) return undefined;
  return root === destination ? '' : root.slice(destination === '/' ? 1 : destination.length + 1);
}
