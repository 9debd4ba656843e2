import assert from 'node:assert/strict';
import type { StepLine } from '@kempt/contracts';
import { KemptError } from '../../src/errors/kempt-error.ts';
import { createEngine, type EngineOptions } from '../../src/operations/create-engine.ts';
import type { Engine } from '../../src/operations/engine.ts';
import { decodeRaw } from '../../src/names/raw-string.ts';
import { createMemoryHashCacheStore } from '../../src/testing/memory-hash-cache-store.ts';
import { createMemoryWorld, type MemoryWorld, type MemoryWorldOptions } from '../../src/testing/memory-world.ts';

/** The folder that tests organize. */
export const TREE = '/home/me/tree';

/** A second folder of the same person, on the same mount. */
export const ELSEWHERE = '/home/me/sorted';

/** Where a second disk is mounted. */
export const STICK = '/media/stick';

/** An engine over a pretended machine. */
export interface EngineBench {
  readonly world: MemoryWorld;
  readonly disk: MemoryWorld['fileSystem'];
  /** The engine of the process that runs now. */
  readonly engine: Engine;
  /** Starts the process again after a crash, ten seconds later, with a new engine. */
  restart(options?: { readonly powerCut?: boolean }): void;
  /** Lets ten seconds pass, so that files have settled and operations have ids in their order. */
  later(): void;
}

/**
 * Creates a machine with an empty tree and a second disk, and an engine on it.
 *
 * @param options - how the machine is made, and parts of the engine other than the usual
 * @returns engine and machine
 */
export function createEngineBench(options: MemoryWorldOptions & { parts?: Partial<EngineOptions> } = {}): EngineBench {
  const { parts = {}, ...worldOptions } = options;
  const world = createMemoryWorld(worldOptions);
  world.fileSystem.mkdir(TREE);
  world.fileSystem.mount(STICK);
  const hashCache = createMemoryHashCacheStore();
  const start = (): Engine =>
    createEngine({
      stateFolder: '/home/me/.local/state/kempt',
      homeFolder: '/home/me',
      fileSystem: world.fileSystem,
      store: world.journalStore,
      hashCache,
      clock: world.clock,
      platform: 'linux',
      ...parts,
    });
  let engine = start();
  return {
    world,
    disk: world.fileSystem,
    get engine() {
      return engine;
    },
    restart: (how) => {
      world.restart(how);
      world.clock.advance(10_000);
      engine = start();
    },
    later: () => {
      world.clock.advance(10_000);
    },
  };
}

/**
 * What must be the same before an operation and after it was taken back: everything but the inodes of folders, which
 * may have been made anew.
 *
 * @param bench - the machine
 * @param withInodes - whether files must be the same files; false where they may have been copied anew
 * @returns one line a file or folder, with every fact of it
 */
export function wholeTree({ disk }: Pick<EngineBench, 'disk'>, withInodes = true): string[] {
  return Array.from(disk.snapshot(), ([path, { kind, hash, mode, mtime, inode, linkTarget }]) => {
    const identity = kind === 'file' && withInodes ? inode : '';
    const xattrs = JSON.stringify([...disk.xattrs(path)]);
    return [path, kind, hash, mode.toString(8), String(mtime), identity, linkTarget, xattrs].join(' ');
  });
}

/**
 * The paths of a line as raw strings.
 *
 * @param line - a line of a preview
 * @returns where the file is and where it goes
 */
export function rawPaths(line: StepLine): { readonly from: string; readonly to: string } {
  return {
    from: raw(line.original_path, line.original_path_base64),
    to: raw(line.new_path, line.new_path_base64),
  };
}

function raw(shown: string, base64: string | undefined): string {
  return base64 === undefined ? shown : decodeRaw(Buffer.from(base64, 'base64'));
}

/**
 * Gathers what is yielded.
 *
 * @param items - a sequence
 * @returns its items
 */
export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/**
 * The code of the error that something is refused with.
 *
 * @param work - what should be refused
 * @returns the code
 * @throws AssertionError when it is done
 */
export async function refusal(work: Promise<unknown>): Promise<string> {
  let code = 'not refused';
  await assert.rejects(work, (error: unknown) => {
    if (!(error instanceof KemptError)) return false;
    code = error.code;
    assert.match(error.message, /^[A-Z/].*\.$/s, 'a whole sentence');
    assert.ok(error.hint !== undefined, 'with a hint');
    return true;
  });
  return code;
}
