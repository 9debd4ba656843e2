import { requireTool } from '@kempt/engine/testing/require-tool';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import { diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { makeBadInputScene, operationsOf, type BadInputScene } from '../support/bad-input-scene.ts';
import { jsonOf, kempt, LAUNCHER, runProcess, type Ended } from '../support/kempt-process.ts';

/** Exit codes, as docs/cli.md lists them. */
const USAGE = 2;
const REFUSED = 3;
const NOT_FOUND = 4;

/** What is typed behind `kempt`, and the error that must come of it: exit code, code, sentence and hint. */
type Row = readonly [
  argv: (scene: BadInputScene) => readonly string[],
  exit: number,
  code: string,
  message: RegExp,
  hint: RegExp,
];

const organize =
  (...more: readonly string[]) =>
  ({ root }: BadInputScene): string[] => ['organize', root, '--yes', ...more];
const from =
  (path: string) =>
  ({ base }: BadInputScene): string[] => ['organize', path.startsWith('/') ? path : join(base, path), '--yes'];
const template = (text: string): Row[0] => organize('--template', text);
const into =
  (path: string) =>
  (scene: BadInputScene): string[] =>
    organize('--into', path.startsWith('/') ? path : join(scene.base, path))(scene);
const typed =
  (...argv: readonly string[]) =>
  (): readonly string[] =>
    argv;

const SYSTEM = [/ belongs to the operating system\.$/, /^Name a folder with your own files in it\.$/] as const;
const STATE = [
  / lies in Kempt's own state folder\.$/,
  /^Kempt keeps its journals there; name another folder\.$/,
] as const;
const HOME = [/ is a whole home folder\.$/, /--whole-home/] as const;
const MISSING = [/ does not exist\.$/, /^Check the path\.$/] as const;
const NO_FOLDER = [/ is not a folder\.$/, /^Name the folder that holds the file\.$/] as const;
const EMPTY = [/^A path is empty\.$/, /shell variables/] as const;
const TILDE = [/^The shell did not replace the ~/, /\$HOME/] as const;
const LEAVES = [/^The template .* leads out of the destination\.$/, /choose the destination with --into/] as const;
const NO_OPERATION = [/^There is no operation nope\.$/, /kempt history/] as const;
const NO_ID = [/^The id of the operation is empty\.$/, /shell variables/] as const;

const SOURCES: readonly Row[] = [
  [from('missing'), NOT_FOUND, 'source_not_found', ...MISSING],
  [from('to-nowhere'), NOT_FOUND, 'source_not_found', ...MISSING],
  [from('not-a-plan'), USAGE, 'source_not_folder', ...NO_FOLDER],
  [from('to-file'), USAGE, 'source_not_folder', ...NO_FOLDER],
  [from('not-a-plan/below'), USAGE, 'source_not_folder', ...NO_FOLDER],
  [from('state'), REFUSED, 'path_in_state_folder', ...STATE],
  [from('state/operations'), REFUSED, 'path_in_state_folder', ...STATE],
  [from('to-state'), REFUSED, 'path_in_state_folder', ...STATE],
  [from('to-state/operations/..'), REFUSED, 'path_in_state_folder', ...STATE],
  [from('/'), REFUSED, 'system_folder', ...SYSTEM],
  [from('//'), REFUSED, 'system_folder', ...SYSTEM],
  [from('to-top'), REFUSED, 'system_folder', ...SYSTEM],
  [from('to-etc'), REFUSED, 'system_folder', ...SYSTEM],
  [from('to-share'), REFUSED, 'system_folder', ...SYSTEM],
  [from('to-top/usr/../etc'), REFUSED, 'system_folder', ...SYSTEM],
  [from('home'), REFUSED, 'whole_home', ...HOME],
  [from('to-home'), REFUSED, 'whole_home', ...HOME],
  [from('/home'), REFUSED, 'whole_home', ...HOME],
  [typed('organize', '', '--yes'), USAGE, 'invalid_argument', ...EMPTY],
  [typed('organize', '~', '--yes'), USAGE, 'invalid_argument', ...TILDE],
  [typed('organize', '~/Downloads', '--yes'), USAGE, 'invalid_argument', ...TILDE],
  [typed('scan', ''), USAGE, 'invalid_argument', ...EMPTY],
  [({ root }) => ['organize', root], REFUSED, 'confirmation_required', /no terminal/, /--yes/],
];

const DESTINATIONS: readonly Row[] = [
  [into('not-a-plan'), USAGE, 'destination_not_folder', / exists and is not a folder\.$/, /--into/],
  [into('not-a-plan/below'), USAGE, 'destination_not_folder', / exists and is not a folder\.$/, /--into/],
  [into('state'), REFUSED, 'path_in_state_folder', / state folder\.$/, /another folder/],
  [into('state/new/below'), REFUSED, 'path_in_state_folder', / state folder\.$/, /another folder/],
  [into('to-etc'), REFUSED, 'system_folder', ...SYSTEM],
  [into('/usr/share/kempt/new'), REFUSED, 'system_folder', ...SYSTEM],
  [into('/'), REFUSED, 'system_folder', ...SYSTEM],
  [organize('--into', ''), USAGE, 'invalid_argument', ...EMPTY],
  [organize('--into', '~/x'), USAGE, 'invalid_argument', ...TILDE],
];

const TEMPLATES: readonly Row[] = [
  [template('{nmae}'), USAGE, 'unknown_field', /^There is no field \{nmae\}\.$/, /^Did you mean \{name\}\?$/],
  [template('{categry}/{filename}'), USAGE, 'unknown_field', /\{categry\}/, /^Did you mean \{category\}\?$/],
  [template('{name|uper}'), USAGE, 'unknown_filter', /"uper"/, /^Did you mean upper\?$/],
  [template('{name'), USAGE, 'template_syntax', /never closed/, /brace/],
  [template('{taken:%Q}/{filename}'), USAGE, 'template_syntax', /%Q/, /^Known are /],
  [template(''), USAGE, 'template_syntax', /^The template is empty\.$/, /\{category\}\/\{filename\}/],
  [template('../{filename}'), USAGE, 'template_leaves_destination', ...LEAVES],
  [template('{category}/../../{filename}'), USAGE, 'template_leaves_destination', ...LEAVES],
  [template('/tmp/{filename}'), USAGE, 'template_leaves_destination', ...LEAVES],
  [template('~/{filename}'), USAGE, 'template_leaves_destination', ...LEAVES],
  [template('{taken:%Y/../..}/{filename}'), USAGE, 'template_leaves_destination', ...LEAVES],
  [template('{counter|replace:1:}{name|replace:x:y'), USAGE, 'template_syntax', /never closed/, /brace/],
];

const OPTIONS: readonly Row[] = [
  [organize('--by', 'year', '--template', '{name}'), USAGE, 'invalid_argument', /cannot be used with/, /--help/],
  [organize('--keep-folders', '--template', '{name}'), USAGE, 'invalid_argument', /cannot be used with/, /--help/],
  [organize('--by', 'colour'), USAGE, 'invalid_argument', /Allowed choices are category/, /kempt organize --help/],
  [organize('--mode', ''), USAGE, 'invalid_argument', /Allowed choices are move, copy/, /--help/],
  [organize('--on-conflict', 'clobber'), USAGE, 'invalid_argument', /Allowed choices are skip/, /--help/],
  [organize('--settle', '-1'), USAGE, 'invalid_argument', /0 or more/, /--help/],
  [organize('--settle', ''), USAGE, 'invalid_argument', /0 or more/, /--help/],
  [organize('--list'), USAGE, 'invalid_argument', /without --preview/, /Add --preview/],
  [organize('--hiden'), USAGE, 'invalid_argument', /^Unknown option '--hiden'\.$/, /Did you mean --hidden\?/],
  [organize('more'), USAGE, 'invalid_argument', /Too many arguments/, /--help/],
  [organize('--plan-out', ''), USAGE, 'invalid_argument', ...EMPTY],
  [
    ({ base, root }) => ['organize', root, '--plan-out', join(base, 'not-a-plan')],
    REFUSED,
    'output_exists',
    / exists/,
    /./,
  ],
  [typed('organize'), USAGE, 'invalid_argument', /Missing required argument 'DIR'/, /--help/],
  [typed('organise', '.'), USAGE, 'invalid_argument', /Unknown command 'organise'/, /Did you mean organize\?/],
  [typed(), USAGE, 'invalid_argument', /command/, /kempt --help/],
  [typed('history', 'prune', '--older-than', ''), USAGE, 'invalid_argument', /a unit/, /--help/],
  [typed('recover', '--rebuild'), USAGE, 'invalid_argument', /without an OPERATION/, /kempt history/],
  [typed('undo', '--only', ''), USAGE, 'invalid_argument', /--only.*The pattern is empty\.$/, /undo --help/],
];

const OPERATIONS: readonly Row[] = [
  ...['undo', 'resume', 'recover', 'verify', 'show', 'report'].flatMap((command): Row[] => [
    [typed(command, 'nope'), NOT_FOUND, 'operation_not_found', ...NO_OPERATION],
    [typed(command, ''), USAGE, 'invalid_argument', ...NO_ID],
  ]),
  [typed('undo'), NOT_FOUND, 'nothing_to_undo', /no operation left/, /kempt history/],
  [typed('resume'), NOT_FOUND, 'nothing_to_resume', /no interrupted operation/, /organize the folder again/],
  [({ base }) => ['apply', join(base, 'missing')], NOT_FOUND, 'file_not_found', /cannot be read \(ENOENT\)/, /Check/],
  [({ base }) => ['apply', base], NOT_FOUND, 'file_not_found', /cannot be read \(EISDIR\)/, /Check/],
  [({ base }) => ['apply', join(base, 'not-a-plan')], REFUSED, 'plan_corrupt', /cannot be used/, /Make the plan again/],
  [typed('apply', ''), USAGE, 'invalid_argument', ...EMPTY],
  [typed('explain', ''), USAGE, 'invalid_argument', ...EMPTY],
];

/** Folders of the system that are there, each with one below it. */
const SYSTEM_FOLDERS = ['bin', 'boot', 'dev', 'etc', 'lib', 'lib64', 'opt', 'proc', 'run', 'sbin', 'sys', 'usr', 'var']
  .map((name) => `/${name}`)
  .filter((path) => existsSync(path))
  .flatMap((path) => [path, ...foldersIn(path).slice(0, 1)]);

function foldersIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .filter((below) => !['/run/media', '/run/user', '/var/tmp', '/var/home'].includes(below));
}

