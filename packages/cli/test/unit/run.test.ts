import { ERRORS } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DISK_COMMANDS } from '../../bin/disk-commands.js';
import { buildProgram } from '../../src/build-program.ts';
import { runCli } from '../support/run-cli.ts';

const COMMANDS = [
  ...['scan', 'organize', 'undo', 'explain', 'apply', 'resume', 'recover', 'verify', 'history', 'show', 'report'],
  'export',
  'deduplicate',
  'quarantine',
];

/** What commands cannot be typed without. */
const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  scan: ['/x'],
  organize: ['/x'],
  explain: ['/x'],
  apply: ['/x'],
  duplicates: ['/x'],
  deduplicate: ['/x', '--keep', 'oldest'],
  verify: ['id'],
  show: ['id'],
  report: ['id'],
  export: ['id', '--undo-script', '/x'],
};

test('prints the version', async () => {
  assert.deepEqual(await outputOf(['--version']), [0, '1.2.3\n', '']);
});

test('names every command in its help', async () => {
  const { code, stdout } = await runCli(['--help']);
  assert.equal(code, 0);
  for (const name of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
  assert.match(stdout, /KEMPT_HOME/);
});

test('every help shows examples, exit codes, and what every option does when it is not given', async () => {
  for (const name of [...COMMANDS, 'history prune', 'quarantine list', 'quarantine restore', 'quarantine purge']) {
    const { code, stdout } = await runCli([...name.split(' '), '--help']);
    assert.equal(code, 0, name);
    assert.match(stdout, new RegExp(`Usage: kempt ${name} `));
    assert.match(stdout, /Examples:\n {2}\$ kempt /, name);
    assert.match(stdout, /Exit codes:\n {2}0 {4}all well\n[^]*130 {2}interrupted/, name);
  }
});

test('states a default for every option that changes what happens', () => {
  const output = { writeOut: () => undefined, writeError: () => undefined, width: 80, color: false };
  const program = buildProgram('1', output, () => Promise.resolve());
  const silent = new Set([
    '--yes',
    '--preview',
    '--list',
    '--plan-out',
    '--template',
    '--older-than',
    '--undo-script',
    '--keep',
  ]);
  for (const command of program.commands) {
    for (const option of command.options) {
      if (option.hidden || silent.has(option.long ?? '')) continue;
      assert.match(option.description, /\(default: .+\)$|instead: /, `${command.name()} ${option.flags}`);
    }
  }
});

test('shows the help of a command on request', async () => {
  const { code, stdout } = await runCli(['help', 'scan']);
  assert.equal(code, 0);
  assert.match(stdout, /Usage: kempt scan/);
});

test('keeps its help inside the terminal, and readable on a very wide one', async () => {
  const optionsOf = (help: string): string[] => /Options:\n([^]*?)\n\n/.exec(help)?.[1]?.split('\n') ?? [];
  for (const [terminal, most] of [
    [70, 70],
    [300, 100],
  ] as const) {
    const { stdout } = await runCli(['organize', '--help'], { terminal });
    const lengths = optionsOf(stdout).map((line) => line.length);
    assert.ok(Math.max(...lengths) <= most && Math.max(...lengths) > most - 15, `${terminal} columns`);
  }
});

test('says that there is no such command to help with, and gives programs an error in place of help', async () => {
  const unknown = await runCli(['help', 'nope']);
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /^error\[invalid_argument\]: There is no command 'nope'\.\nhint: /);
  const none = await runCli(['--json']);
  assert.deepEqual([none.code, none.stderr], [2, '']);
  assert.match(none.stdout, /^\{"error":\{"code":"invalid_argument","message":"No command was given\."/);
});

test('without a command it shows the help on standard error and exits 2', async () => {
  const { code, stdout, stderr } = await runCli([]);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /Usage: kempt/);
});

test('suggests the nearest command', async () => {
  assert.deepEqual(await outputOf(['scna', '/x']), [
    2,
    '',
    "error[invalid_argument]: Unknown command 'scna'.\nhint: Did you mean scan? See kempt --help.\n",
  ]);
});

test('suggests the nearest option, as JSON when asked', async () => {
  const { code, stdout, stderr } = await runCli(['scan', '/x', '--hiden', '--json']);
  assert.equal(code, 2);
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), {
    error: {
      code: 'invalid_argument',
      message: "Unknown option '--hiden'.",
      hint: 'Did you mean --hidden? See kempt scan --help.',
      details: {},
    },
  });
});

test('names a bad value and the allowed ones', async () => {
  const bad: readonly (readonly [string[], RegExp])[] = [
    [['organize', '/x', '--by', 'size'], /'size' is invalid.*category, year, category-year, extension/],
    [['organize', '/x', '--mode', 'link'], /'link' is invalid.*move, copy/],
    [['organize', '/x', '--on-conflict', 'clobber'], /'clobber' is invalid.*skip, rename_new/],
    [['organize', '/x', '--settle', '-1'], /'-1' is invalid.*number of seconds/],
    [['undo', '--match', 'name'], /'name' is invalid.*inode, content/],
    [['recover', '--then', 'x'], /'x' is invalid.*settle, finish, roll_back/],
    [['report', 'a', '--format', 'pdf'], /'pdf' is invalid.*json, csv, html/],
    [['history', 'prune', '--older-than', '3 years'], /'3 years' is invalid.*30d/],
  ];
  for (const [argv, message] of bad) {
    const { code, stderr, calls } = await runCli(argv);
    assert.equal(code, 2, argv.join(' '));
    assert.match(stderr, message);
    assert.deepEqual(calls, []);
  }
});

