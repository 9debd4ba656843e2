import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stackFrames } from '../../../../src/platform/reports/stack-frames.ts';

const HERE = new URL('../../../../../../', import.meta.url);

test('names files from the folder of Kempt on, the place of the error last', () => {
  const stack = [
    `    at readIt (${HERE.href}packages/server/src/app/serve.ts:3:14)`,
    `    at async ${fileURLToPath(HERE)}packages/cli/src/main.ts:5:1`,
    '    at Pool.connect (/home/hunter2/elsewhere/node_modules/pg-pool/index.js:45:11)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
    '    at Object.<anonymous> (/home/hunter2/letters.js:1:2)',
    'no frame of /home/hunter2',
  ].join('\n');
  assert.deepEqual(stackFrames(stack), [
    { function: 'Object.<anonymous>', filename: '[elsewhere]', lineno: 1, colno: 2, in_app: false },
    {
      function: 'process.processTicksAndRejections',
      filename: 'node:internal/process/task_queues',
      lineno: 104,
      colno: 5,
      in_app: false,
    },
    { function: 'Pool.connect', filename: 'node_modules/pg-pool/index.js', lineno: 45, colno: 11, in_app: false },
    { filename: 'packages/cli/src/main.ts', lineno: 5, colno: 1, in_app: true },
    { function: 'readIt', filename: 'packages/server/src/app/serve.ts', lineno: 3, colno: 14, in_app: true },
  ]);
});
