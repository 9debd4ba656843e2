import Type, { type Static, type TObject, type TSchema } from 'typebox';

/**
 * An object that takes no fields but its own.
 *
 * @param properties - schemas of its fields
 * @param options - what else the schema says
 * @returns schema of the object
 */
export const closed = <P extends Record<string, TSchema>>(
  properties: P,
  options: Record<string, unknown> = {},
): TObject<P> => Type.Object(properties, { additionalProperties: false, ...options });

/** Id of anything but operations and file records. */
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'A UUID in lower case.',
});

/** Id of an operation: the moment it was asked for, in UTC, and four characters of chance. */
export const OperationId = Type.String({
  pattern: '^\\d{8}-\\d{6}-\\d{3}-[0-9a-f]{4}$',
  description: 'The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a.',
});

/** A moment: ISO 8601, UTC. */
export const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });

/** A moment, or null while there is none. */
export const MomentOrNull = Type.Union([Moment, Type.Null()]);

/** A count or a size in bytes. */
export const Count = Type.Integer({ minimum: 0 });

/** A path, absolute or below a folder, as it is shown: what is no UTF-8 is escaped reversibly. */
export const Path = Type.String({ minLength: 1, maxLength: 4096 });

/** A path below a root, as it is shown: what is no UTF-8 is escaped reversibly. Empty for the root itself. */
export const BelowPath = Type.String({ maxLength: 4096, default: '' });

/** Where a list goes on; made by the server, to be handed back as it is. */
export const Cursor = Type.String({ minLength: 1, maxLength: 1024, pattern: '^[A-Za-z0-9_-]+$' });

/** How much of a list is wanted. */
export const PageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Items a page.' }),
  cursor: Type.Optional(Cursor),
};

/**
 * A page of a list.
 *
 * @param item - schema of one item
 * @returns schema of the page
 */
export const pageOf = <T extends TSchema>(item: T) =>
  closed({
    items: Type.Array(item),
    next_cursor: Type.Union([Cursor, Type.Null()], { description: 'Null at the end of the list.' }),
  });

/** What every error looks like: RFC 9457, with a code for programs and the id under which the log knows the request. */
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'Address of the description of the code.' }),
    title: Type.String({ description: 'What kind of error this is.' }),
    status: Type.Integer(),
    code: Type.String({ description: 'See docs/ERRORS.md.' }),
    detail: Type.Optional(
      Type.String({ description: 'What is wrong, in a sentence. Never there for faults of the server.' }),
    ),
    hint: Type.Optional(Type.String({ description: 'What can be done next.' })),
    request_id: Type.String(),
  },
  { $id: 'ProblemDetails' },
);

/** See {@link ProblemDetails}. */
export type ProblemDetails = Static<typeof ProblemDetails>;

/** Nothing to say. */
export const NoContent = Type.Null({ description: 'No content.' });
