/** The fields of a line beside timestamp, level, logger, event and context. No other is ever written. */
export const LINE_FIELDS = ['user_id', 'operation_id', 'request_id', 'duration_seconds', 'status'] as const;

/**
 * What of a line's context may be text: words of ours, ids, and what is known to hold nothing that somebody typed.
 * Numbers and flags say no secrets, so they may have any name.
 */
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'action',
  'actor',
  'address',
  'api_key_id',
  'audit_id',
  'backend',
  'cause',
  'cause_code',
  'code',
  'constraint',
  'database',
  'error',
  'error_class',
  'error_code',
  'fields',
  'grants',
  'hash',
  'host',
  'kind',
  'method',
  'node',
  'operation_id',
  'outcome',
  'plan_digest',
  'query',
  'reason',
  'role',
  'root_id',
  'route',
  'scopes',
  'stack',
  'state',
  'statement',
  'table',
  'target',
  'target_kind',
  'type',
  'upload_id',
  'version',
  'worker_id',
]);

/** What stands where text may not. */
const HIDDEN = '[hidden]';
/** Characters of a text, and of those that are long by nature. */
const LONGEST = 500;
const LONGEST_BY_NAME: Readonly<Record<string, number>> = { stack: 4000, statement: 2000 };

/**
 * What of a context is written.
 *
 * @param context - whatever was handed over
 * @returns numbers and flags as they are, known text no longer than it has to be, and `[hidden]` in place of the rest
 */
export function safeContext(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined) continue;
    if (value === null || typeof value === 'number' || typeof value === 'boolean') safe[name] = value;
    else if (typeof value === 'string' && TEXT_FIELDS.has(name)) {
      safe[name] = value.slice(0, LONGEST_BY_NAME[name] ?? LONGEST);
    } else safe[name] = HIDDEN;
  }
  return safe;
}
