import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '../../src/errors/kempt-error.ts';
import {
  CONFLICT_POLICIES,
  DUPLICATE_POLICIES,
  type OrganizeRequest,
  type PlannedOperation,
} from '../../src/operations/engine.ts';
import { parseTemplate } from '../../src/rules/parse-template.ts';
import { PRESETS } from '../../src/rules/presets.ts';
import { templateIsStable } from '../../src/rules/template-is-stable.ts';
import { anyTree, plantTree, type TreeEntry } from '../support/any-tree.ts';
import {
  createEngineBench,
  ELSEWHERE,
  gather,
  rawPaths,
  STICK,
  TREE,
  wholeTree,
  type EngineBench,
} from '../support/engine-bench.ts';

const STABLE_TEMPLATES = [
  '{year}/{name|lower}',
  '{year}/{month}/{filename}',
  '{category}/{subdir}/{filename}',
  '{filename|upper}',
  '{size_bucket}/{name|truncate:3}',
  '{root}/{taken:%Y}-{name}',
  'a/{filename}',
];

/** A second run of these has something to do again; to take them back is no different. */
const OTHER_TEMPLATES = [
  '{counter|pad:3}{filename}',
  '{parent|default:top}/{filename}',
  '{name}/{filename}',
  '{now}/{name}',
];

/** Another disk mounted within the tree. */
const MOUNTED = `${TREE}/mounted`;

const settings = {
  by: fc.constantFrom(...PRESETS),
  template: fc.constantFrom(...STABLE_TEMPLATES),
  keepFolders: fc.boolean(),
  mode: fc.constantFrom('move' as const, 'move' as const, 'copy' as const),
  onConflict: fc.constantFrom(...CONFLICT_POLICIES),
  duplicates: fc.constantFrom(...DUPLICATE_POLICIES),
  keep: fc.array(fc.constantFrom('first_seen', 'oldest', 'newest', 'shortest_path', 'deepest'), { minLength: 1 }),
  into: fc.constantFrom(ELSEWHERE, `${TREE}/out`, `${TREE}/images`, `${STICK}/a/b`, '/home/me', MOUNTED),
  hidden: fc.boolean(),
  crossMounts: fc.boolean(),
  intoProjects: fc.boolean(),
  keepEmptyDirs: fc.boolean(),
  hash: fc.boolean(),
};
const anyTemplate = fc.constantFrom(...STABLE_TEMPLATES, ...OTHER_TEMPLATES);

function scenarios(request: fc.Arbitrary<Partial<OrganizeRequest>>): fc.Arbitrary<Scenario> {
  return fc.record({ tree: anyTree, elsewhere: anyTree, withMount: fc.boolean(), request });
}

interface Scenario {
  readonly tree: readonly TreeEntry[];
  /** What is at the destinations beforehand. */
  readonly elsewhere: readonly TreeEntry[];
  readonly withMount: boolean;
  readonly request: Partial<OrganizeRequest>;
}

function plant({ tree, elsewhere, withMount }: Scenario): EngineBench {
  const bench = createEngineBench();
  if (withMount) bench.disk.mount(MOUNTED);
  if (withMount) plantTree(bench.disk, MOUNTED, elsewhere);
  plantTree(bench.disk, TREE, tree);
  plantTree(bench.disk, ELSEWHERE, elsewhere);
  plantTree(bench.disk, STICK, elsewhere);
  bench.later();
  return bench;
}

/** What cannot be organized is refused with one of these, and that is not what these properties are about. */
const REFUSALS: readonly string[] = [
  'destination_not_folder',
  'destination_not_writable',
  'source_unreadable',
  // A copy takes no duplicates away.
  'invalid_argument',
];

async function plan(bench: EngineBench, request: Partial<OrganizeRequest>): Promise<PlannedOperation> {
  try {
    return await bench.engine.planOrganize({ root: TREE, ...request });
  } catch (error) {
    fc.pre(!(error instanceof KemptError && REFUSALS.includes(error.code)));
    throw error;
  }
}

