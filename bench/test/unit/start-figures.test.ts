import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatStart } from '../../src/report/start-figures.ts';

test('says of each command whether it starts within its goal', () => {
  const of = (command: string, seconds: number) => ({ command, past: 200, runs: 21, seconds, floorSeconds: 0.03 });
  const text = formatStart([of('kempt scan', 0.1501), of('kempt history', 0.15)]);
  assert.match(text, /^\| `kempt scan` \| 200 \| 150 \| 30 \| missed \|$/m);
  assert.match(text, /^\| `kempt history` \| 200 \| 150 \| 30 \| met \|$/m);
});
