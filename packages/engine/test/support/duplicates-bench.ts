import type { DuplicateFile, DuplicatesResult, ShownPath } from '@kempt/contracts';
import { decodeRaw } from '../../src/names/raw-string.ts';
import type { DuplicateGroup, DuplicatesRequest, Engine } from '../../src/operations/engine.ts';
import { createEngineBench, TREE, type EngineBench } from './engine-bench.ts';

/** What a search found, in paths. */
export interface Found {
  readonly result: DuplicatesResult;
  /** Raw paths of the files of each group, in order. */
  readonly groups: readonly (readonly string[])[];
  /** The files of each group as they are handed out. */
  readonly files: readonly (readonly DuplicateFile[])[];
}

/**
 * Looks for duplicates and gathers every group.
 *
 * @param engine - the engine
 * @param roots - absolute raw paths
 * @param request - options
 * @returns the result and the groups in the order they came
 */
export async function findGroups(
  engine: Engine,
  roots: readonly string[],
  request: Omit<DuplicatesRequest, 'roots' | 'onGroup'> = {},
): Promise<Found> {
  const files: DuplicateFile[][] = [];
  const onGroup = (group: DuplicateGroup): void => void files.push([...group.files()]);
  const result = await engine.duplicates({ roots, ...request, onGroup });
  return { result, files, groups: files.map((group) => group.map(rawPath)) };
}

function rawPath({ path, path_base64: bytes }: ShownPath): string {
  return bytes === undefined ? path : decodeRaw(Buffer.from(bytes, 'base64'));
}

/**
 * A machine with files below the tree, which have been there for a while.
 *
 * @param files - content by raw path
 * @returns engine and machine
 */
export function benchWith(files: Readonly<Record<string, string>>): EngineBench {
  const bench = createEngineBench();
  for (const [path, content] of Object.entries(files)) bench.disk.writeFile(`${TREE}/${path}`, content);
  bench.later();
  return bench;
}

/**
 * Absolute paths of things below the tree.
 *
 * @param paths - raw paths
 * @returns raw paths
 */
export function at(...paths: readonly string[]): string[] {
  return paths.map((path) => `${TREE}/${path}`);
}
