import type { Step } from './run-step.ts';

/** Everything that can be said about the code without running it; the longest first, so that two at a time end together. */
export const CHECK_STEPS: readonly Step[] = [
  { name: 'lint', tool: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'format', tool: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  {
    name: 'import directions',
    tool: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['packages', 'bench', 'scripts', 'test', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'dead code', tool: 'knip/bin/knip.js', args: ['--no-progress', '--no-config-hints', '--no-tag-hints'] },
];
