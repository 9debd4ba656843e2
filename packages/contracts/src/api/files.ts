import Type, { type Static } from 'typebox';
import { closed, Count, Moment, OperationId, PageQuery } from './shared.ts';

/** What became of a file. */
export const FILE_STATES = ['planned', 'completed', 'skipped', 'failed', 'rolled_back'] as const;

/** What files are sorted by. */
export const FILE_SORTS = ['created_at', 'size_bytes', 'path'] as const;

const choice = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Id of a file record: a number of 63 bits. */
export const FileRecordId = Type.String({ pattern: '^[1-9]\\d{0,18}$' });

/** What an operation did with one file. */
export const FileRecord = closed({
  id: FileRecordId,
  operation_id: OperationId,
  original_path: Type.String(),
  original_path_base64: Type.Optional(Type.String()),
  new_path: Type.String(),
  new_path_base64: Type.Optional(Type.String()),
  category: Type.String(),
  mimetype: Type.String(),
  status: choice(FILE_STATES),
  size_bytes: Count,
  file_hash: Type.Union([Type.String(), Type.Null()], { description: 'BLAKE3, where it was computed.' }),
  error_code: textOrNull,
  error_message: textOrNull,
  created_at: Moment,
});

/** See {@link FileRecord}. */
export type FileRecord = Static<typeof FileRecord>;

/** How `GET /api/v1/files` is narrowed and sorted. */
export const FileQuery = closed({
  ...PageQuery,
  operation_id: Type.Optional(OperationId),
  status: Type.Optional(choice(FILE_STATES)),
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  min_size_bytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e15 })),
  max_size_bytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e15 })),
  sort_by: Type.Unsafe<(typeof FILE_SORTS)[number]>({
    type: 'string',
    enum: [...FILE_SORTS],
    default: 'created_at',
    description: 'By path, the first 250 characters count.',
  }),
  sort_order: Type.Unsafe<'asc' | 'desc'>({ type: 'string', enum: ['asc', 'desc'], default: 'desc' }),
});

/** See {@link FileQuery}. */
export type FileQuery = Static<typeof FileQuery>;

/** What `GET /api/v1/files/search` looks for. */
export const FileSearchQuery = closed({
  ...PageQuery,
  q: Type.String({
    minLength: 3,
    maxLength: 200,
    description:
      'A part of a path, with three letters or digits in a row; or a whole category; or at least six digits a hash begins with.',
  }),
  operation_id: Type.Optional(OperationId),
});
