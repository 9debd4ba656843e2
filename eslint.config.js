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
