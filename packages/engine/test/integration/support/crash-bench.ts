import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createDiskFileSystem } from '../../../src/fs/disk-file-system.ts';
import { createDiskHashCacheStore } from '../../../src/fs/disk-hash-cache-store.ts';
import { createDiskJournalStore } from '../../../src/fs/disk-journal-store.ts';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import { createEngine } from '../../../src/operations/create-engine.ts';
import type { DeduplicateRequest, Engine, OrganizeRequest } from '../../../src/operations/engine.ts';
import type { EngineParts } from '../../../src/operations/engine-parts.ts';
import { planDeduplicate, type DeduplicatePlan } from '../../../src/operations/plan-deduplicate.ts';
import { planOrganize } from '../../../src/operations/plan-organize.ts';
import type { FileSystem } from '../../../src/ports/file-system.ts';
import { diffContents, diffSnapshots, snapshotTree, type TreeSnapshot } from '../../../src/testing/tree-snapshot.ts';
import type { CrashCounts, CrashOrder, CrashWork } from '../fixtures/crash-run.ts';
import { childEnvironment } from './child-environment.ts';
import { undoEverything } from './undo-everything.ts';
import type { Workplace } from '../../../src/testing/workplace.ts';
import { newOperationId } from '../../../src/operations/operation-id.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/crash-run.ts');
/** More kills than this mean that the counter does not count. */
const MOST_KILLS = 200;

/** A piece of work that is killed again and again, each time a little later. */
export interface CrashScenario {
  /** Every tree that is changed. */
  readonly trees: readonly string[];
  /** Brings the trees to where the work begins, and says what the work is. */
  readonly begin: (parts: EngineParts) => Promise<CrashWork>;
  /** Copies may be there beside their originals until everything is undone. */
  readonly copies?: boolean;
  /** Files cross devices, or become links, and come back as other inodes. */
  readonly renewsFiles?: boolean;
  /** Names that were one file must be one again when everything is undone. */
  readonly keepsNames?: boolean;
  /** Files may be symbolic links to others of the same bytes until everything is undone. */
  readonly pointsToFiles?: boolean;
  /** Files that cannot become links are organized nonetheless, and named. */
  readonly mayRefuse?: boolean;
  /** False for the calls of Node alone. */
  readonly native?: boolean;
}

/** The kill of one run, by its number. */
export type KillChoice = (n: number) => Pick<CrashOrder, 'killAtStep' | 'killAtAppend'>;

/**
 * Kills a piece of work at its first step, then at its second, and so on until it runs through. After each kill a
 * recovery must find every content; at last everything is undone and the trees must be as they were, to the byte and the nanosecond.
 *
 * @param place - where state folders are made
 * @param scenario - the work
 * @param choose - which kill the n-th run gets, from 1
 * @returns how many times it was killed
 */
export async function killAtEvery(place: Workplace, scenario: CrashScenario, choose: KillChoice): Promise<number> {
  const lockFolder = mkdtempSync(place.at('locks-'));
  const fileSystem = createDiskFileSystem({ threads: 1, native: scenario.native ?? true, lockFolder });
  place.defer(() => fileSystem.close());
  const bench = new CrashBench({ place, scenario, fileSystem, lockFolder });
  // Only a process that ends by itself leaves its compiled code to those behind it.
  assert.equal(await bench.run(0, {}), false);
  for (let n = 1; n <= MOST_KILLS; n++) {
    if (!(await bench.run(n, choose(n)))) return n - 1;
  }
  throw new Error('the work never ran through');
}

interface BenchParts {
  readonly place: Workplace;
  readonly scenario: CrashScenario;
  readonly fileSystem: FileSystem;
  readonly lockFolder: string;
}