/** Exactly one JSON object, nothing else, and nothing has changed. */
function assertError(ended: Ended, [, exit, code, message, hint]: Row, what: string): void {
  const { error } = jsonOf(ended);
  assert.ok(typeof error === 'object' && error !== null, what);
  const found = Object.fromEntries(Object.entries(error));
  assert.deepEqual([ended.code, found['code'], ended.stderr], [exit, code, ''], what);
  assert.match(String(found['message']), message, what);
  assert.match(String(found['hint']), hint, what);
}

/** Runs all rows, some at a time, and looks at everything afterwards. */
async function refuseAll(rows: readonly Row[], through: readonly string[] = []): Promise<void> {
  const scene = makeBadInputScene();
  const before = snapshotTree(scene.base);
  const env = { ...UNCOVERED, HOME: scene.home };
  const waiting = [...rows];
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const argv = row[0](scene);
      const command = [...through, process.execPath, LAUNCHER, ...argv, '--json'];
      const ended = await runProcess(command, { home: scene.state, cwd: scene.base, env });
      assertError(ended, row, argv.join(' '));
    }
  };
  await Promise.all([work(), work(), work()]);
  assert.deepEqual(operationsOf(scene), []);
  const { operations } = jsonOf(await kempt(['history', '--json'], { home: scene.state }));
  assert.deepEqual(operations, []);
  const differences = diffSnapshots(before, snapshotTree(scene.base)).filter((line) => !/\bstate\b/.test(line));
  assert.deepEqual(differences, []);
}

