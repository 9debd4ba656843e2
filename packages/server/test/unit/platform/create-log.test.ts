import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '../../../src/platform/log/create-log.ts';

function logged(use: (log: ReturnType<typeof createLog>) => void, level: 'debug' | 'warn' = 'debug'): unknown[] {
  const lines: string[] = [];
  use(createLog({ level, logger: 'kempt.test', stream: { write: (line: string) => void lines.push(line) } }));
  return lines.map((line): unknown => JSON.parse(line));
}

test('writes one JSON object a line, with level, logger, event and time', () => {
  const [line] = logged((log) => log.info('start_service', { status: 'ok', context: { files: 3 } }));
  assert.partialDeepStrictEqual(line, {
    level: 'INFO',
    logger: 'kempt.test',
    event: 'start_service',
    status: 'ok',
    context: { files: 3 },
  });
  assert.match((line as { timestamp: string }).timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('nothing a user types forges a line', () => {
  const [line, more] = logged((log) =>
    log.warn('refuse_request', { context: { name: 'a\n{"level":"ERROR"}\u001b[31m' } }),
  );
  assert.equal((line as { context: { name: string } }).context.name, 'a\n{"level":"ERROR"}\u001b[31m');
  assert.equal(more, undefined);
});

test('says what went wrong, with its code', () => {
  const error = Object.assign(new Error('no room'), { code: 'ENOSPC' });
  const lines = logged((log) => {
    log.error('fail_request', { error });
    log.error('fail_request', { error: 'text' });
  });
  assert.partialDeepStrictEqual(lines, [
    { context: { error: 'no room', error_class: 'Error', error_code: 'ENOSPC' } },
    { context: { error: 'text' } },
  ]);
});

test('says no field of a line twice', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', logger: 'a', stream: { write: (line: string) => void lines.push(line) } });
  log.with({ logger: 'b', user_id: 'u' }).with({ user_id: 'v' }).info('look');
  const [line = ''] = lines;
  for (const field of ['"logger"', '"user_id"']) assert.equal(line.split(field).length, 2, line);
});

test('leaves less important lines out, and carries facts along', () => {
  const lines = logged((log) => {
    const own = log.with({ logger: 'kempt.worker', operation_id: 'x' });
    own.debug('look');
    own.warn('stop');
  }, 'warn');
  assert.equal(lines.length, 1);
  assert.partialDeepStrictEqual(lines[0], { logger: 'kempt.worker', operation_id: 'x', event: 'stop' });
});