class CrashBench {
  readonly #parts: BenchParts;
  readonly #before: readonly TreeSnapshot[];

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.#before = this.#snapshots();
  }

  /** Answers whether the work was killed. */
  async run(n: number, kill: ReturnType<KillChoice>): Promise<boolean> {
    const { place, scenario } = this.#parts;
    const stateFolder = mkdtempSync(place.at('state-'));
    const parts = this.#engineParts(stateFolder);
    const label = `run ${n} ${JSON.stringify(kill)}`;
    const work = await scenario.begin(parts);
    const killed = await this.#child({ stateFolder, work, ...kill });
    const engine = createEngine(parts);
    await this.#afterwards(engine, n, stateFolder);
    await undoEverything(engine);
    const after = this.#snapshots();
    const options = { ignoreIdentity: scenario.renewsFiles ?? false };
    this.#before.forEach((was, i) => {
      assert.deepEqual(diffSnapshots(was, after[i] ?? new Map(), options), [], `${label}, undone`);
      if (scenario.keepsNames !== true) return;
      assert.deepEqual(namesTogether(after[i] ?? new Map()), namesTogether(was), `${label}, undone`);
    });
    rmSync(stateFolder, { recursive: true });
    return killed;
  }

  /** Settles in turn by the next command, by a recovery that is killed as well, and by one that a resume follows. */
  async #afterwards(engine: Engine, n: number, stateFolder: string): Promise<void> {
    const turn = n % 4;
    if (turn === 1) return;
    if (turn === 2) await this.#child({ stateFolder, work: { kind: 'recover' }, ...killOfRecovery(n) });
    await engine.recover({});
    this.#checkContents(`run ${n}, recovered`);
    if (turn !== 0 || !(await engine.history()).some(({ status }) => status === 'interrupted')) return;
    const { status, problems } = await engine.resume({});
    const isWell = status === 'completed' || (this.#parts.scenario.mayRefuse === true && status !== 'failed');
    assert.ok(isWell, `run ${n}, resumed: ${JSON.stringify(problems)}`);
    this.#checkContents(`run ${n}, resumed`);
  }

  #checkContents(label: string): void {
    const after = this.#snapshots();
    const allowMore = this.#parts.scenario.copies ?? false;
    if (this.#parts.scenario.pointsToFiles === true) this.#readThroughLinks(label);
    else assert.deepEqual(diffContents(this.#before, after, { allowMore }), [], label);
    const half = after.flatMap((tree) => [...tree.keys()]).filter((path) => /(^|\/)\.kempt-[^/]*\.part$/.test(path));
    assert.deepEqual(half, [], label);
  }

  /** Every name must lead to the bytes it led to before, through whatever links. */
  #readThroughLinks(label: string): void {
    this.#parts.scenario.trees.forEach((tree, i) => {
      for (const [path, { kind, content }] of this.#before[i] ?? []) {
        if (kind !== 'file') continue;
        const bytes = readFileSync(Buffer.concat([Buffer.from(`${tree}/`), encodeRaw(path)]));
        assert.equal(createHash('sha256').update(bytes).digest('hex'), content, `${label}: ${path}`);
      }
    });
  }

  async #child(order: Omit<CrashOrder, 'lockFolder' | 'native'>): Promise<boolean> {
    const { lockFolder, scenario } = this.#parts;
    const whole: CrashOrder = { ...order, lockFolder, native: scenario.native ?? true };
    const killed = await runChild(whole);
    // Without flock a dead process keeps its lock until it is stale; here nobody waits for that.
    rmSync(join(lockFolder, 'trees.lock'), { recursive: true, force: true });
    return killed;
  }

  #snapshots(): TreeSnapshot[] {
    return this.#parts.scenario.trees.map(snapshotTree);
  }

  #engineParts(stateFolder: string): EngineParts {
    return {
      fileSystem: this.#parts.fileSystem,
      store: createDiskJournalStore(stateFolder),
      hashCache: createDiskHashCacheStore(stateFolder),
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      stateFolder,
      homeFolder: '/nonexistent',
      platform: process.platform,
      nextOperationId: () => newOperationId(Date.now()),
    };
  }
}

/** Which names lead to one file. */
function namesTogether(tree: TreeSnapshot): readonly string[] {
  const names = new Map<string, string[]>();
  for (const [path, { kind, identity }] of tree) {
    if (kind === 'file') names.set(identity, [...(names.get(identity) ?? []), path]);
  }
  return Array.from(names.values(), (some) => some.join(' ')).sort();
}

/** A recovery has few steps and appends; some of these kills come too late, which is fine. */
function killOfRecovery(n: number): ReturnType<KillChoice> {
  if (n % 8 === 2) return { killAtStep: 1 + (n % 5) };
  return { killAtAppend: { append: 1 + (n % 3), moment: n % 5 < 3 ? 'torn' : 'after' } };
}

/** Answers whether it was killed; everything else than being killed or running through is an error. */
async function runChild(order: CrashOrder): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const args = [FIXTURE, JSON.stringify(order)];
    execFile(process.execPath, args, { env: childEnvironment() }, (error, stdout, stderr) => {
      if (error?.signal === 'SIGKILL') resolve(true);
      else if (error !== null) reject(new Error(`the work failed: ${stderr}`, { cause: error }));
      else resolve((JSON.parse(stdout) as CrashCounts).steps < 0);
    });
  });
}

/**
 * Plans an organize and leaves the frozen plan for another process to carry out.
 *
 * @param parts - the engine's parts
 * @param request - what to organize
 * @returns the id of the operation
 */
export async function leavePlan(parts: EngineParts, request: OrganizeRequest): Promise<string> {
  return leave(await planOrganize(parts, request));
}

/**
 * Plans a deduplicate and leaves the frozen plan for another process to carry out.
 *
 * @param parts - the engine's parts
 * @param request - where, and what is kept
 * @returns the id of the operation
 */
export async function leaveDeduplicate(parts: EngineParts, request: DeduplicateRequest): Promise<string> {
  return leave(await planDeduplicate(parts, request));
}

async function leave({ held, lock }: Pick<DeduplicatePlan, 'held' | 'lock'>): Promise<string> {
  await held.files.close();
  await lock.release();
  return held.operationId;
}
