import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAnchors, findLocalLinks, findPaths, findShellExamples } from './markdown.ts';

const DOCUMENT = `# Kempt: a tour, and back

See [the rooms](docs/rooms.md#who-may), [above](#kempt-a-tour-and-back), [the web](https://example.org) and \`[no](link.md)\`.
The engine is in \`packages/engine/src\`, its types in \`*.ts\`, and it is run with \`npm test\` or \`node a/b\`.

<!-- sh example
mkdir Downloads
-->

\`\`\`sh example
kempt organize Downloads --yes
kempt undo
\`\`\`

\`\`\`sh
npm ci [again](never.md)
\`\`\`

\`\`\`\`markdown
<!-- sh example
exit 1
-->
\`\`\`sh example
exit 1
\`\`\`
\`\`\`\`

\`\`\`
packages/
  cli/     the command line
\`\`\`
`;

test('finds shown and hidden examples in order, and no other block', () => {
  assert.deepEqual(findShellExamples(DOCUMENT), [
    { line: 7, script: 'mkdir Downloads\n' },
    { line: 11, script: 'kempt organize Downloads --yes\nkempt undo\n' },
  ]);
});

test('finds links into the repository outside of code', () => {
  assert.deepEqual(findLocalLinks(DOCUMENT), ['docs/rooms.md#who-may', '#kempt-a-tour-and-back']);
});

test('spells headings as links do', () => {
  assert.deepEqual(findAnchors(DOCUMENT), ['kempt-a-tour-and-back']);
});

test('finds paths in code and in drawn trees', () => {
  assert.deepEqual(findPaths(DOCUMENT), ['packages/engine/src', 'packages/', 'cli/']);
});