test('refuses options that contradict each other, missing arguments and one too many', async () => {
  const bad: readonly (readonly [string[], RegExp])[] = [
    [['organize', '/x', '--by', 'year', '--template', '{name}'], /cannot be used with/],
    [['organize', '/x', '--keep-folders', '--template', '{name}'], /cannot be used with/],
    [['scan'], /Missing required argument 'DIR'\.\nhint: See kempt scan --help/],
    [['scan', 'a', 'b'], /[Tt]oo many arguments/],
    [['export', 'a'], /--undo-script/],
    [['history', 'prune'], /--older-than.*\n.*kempt history prune --help/],
    [['organize', '/x', '--into'], /argument missing/],
    [['organize', '/x', '--list'], /--list was given without --preview/],
  ];
  for (const [argv, message] of bad) {
    const { code, stderr } = await runCli(argv);
    assert.equal(code, 2, argv.join(' '));
    assert.match(stderr, message);
  }
});

test('shows names that steer terminals escaped in its messages', async () => {
  const { stderr } = await runCli(['\u001b[31mscan']);
  assert.match(stderr, /'\\x1b\[31mscan'/);
});

test('keeps control characters of any message off the terminal', async () => {
  const error = new KemptError('operation_not_found', 'There is no operation \u001b[2J\n.');
  const { stderr } = await runCli(['show', 'x'], { engine: { show: () => Promise.reject(error) } });
  assert.equal(stderr, 'error[operation_not_found]: There is no operation \\x1b[2J\\x0a.\n');
});

test('takes what follows -- for names', async () => {
  const { calls } = await runCli(['scan', '--', '--json']);
  assert.equal((calls[0]?.[1] as { root: string }).root, '/home/me/--json');
});

test('prints an error of the engine with its hint and exits by its code', async () => {
  const error = new KemptError('tree_busy', 'Another Kempt is at work.', { hint: 'Use --wait.', details: { pid: 7n } });
  const engine = { undo: () => Promise.reject(error) };
  const text = await runCli(['undo'], { engine });
  assert.deepEqual(
    [text.code, text.stdout, text.stderr],
    [3, '', 'error[tree_busy]: Another Kempt is at work.\nhint: Use --wait.\n'],
  );
  const json = await runCli(['undo', '--json'], { engine });
  assert.equal(json.code, 3);
  assert.equal(
    json.stdout,
    '{"error":{"code":"tree_busy","message":"Another Kempt is at work.","hint":"Use --wait.","details":{"pid":7}}}\n',
  );
  assert.deepEqual(json.calls, [['close']]);
});

test('exits by the table for every error there is', async () => {
  const exits = { usage: 2, refused: 3, not_found: 4, interrupted: 130, with_problems: 1 };
  for (const [code, { exit }] of Object.entries(ERRORS)) {
    const error = new KemptError(code as keyof typeof ERRORS, 'No.');
    const ended = await runCli(['resume'], { engine: { resume: () => Promise.reject(error) } });
    assert.equal(ended.code, exits[exit], code);
    assert.equal(ended.stderr, ['declined', 'interrupted'].includes(code) ? 'No.\n' : `error[${code}]: No.\n`);
  }
});

test('says of an unforeseen error that it is a fault in Kempt', async () => {
  const engine = { resume: () => Promise.reject(new Error('boom', { cause: new Error('deep\u001b') })) };
  const { code, stderr } = await runCli(['resume'], { engine });
  assert.equal(code, 1);
  assert.match(stderr, /^error\[internal\]: boom\nhint: This is a fault in Kempt/);
  assert.doesNotMatch(stderr, /run\.test\.ts/);
});

test('tells where an error came from under --verbose, with JSON too', async () => {
  const cause = new Error('deep');
  const engine = { resume: () => Promise.reject(new Error('boom', { cause })) };
  for (const json of [[], ['--json']]) {
    const { stderr } = await runCli(['resume', '--verbose', ...json], { engine });
    assert.match(stderr, /caused by Error: boom[^]*caused by Error: deep[^]*run\.test\.ts/);
  }
});

test('takes things that are thrown and are no errors', async () => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a library may do so
  const { stderr } = await runCli(['resume', '-v'], { engine: { resume: () => Promise.reject('text') } });
  assert.match(stderr, /error\[internal\]: text/);
});

test('reports an engine that cannot start', async () => {
  const openEngine = (): Promise<never> => Promise.reject(new KemptError('state_unwritable', 'No.'));
  assert.equal((await runCli(['history'], { openEngine })).code, 3);
});

test('has the disk start ahead of the engine for commands that look at files, and for no others', async () => {
  const started: string[] = [];
  const openWhich = (name: string) => (usesDisk: boolean) => {
    if (usesDisk) started.push(name);
    return Promise.reject(new KemptError('state_unwritable', 'No.'));
  };
  for (const argv of [...COMMANDS, 'duplicates'].map((name) => [name, ...(OPERANDS[name] ?? [])])) {
    await runCli(argv, { openEngine: openWhich(argv[0] ?? '') });
  }
  assert.deepEqual(started.toSorted(), DISK_COMMANDS.toSorted());
});

async function outputOf(argv: readonly string[]): Promise<[number, string, string]> {
  const { code, stdout, stderr } = await runCli(argv);
  return [code, stdout, stderr];
}
