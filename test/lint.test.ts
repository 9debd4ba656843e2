import assert from 'node:assert/strict';
import { relative, sep } from 'node:path';
import { after, test } from 'node:test';
import { runStep } from '../scripts/run-step.ts';
import { plantHouse } from './planted-house.ts';

/** What code that builds SQL has at hand. */
const SQL_CLIENT = `const client = { query: String, execute: String, escapeIdentifier: String };
const sql = { raw: String };
const from = String;
const word = process.title;
process.exitCode = [client, sql, from].length;
`;

/** Ways to build SQL of what came from somewhere, each of which must be reported. */
const BUILT_SQL: readonly (readonly [name: string, code: string])[] = [
  ['raw-sql', 'sql.raw(word);'],
  ['raw-template-sql', 'sql.raw(`order by ${word}`);'],
  ['template-sql', 'client.query(`select * from file where path = ${word}`);'],
  ['quoted-by-hand-sql', `client.query(\`select * from file where path = '\${word}'\`);`],
  ['escaped-in-place-sql', 'client.query(`select * from ${client.escapeIdentifier(word)}`);'],
  ['member-sql', 'const request = { word };\nclient.query(`select ${request.word}`);'],
  ['added-sql', `client.query('select * from file where path = ' + word);`],
  ['executed-sql', 'client.execute(`select ${word}`);'],
  ['variable-sql', 'const text = `select ${word}`;\nclient.query(text);'],
  ['copied-sql', 'from(`copy ${word} from stdin`);'],
  ['copied-added-sql', `from('copy ' + word);`],
  ['called-quoted-sql', 'const quotedWord = word;\nprocess.title = quotedWord;'],
  ['handed-quoted-sql', 'const go = (quotedWord: string): string => quotedWord;\ngo(word);'],
];

