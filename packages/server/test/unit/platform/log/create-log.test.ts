import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLog } from '../../../../src/platform/log/create-log.ts';

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
  const typed = 'a\n{"level":"ERROR"}\u001b[31m';
  const [line, more] = logged((log) => log.warn('refuse_request', { context: { target: typed } }));
  assert.equal((line as { context: { target: string } }).context.target, typed);
  assert.equal(more, undefined);
});

test('no text makes two lines, or acts on a terminal', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, fc.constantFrom('json' as const, 'text' as const), (typed, more, format) => {
      const lines: string[] = [];
      const stream = { write: (line: string) => void lines.push(line) };
      const log = createLog({ level: 'info', logger: 'kempt.test', stream, format });
      log.info('look', { user_id: typed, status: more, context: { target: `${more}\u009b${typed}\u2028` } });
      assert.equal(lines.length, 1);
      const [line = ''] = lines;
      assert.match(line, /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*\n$/u);
      if (format === 'json') assert.equal((JSON.parse(line) as { user_id: string }).user_id, typed.toWellFormed());
    }),
  );
});

test('writes no field that it does not know, and no text of a context that may be anything', () => {
  const strange = {
    password: 'hunter2',
    user_id: 'u',
    context: { file_name: 'hunter2', files: 3, deep: { a: 'hunter2' } },
  };
  const [line] = logged((log) => log.info('look', strange as object));
  assert.deepEqual(Object.keys(line as object), ['level', 'timestamp', 'logger', 'user_id', 'context', 'event']);
  const { context } = line as { context: unknown };
  assert.deepEqual(context, { file_name: '[hidden]', files: 3, deep: '[hidden]' });
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

test('says what is bound beside what a line says itself', () => {
  const [line] = logged((log) => {
    log
      .with({ request_id: 'r', context: { type: 'scan', files: 1 } })
      .info('look', { request_id: 's', context: { files: 2 } });
  });
  assert.partialDeepStrictEqual(line, { request_id: 's', context: { type: 'scan', files: 2 } });
});

test('writes for a person where one looks, and JSON elsewhere', () => {
  const write = (isTTY: boolean): string => {
    let text = '';
    const stream = { isTTY, write: (line: string) => void (text += line) };
    const log = createLog({ level: 'info', logger: 'kempt.test', stream, format: 'auto' });
    log.warn('refuse_request', { status: 403, context: { route: '/api/v1/users/:id', target: 'a b' } });
    return text;
  };
  assert.match(
    write(true),
    /^\d\d:\d\d:\d\d WARN {2}kempt\.test refuse_request status=403 route=\/api\/v1\/users\/:id target="a b"\n$/,
  );
  assert.match(write(false), /^\{"level":"WARN",/);
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
