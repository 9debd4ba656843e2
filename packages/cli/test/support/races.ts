import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, crowdNames, makeCrowd } from './crowd.ts';
import { jsonOf, kempt, temporaryFolder } from './kempt-process.ts';
import { startRacer } from './racer.ts';
import type { RacedFile, RaceKind } from './racer-worker.ts';

/** Which way files move while somebody races for them. */
export type RacedCommand = 'organize' | 'undo';

/** What a file may look like after a race: what is at its old and at its new place, and what Kempt says about it. */
interface Fate {
  readonly source: 'own' | 'racer' | 'nothing';
  readonly target: 'own' | 'racer' | 'nothing';
  readonly code: string | undefined;
}

/** Whoever comes first: never is anything overwritten, and what Kempt says fits what is there. */
const FATES: Readonly<Record<RaceKind, readonly Fate[]>> = {
  create: [{ source: 'own', target: 'racer', code: 'destination_exists' }],
  modify: [
    { source: 'racer', target: 'nothing', code: 'changed_since_plan' },
    { source: 'nothing', target: 'racer', code: undefined },
  ],
  replace: [
    { source: 'racer', target: 'nothing', code: 'changed_since_plan' },
    { source: 'racer', target: 'own', code: undefined },
    { source: 'nothing', target: 'racer', code: undefined },
  ],
  delete: [
    { source: 'nothing', target: 'nothing', code: 'not_found' },
    { source: 'nothing', target: 'own', code: undefined },
  ],
};

const NAMES = crowdNames(3000);
/** Few enough that every problem is listed. */
const EVERY = 31;
const TRIES = 10;

/** How a race is run. */
export interface RaceOptions {
  readonly command: RacedCommand;
  readonly env: Readonly<Record<string, string>>;
  /** What somebody does. */
  readonly acts: readonly RaceKind[];
}

/**
 * Lets Kempt move three thousand files while somebody does something to one in thirty, each right before its turn,
 * and checks every file afterwards. The race is run again until each kind of act was before Kempt once.
 *
 * @param options - which way the files move, by which calls, and what somebody does
 */
export async function race(options: RaceOptions): Promise<void> {
  const missing = new Set(options.acts);
  for (let tries = 0; tries < TRIES && missing.size > 0; tries++) {
    for (const act of await raceOnce(options)) missing.delete(act);
  }
  assert.deepEqual([...missing], [], `never before Kempt in ${String(TRIES)} races`);
}

/** Answers what somebody did before Kempt. */
async function raceOnce({ command, env, acts }: RaceOptions): Promise<readonly RaceKind[]> {
  const base = temporaryFolder();
  const options = { home: join(base, 'state'), env };
  const root = makeCrowd(join(base, 'crowd'), NAMES);
  const scratch = join(base, 'scratch');
  mkdirSync(scratch);
  if (command === 'undo') assert.equal((await kempt(['organize', root, '--yes'], options)).code, 0);
  const files = filesOf(root, command);
  const racer = await startRacer({ kind: 'chase', acts, files, every: EVERY, scratch });
  const ended = await kempt(command === 'undo' ? ['undo', '--json'] : ['organize', root, '--yes', '--json'], options);
  const hits = new Map((await racer.stop()).map(({ index, act }) => [index, act]));
  const result = jsonOf(ended);
  const codes = problemCodes(result['problems']);
  files.forEach((file, index) => {
    const act = hits.get(index);
    const fate = fateOf(file, index, codes.get(file.source));
    const allowed = act === undefined ? [MOVED] : FATES[act];
    assert.ok(
      allowed.some((one) => JSON.stringify(one) === JSON.stringify(fate)),
      `${act ?? 'nothing'} at ${file.source}: ${JSON.stringify(fate)}`,
    );
  });
  assert.equal(result['files_completed'], NAMES.length - codes.size);
  assert.equal(result['files_skipped'], codes.size);
  assert.equal(ended.code, codes.size === 0 ? 0 : 1);
  return [...hits].flatMap(([index, act]) => (codes.has(files[index]?.source ?? '') ? [act] : []));
}

const MOVED: Fate = { source: 'nothing', target: 'own', code: undefined };

/** An undo goes through the steps from the last to the first. */
function filesOf(root: string, command: RacedCommand): readonly RacedFile[] {
  const files = NAMES.map((name) => ({ source: join(root, name), target: join(root, 'documents', name) }));
  return command === 'organize'
    ? files
    : files.toReversed().map(({ source, target }) => ({ source: target, target: source }));
}

function problemCodes(problems: unknown): ReadonlyMap<string, string> {
  assert.ok(Array.isArray(problems));
  return new Map(problems.map((row: Record<string, unknown>) => [String(row['path']), String(row['code'])]));
}

function fateOf(file: RacedFile, index: number, code: string | undefined): Fate {
  const name = file.source.slice(file.source.lastIndexOf('/') + 1);
  const holderOf = (path: string): Fate['source'] => {
    const text = textOf(path);
    if (text === undefined) return 'nothing';
    if (text === contentOf(name)) return 'own';
    assert.ok(text.startsWith(`racer ${String(index)}\n`), `${path} holds ${text}`);
    return 'racer';
  };
  return { source: holderOf(file.source), target: holderOf(file.target), code };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
