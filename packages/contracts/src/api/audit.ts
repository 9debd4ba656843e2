import Type, { type Static } from 'typebox';
import { AUDIT_ACTORS, AUDIT_OUTCOMES, type AuditActor, type AuditOutcome } from '../audit-actions.ts';
import { closed, Moment, PageQuery, Uuid } from './shared.ts';

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hexadecimal.' });
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableUuid = Type.Union([Uuid, Type.Null()]);
const Word = Type.String({ pattern: '^[a-z]+(_[a-z]+)*$', maxLength: 64 });
const Outcome = Type.Unsafe<AuditOutcome>({ type: 'string', enum: [...AUDIT_OUTCOMES] });

/** One entry of the audit log. */
export const AuditEvent = closed({
  id: Type.Integer({ minimum: 1, description: 'Place in the chain: from 1, without gaps.' }),
  created_at: Moment,
  actor: Type.Unsafe<AuditActor>({ type: 'string', enum: [...AUDIT_ACTORS] }),
  user_id: NullableUuid,
  api_key_id: NullableUuid,
  action: Type.String(),
  target_kind: NullableText,
  target: NullableText,
  outcome: Outcome,
  address: NullableText,
  user_agent: NullableText,
  request_id: NullableText,
  details: Type.Record(Type.String(), Type.Unknown()),
  previous_hash: Hash,
  hash: Hash,
});

/** See {@link AuditEvent}. */
export type AuditEvent = Static<typeof AuditEvent>;

const filters = {
  user_id: Type.Optional(Uuid),
  action: Type.Optional(Word),
  outcome: Type.Optional(Outcome),
  target_kind: Type.Optional(Word),
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  from: Type.Optional(Moment),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'ISO 8601, UTC; not included.' })),
};

/** Which entries `GET /api/v1/audit` lists. */
export const AuditQuery = closed({ ...PageQuery, ...filters });

/** Which entries `GET /api/v1/audit/export` writes, and as what. */
export const AuditExportQuery = closed({
  ...filters,
  format: Type.Unsafe<'json' | 'csv'>({
    type: 'string',
    enum: ['json', 'csv'],
    default: 'json',
    description: 'One JSON object a line, or CSV.',
  }),
});
