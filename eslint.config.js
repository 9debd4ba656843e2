import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const TESTS = ['packages/*/test/**/*.ts', 'bench/test/**/*.ts', 'test/**/*.ts'];
const TYPESCRIPT = ['**/*.ts'];
const PLAIN = ['**/*.js', '**/*.cjs', '**/*.mjs'];

/** Everything that another file can import. */
const EXPORTED = {
  publicOnly: { esm: true },
  enableFixer: false,
  exemptEmptyConstructors: true,
  exemptOverloadedImplementations: true,
  require: {
    ClassDeclaration: true,
    ClassExpression: true,
    FunctionDeclaration: true,
    MethodDefinition: true,
  },
  contexts: [
    'TSInterfaceDeclaration',
    'TSTypeAliasDeclaration',
    'ExportNamedDeclaration > VariableDeclaration',
    'PropertyDefinition:not([accessibility="private"])[key.type!="PrivateIdentifier"]',
  ],
};

/** Exported callables, whose parameters and result must be described. */
const CALLABLES = [
  'ExportNamedDeclaration > FunctionDeclaration',
  'ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression',
];

const PROCESS_ENV = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'The environment is read in cli/src/main.ts and handed on.' },
    { object: 'process', property: 'getBuiltinModule', message: 'Import it, so that its direction is checked.' },
  ],
  'no-restricted-imports': [
    'error',
    { paths: [{ name: 'node:process', message: 'Use the global process, so that its use is seen.' }] },
  ],
};

/** What runs text as SQL: the driver, and Drizzle where it is handed a string. */
const RUNS_SQL = 'CallExpression[callee.property.name=/^(query|execute)$/]';
const COPIES = 'CallExpression[callee.name="from"]';
/** Values are bound; a name stands in the text only as a constant, or as what the driver quoted. */
const SAFE_IN_SQL = 'Identifier[name=/^(?:[A-Z][A-Z0-9_]*|quoted[A-Z]\\w*)$/]';
const QUOTES =
  ':matches(CallExpression[callee.property.name=/^escape(?:Identifier|Literal)$/], CallExpression[callee.name="escapeIdentifiers"])';
const BOUND = 'Bind values as parameters. A name goes through escapeIdentifier, into a constant called quoted….';

const BUILT_SQL = {
  'no-restricted-syntax': [
    'error',
    {
      selector: 'CallExpression[callee.object.name="sql"][callee.property.name="raw"][arguments.0.type!="Literal"]',
      message: 'sql.raw takes what is written in the code and nothing else.',
    },
    { selector: `${RUNS_SQL} > TemplateLiteral > .expressions:not(${SAFE_IN_SQL})`, message: BOUND },
    { selector: `${COPIES} > TemplateLiteral > .expressions:not(${SAFE_IN_SQL})`, message: BOUND },
    { selector: `${RUNS_SQL} > BinaryExpression.arguments`, message: BOUND },
    { selector: `${COPIES} > BinaryExpression.arguments`, message: BOUND },
    { selector: 'CallExpression[callee.property.name="query"][arguments.0.type="Identifier"]', message: BOUND },
    { selector: `VariableDeclarator[id.name=/^quoted/] > .init:not(${QUOTES})`, message: 'Only the driver quotes.' },
    { selector: ':function > Identifier[name=/^quoted/].params', message: 'Only the driver quotes.' },
  ],
};

export default tseslint.config(
  { ignores: ['coverage/', 'bench/.data/', 'packages/client/src/schema.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: PLAIN,
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly' } } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...PROCESS_ENV,
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: TYPESCRIPT,
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      'jsdoc/require-jsdoc': ['error', EXPORTED],
      'jsdoc/require-description': ['error', { contexts: ['any'], checkConstructors: false }],
      'jsdoc/require-param': ['error', { contexts: CALLABLES, checkDestructured: false, enableFixer: false }],
      'jsdoc/require-param-description': 'error',
      'jsdoc/check-param-names': ['error', { checkDestructured: false }],
      'jsdoc/require-returns': ['error', { contexts: CALLABLES, enableFixer: false }],
      'jsdoc/require-returns-description': 'error',
      'jsdoc/check-tag-names': ['error', { definedTags: ['remarks', 'typeParam'] }],
      'jsdoc/no-types': 'error',
      'jsdoc/empty-tags': 'error',
    },
  },
  {
    files: [
      'packages/cli/src/main.ts',
      'packages/*/src/testing/**/*.ts',
      'scripts/**/*.ts',
      'packages/*/scripts/**/*.ts',
      'bench/**/*.ts',
      ...TESTS,
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['packages/*/src/**/*.ts'], ignores: ['packages/*/src/testing/**'], rules: BUILT_SQL },
  { files: ['scripts/**/*.ts', 'packages/*/scripts/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'jsdoc/require-param': 'off',
      'jsdoc/require-returns': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
    },
  },
);