/** Carries a plan out and checks that it does what it said, no more and no less. */
async function applyAsPreviewed(bench: EngineBench, planned: PlannedOperation): Promise<OperationResult> {
  const listed = await gather(planned.lines());
  const lines = listed.map(rawPaths);
  const overwritten = listed.filter(({ action }) => action === 'displace').length;
  const before = bench.disk.snapshot();
  const result = await planned.apply();
  const after = bench.disk.snapshot();
  lines.forEach(({ from, to }, i) => {
    assert.equal(after.get(to)?.hash, before.get(from)?.hash);
    // A name that became a link has the time of the kept file.
    const isLink = result.space_reclaimed_bytes !== undefined && listed[i]?.kept_path !== undefined;
    if (!isLink) assert.equal(after.get(to)?.mtime, before.get(from)?.mtime);
  });
  assert.equal(result.files_scanned, result.files_planned + result.files_in_place + result.files_left);
  assert.equal(result.files_planned, result.files_completed + result.files_skipped + result.files_failed);
  assert.equal(result.files_completed, lines.length - overwritten, JSON.stringify(result.problems));
  assert.equal(result.files_overwritten ?? 0, overwritten);
  assert.equal(result.files_completed, result.files_planned);
  return result;
}

/** Which names lead to one file, for files with several. */
function namesOfOneFile({ disk }: EngineBench): string[] {
  const names = new Map<string, string[]>();
  for (const [path, { kind, inode }] of disk.snapshot()) {
    if (kind === 'file') names.set(inode, [...(names.get(inode) ?? []), path]);
  }
  return [...names.values()].filter((some) => some.length > 1).map((some) => some.join(' '));
}

async function undo(bench: EngineBench, operationId: string): Promise<string> {
  bench.later();
  const undone = await bench.engine.undo({ operationId });
  assert.equal(undone.status, 'completed', JSON.stringify(undone.problems));
  assert.equal(undone.undoes, operationId);
  return undone.operation_id;
}

test('organizing any tree and taking it back leaves every byte, name, mode, time and empty folder as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      scenarios(fc.record({ ...settings, template: anyTemplate }, { requiredKeys: [] })),
      async (given) => {
        const bench = plant(given);
        const crosses = given.withMount || given.request.into?.startsWith(STICK) === true;
        const links = given.request.duplicates === 'hardlink';
        const everything = (): string[] => [
          ...wholeTree(bench, given.request.mode !== 'copy' && !crosses && !links),
          ...(links ? namesOfOneFile(bench) : []),
        ];
        const first = everything();
        const planned = await plan(bench, given.request);
        assert.deepEqual(everything(), first, 'planning changes nothing');
        const result = await applyAsPreviewed(bench, planned);
        if (result.files_completed === 0) return;
        const organized = everything();
        const undone = await undo(bench, result.operation_id);
        assert.deepEqual(everything(), first, 'undone');
        // What came back from another device is another file, beside which no duplicate goes again.
        if (given.request.duplicates === 'quarantine' && crosses) return;
        const redone = await undo(bench, undone);
        assert.deepEqual(everything(), organized, 'redone');
        await undo(bench, redone);
        assert.deepEqual(everything(), first, 'undone again');
      },
    ),
    { numRuns: 50 },
  );
});

test('organizing a second time plans nothing', async () => {
  for (const text of STABLE_TEMPLATES) assert.ok(templateIsStable(parseTemplate(text)), text);
  await fc.assert(
    fc.asyncProperty(scenarios(fc.record(settings, { requiredKeys: [] })), async (given) => {
      const { duplicates, into } = given.request;
      // Of duplicates that stayed while the kept one left the folder, the next run finds another one to keep.
      const mayStay = duplicates === 'skip' || (duplicates === 'quarantine' && given.withMount);
      fc.pre(!mayStay || into === undefined);
      // A link has the time of the kept file, and goes where that goes the next time; files of two devices are on one then.
      const { by, template } = given.request;
      const byTime = /year|month|taken/.test(template ?? by ?? 'category');
      fc.pre(duplicates !== 'hardlink' || (!byTime && !given.withMount));
      const bench = plant(given);
      const { problems_total: refused } = await (await plan(bench, given.request)).apply();
      bench.later();
      // What cannot become a link is tried again.
      if (duplicates === 'hardlink' && refused > 0) return;
      const again = await bench.engine.planOrganize({ root: TREE, ...given.request });
      assert.deepEqual(await gather(again.lines()), []);
      assert.equal(again.preview.folders_made + again.preview.folders_removed, 0);
    }),
    { numRuns: 50 },
  );
});