/** Path below packages, source, and every rule that must report it; none for code that is fine. */
const PLANTED: readonly (readonly [path: string, source: string, ...rules: string[]])[] = [
  ['engine/src/plan/function.ts', `export function go(): void {}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/late.ts', `function go(): void {}\nexport { go };`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/arrow.ts', `export const go = (): void => {};`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/constant.ts', `export const LIMIT = 3;`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/interface.ts', `export interface Thing {\n  readonly size: number;\n}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/alias.ts', `export type Thing = 'a' | 'b';`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/class.ts', `export class Thing extends Error {}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/default.ts', `export default function go(): void {}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/method.ts', `/** A. */\nexport class Thing {\n  go(): void {}\n}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/field.ts', `/** A. */\nexport class Thing {\n  readonly size = 1;\n}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/comment.ts', `// It goes.\nexport function go(): void {}`, 'jsdoc/require-jsdoc'],
  ['engine/src/plan/empty.ts', `/** */\nexport const LIMIT = 3;`, 'jsdoc/require-description'],
  [
    'engine/src/plan/half.ts',
    `/** Adds. */\nexport function add(a: number, b: number): number {\n  return a + b;\n}`,
    'jsdoc/require-param',
    'jsdoc/require-param',
    'jsdoc/require-returns',
  ],
  [
    'engine/src/plan/renamed.ts',
    `/**\n * Shows.\n *\n * @param old - its name before\n */\nexport function show(now: string): void {\n  now.trim();\n}`,
    'jsdoc/check-param-names',
    'jsdoc/require-param',
  ],
  [
    'engine/src/plan/documented.ts',
    `/**\n * Doubles.\n *\n * @param value - any number\n * @returns twice the value\n */\nexport function double(value: number): number {\n  return helper(value);\n}\n\nfunction helper(value: number): number {\n  return 2 * value;\n}`,
  ],
  [
    'engine/src/apply/floating.ts',
    `async function work(): Promise<void> {\n  await Promise.resolve();\n}\nwork();`,
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'engine/src/apply/misused.ts',
    `const work = async (): Promise<boolean> => Promise.resolve(true);\n[1].forEach(work);`,
    '@typescript-eslint/no-misused-promises',
  ],
  [
    'engine/src/apply/any.ts',
    `const text: any = '1';\nprocess.title = String(text);`,
    '@typescript-eslint/no-explicit-any',
  ],
  ['engine/src/apply/sure.ts', `process.title = process.argv[2]!.trim();`, '@typescript-eslint/no-non-null-assertion'],
  [
    'engine/src/apply/many.ts',
    `const pick = (a: number, b: number, c: number, d: number): number => a + b + c + d;\nprocess.exitCode = pick(1, 2, 3, 4);`,
    'max-params',
  ],
  ['engine/src/apply/long.ts', `export {};\n${'process.exitCode = 1;\n'.repeat(300)}`, 'max-lines'],
  [
    'engine/src/apply/long-function.ts',
    `const go = (): void => {\n${'  process.exitCode = 1;\n'.repeat(60)}};\ngo();`,
    'max-lines-per-function',
  ],
  ['engine/src/apply/environment.ts', `process.title = process.env['HOME'] ?? '';`, 'no-restricted-properties'],
  [
    'engine/src/apply/taken.ts',
    `const { env } = process;\nprocess.title = env['HOME'] ?? '';`,
    'no-restricted-properties',
  ],
  [
    'engine/src/apply/imported.ts',
    `import { env } from 'node:process';\nprocess.title = env['HOME'] ?? '';`,
    'no-restricted-imports',
  ],
  [
    'engine/src/apply/hidden.ts',
    `process.title = String(process.getBuiltinModule('node:fs').existsSync('a'));`,
    'no-restricted-properties',
  ],
  ['cli/src/output/environment.ts', `process.title = process.env['HOME'] ?? '';`, 'no-restricted-properties'],
  ['cli/src/main.ts', `process.title = process.env['HOME'] ?? '';`],
  ...BUILT_SQL.map(
    ([name, code]) => [`engine/src/apply/${name}.ts`, `${SQL_CLIENT}${code}`, 'no-restricted-syntax'] as const,
  ),
  [
    'engine/src/apply/bound-sql.ts',
    `${SQL_CLIENT}const NAME = 'a';\nconst quotedTable = client.escapeIdentifier(word);\nclient.query(\`select $1 from \${quotedTable}, \${NAME}\`, [word]);\nsql.raw('asc');`,
  ],
  ['engine/src/testing/built-sql.ts', `${SQL_CLIENT}client.query(\`drop database \${word}\`);`],
  ['engine/src/apply/printing.ts', `console.log('done');`, 'no-console'],
  [
    'engine/test/unit/plan/fine.test.ts',
    `import { describe, it } from 'node:test';\n\ndescribe('a suite', () => {\n  it('has a test', () => {\n    process.title = process.env['HOME'] ?? '';\n  });\n});`,
  ],
  [
    'engine/test/unit/plan/floating.test.ts',
    `import { it } from 'node:test';\n\nit('forgets to wait', () => {\n  Promise.resolve();\n});`,
    '@typescript-eslint/no-floating-promises',
  ],
];

interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

const house = plantHouse(Object.fromEntries(PLANTED.map(([path, source]) => [`packages/${path}`, `${source}\n`])));
after(() => {
  house.remove();
});
const args = ['packages', '--format', 'json'];
const { output } = await runStep({ name: 'lint', tool: 'eslint/bin/eslint.js', args }, house.root);
const linted = JSON.parse(output) as readonly LintedFile[];

for (const [path, , ...rules] of PLANTED) {
  test(rules.length === 0 ? `accepts ${path}` : `reports ${path}: ${rules.join(', ')}`, () => {
    const found = linted.find(({ filePath }) => relative(house.root, filePath).endsWith(path.replaceAll('/', sep)));
    const reported = found?.messages.map(({ ruleId, message }) => ruleId ?? message);
    assert.deepEqual(reported?.sort(), rules);
  });
}
