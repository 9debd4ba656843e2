import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { contentOf, crowdNames, makeCrowd } from '../support/crowd.ts';
import { jsonOf, kempt, temporaryFolder, type ProcessOptions } from '../support/kempt-process.ts';
import { pauseKempt, type Pause } from '../support/paused-kempt.ts';
import { PORTABLE_CALLS } from '../support/portable-calls.ts';

/** A file on its way: paths of its old and its new place. */
interface Places {
  readonly from: string;
  readonly to: string;
}

/** What somebody does in the moment in which Kempt is held, and what must have become of the file in the end. */
interface Moment {
  readonly what: string;
  readonly act: (places: Places) => void;
  /** `own`, `racer` or nothing. */
  readonly from?: string;
  readonly to?: string;
  readonly code?: string;
}

const racer = (path: string): void => {
  rmSync(path, { force: true });
  writeFileSync(path, 'racer\n');
};

/** Right behind the look at a file, before `renameat2`. */
const AFTER_THE_LOOK: readonly Moment[] = [
  { what: 'it is deleted', act: ({ from }) => rmSync(from), code: 'not_found' },
  { what: 'it is written to', act: ({ from }) => writeFileSync(from, 'racer\n'), to: 'racer' },
  // Said in docs/safety.md: the other file moves; it is not lost and overwrites nothing.
  { what: 'it is replaced', act: ({ from }) => racer(from), to: 'racer' },
  { what: 'its new place is taken', act: ({ to }) => racer(to), from: 'own', to: 'racer', code: 'destination_exists' },
];

/** Right behind the link to the new name, before the old one is removed. */
const AFTER_THE_LINK: readonly Moment[] = [
  { what: 'it is replaced', act: ({ from }) => racer(from), from: 'racer', to: 'own' },
  { what: 'it is deleted', act: ({ from }) => rmSync(from), to: 'own' },
  { what: 'it is written to', act: ({ from }) => writeFileSync(from, 'racer\n'), to: 'racer' },
  {
    what: 'its new name is replaced',
    act: ({ to }) => racer(to),
    from: 'own',
    to: 'racer',
    code: 'changed_since_plan',
  },
  { what: 'its new name is deleted', act: ({ to }) => rmSync(to), from: 'own', code: 'changed_since_plan' },
];

const NAMES = crowdNames(80);
const STEP = 10;

interface Held {
  readonly command: 'apply' | 'undo';
  readonly env: Readonly<Record<string, string>>;
  readonly moments: readonly Moment[];
  readonly pause: (names: readonly string[]) => Pause;
}

interface Scene {
  readonly root: string;
  readonly outside: string;
  readonly options: ProcessOptions;
  readonly argv: readonly string[];
  /** In the order in which they move. */
  readonly names: readonly string[];
  readonly placesOf: (name: string) => Places;
}

async function makeScene({ command, env }: Held): Promise<Scene> {
  const base = temporaryFolder();
  const options = { home: join(base, 'state'), env };
  const root = makeCrowd(
    join(base, 'root'),
    NAMES.map((name) => `in/${name}`),
  );
  const outside = join(base, 'outside');
  mkdirSync(outside);
  const plan = join(base, 'plan');
  await kempt(['organize', root, '--keep-empty-dirs', '--plan-out', plan], options);
  if (command === 'undo') await kempt(['apply', plan], options);
  const [from, to] = command === 'apply' ? (['in', 'documents'] as const) : (['documents', 'in'] as const);
  return {
    root,
    outside,
    options,
    argv: command === 'apply' ? ['apply', plan, '--json'] : ['undo', '--json'],
    names: command === 'apply' ? NAMES : NAMES.toReversed(),
    placesOf: (name) => ({ from: join(root, from, name), to: join(root, to, name) }),
  };
}

async function actWhileHeld(t: TestContext, held: Held): Promise<void> {
  if (!requireTool(t, 'strace')) return;
  const { moments, pause } = held;
  const { root, outside, options, argv, names, placesOf } = await makeScene(held);
  const victims = moments.map((_, i) => names[(i + 1) * STEP - 1] ?? '');
  const process = await pauseKempt(argv, pause(victims), options);
  for (const [i, { act }] of moments.entries()) {
    if (i > 0) await process.next();
    if (i === 1) swapBack(root);
    act(placesOf(victims[i] ?? ''));
    if (i === 0) swapForLinks(root, outside);
  }
  const ended = await process.finish();
  assert.deepEqual(readdirSync(outside), []);
  const expected = new Map(victims.map((name, i) => [name, moments[i]]));
  for (const name of names) {
    const places = placesOf(name);
    const { what = 'nothing', from, to } = expected.get(name) ?? { to: 'own' };
    assert.deepEqual({ from: holder(places.from), to: holder(places.to) }, { from, to }, `${name} (${what})`);
  }
  const problems = moments.flatMap(({ code }, i) =>
    code === undefined ? [] : [{ path: placesOf(victims[i] ?? '').from, code }],
  );
  const result = jsonOf(ended);
  assert.ok(Array.isArray(result['problems']));
  assert.deepEqual(
    result['problems'].map(({ path, code }: Record<string, unknown>) => ({ path, code })),
    problems,
  );
  assert.equal(result['files_completed'], names.length - problems.length);
  assert.equal(ended.code, 1);
}

/** Both folders are open in Kempt by then: it must go on in them, and not where the links lead. */
function swapForLinks(root: string, outside: string): void {
  for (const folder of ['in', 'documents']) {
    renameSync(join(root, folder), join(root, `${folder}.aside`));
    symlinkSync(outside, join(root, folder));
  }
}

function swapBack(root: string): void {
  for (const folder of ['in', 'documents']) {
    rmSync(join(root, folder));
    renameSync(join(root, `${folder}.aside`), join(root, folder));
  }
}

function holder(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  return text === contentOf(`in/${path.slice(path.lastIndexOf('/') + 1)}`) ? 'own' : text.trim();
}

for (const command of ['apply', 'undo'] as const) {
  describe(`${command}, while another program acts between two calls for a file`, { concurrency: 2 }, () => {
    test(
      'overwrites nothing, loses nothing and leaves no folder for a link, between look and move',
      { timeout: 60_000 },
      (t) =>
        actWhileHeld(t, {
          command,
          env: {},
          moments: AFTER_THE_LOOK,
          pause: (names) => ({ call: 'statx', names, when: '1+' }),
        }),
    );

    test(
      'overwrites nothing, loses nothing and leaves no folder for a link, between link and unlink',
      { timeout: 60_000 },
      (t) =>
        actWhileHeld(t, {
          command,
          env: PORTABLE_CALLS,
          moments: AFTER_THE_LINK,
          pause: () => ({ call: '/^link(at)?$', when: `${String(STEP)}+${String(STEP)}` }),
        }),
    );
  });
}
