import Type, { type Static } from 'typebox';
import { closed, Count, OperationId, PageQuery, Path, Uuid } from './shared.ts';

/** Whatever the engine tells of something; docs/api.md describes it. */
const Told = Type.Object({}, { additionalProperties: true });

/** What an operation did: counters, categories, the largest files, what was left and why. */
export const Report = Told;

/** How `GET …/export` is narrowed. */
export const ExportQuery = closed({
  format: Type.Unsafe<'json' | 'csv' | 'html'>({ type: 'string', enum: ['json', 'csv', 'html'], default: 'json' }),
});

/** Files with the same bytes. */
export const DuplicateGroup = closed({
  position: Count,
  file_hash: Type.String(),
  size_bytes: Count,
  file_count: Count,
  files: Type.Array(Told, { description: 'The first of them.' }),
});

/** What was not dealt with, and why. */
export const OperationProblem = closed({
  position: Count,
  path: Type.String(),
  code: Type.String(),
  message: Type.String(),
});

/** What `POST /api/v1/explain` takes. */
export const ExplainRequest = closed({
  root_id: Uuid,
  path: Path,
  by: Type.Optional(Type.String({ pattern: '^[a-z_-]{1,40}$', description: 'A preset, such as category or year.' })),
  template: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  keep_folders: Type.Optional(Type.Boolean()),
});

/** What Kempt sees in a file and where it would go, and why. */
export const Explanation = Told;

/** A file in a quarantine. */
export const HeldFile = closed({
  operation_id: OperationId,
  original_path: Type.String(),
  original_path_base64: Type.Optional(Type.String()),
  quarantine_path: Type.String(),
  quarantine_path_base64: Type.Optional(Type.String()),
  size_bytes: Count,
  quarantined_at: Type.String({ format: 'date-time' }),
  reachable: Type.Boolean({ description: 'False while its disk is away.' }),
});

/** See {@link HeldFile}. */
export type HeldFile = Static<typeof HeldFile>;

/** How the quarantine is listed. */
export const QuarantineQuery = closed({ ...PageQuery, operation_id: Type.Optional(OperationId) });

/** What `POST /api/v1/quarantine` takes. */
export const QuarantineRequest = closed({
  action: Type.Unsafe<'restore' | 'purge'>({ type: 'string', enum: ['restore', 'purge'] }),
  operation_id: OperationId,
  path: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4096, description: 'Brings back what came from this absolute path alone.' }),
  ),
});

/** See {@link QuarantineRequest}. */
export type QuarantineRequest = Static<typeof QuarantineRequest>;

/** What became of it: one result an operation of the engine. */
export const QuarantineAnswer = closed({ results: Type.Array(Told) });