/** Root without the right to pass over permissions; anybody else is so already. */
function withoutPowers(t: TestContext): readonly string[] | undefined {
  if (process.getuid?.() !== 0) return [];
  if (!requireTool(t, 'setpriv')) return undefined;
  return ['setpriv', '--inh-caps=-all', '--bounding-set=-all', '--'];
}

describe('each error has its code, sentence, hint and exit code, is one JSON object, and changes nothing:', () => {
  test('sources', () => refuseAll(SOURCES));
  test('destinations', () => refuseAll(DESTINATIONS));
  test('templates', () => refuseAll(TEMPLATES));
  test('options', () => refuseAll(OPTIONS));
  test('operations and plan files', () => refuseAll(OPERATIONS));

  test('every folder of the system and one below it', { skip: process.platform !== 'linux' }, () =>
    refuseAll(SYSTEM_FOLDERS.map((path): Row => [from(path), REFUSED, 'system_folder', ...SYSTEM])),
  );

  test('folders that may not be read', async (t) => {
    const through = withoutPowers(t);
    if (through === undefined) return;
    const closed: Row[0] = ({ base }) => {
      chmodSync(join(base, 'closed'), 0o000);
      return ['organize', join(base, 'closed'), '--yes'];
    };
    const below: Row[0] = ({ base }) => {
      chmodSync(join(base, 'closed'), 0o600);
      return ['organize', join(base, 'closed', 'inner'), '--yes'];
    };
    const words = [/ cannot be opened \(permission_denied\)\.$/, /^Check the permissions/] as const;
    for (const argv of [closed, below]) {
      const scene = makeBadInputScene();
      const command = [...through, process.execPath, LAUNCHER, ...argv(scene), '--json'];
      const ended = await runProcess(command, { home: scene.state, cwd: scene.base });
      assertError(ended, [argv, REFUSED, 'source_unreadable', ...words], 'closed');
      assert.deepEqual(operationsOf(scene), []);
      chmodSync(join(scene.base, 'closed'), 0o755);
    }
  });

  test('a plan of another version', async () => {
    const scene = makeBadInputScene();
    const plan = join(scene.base, 'plan');
    writeFileSync(plan, 'KEMPT PLAN 2\nand more');
    const ended = await kempt(['apply', plan, '--json'], { home: scene.state });
    const words = [/has format 2, this Kempt reads 1/, /this version of Kempt/] as const;
    assertError(ended, [typed(), REFUSED, 'plan_version', ...words], 'version');
    assert.deepEqual(operationsOf(scene), []);
  });
});

test('a whole home folder is organized when it is asked for', async () => {
  const { home, state } = makeBadInputScene();
  const ended = await kempt(['organize', home, '--whole-home', '--yes'], { home: state, env: { HOME: home } });
  assert.equal(ended.code, 0, ended.stderr);
  assert.ok(existsSync(join(home, 'images', 'holiday.jpg')));
});
