import Type, { type Static } from 'typebox';
import { Operation, OperationProgress } from './operations.ts';
import { closed, Count, OperationId } from './shared.ts';

/** The protocol a page names when it opens the socket; the ticket may stand beside it, as `ticket.TICKET`. */
export const LIVE_PROTOCOL = 'kempt.live.v1';

/** Why the server closes a socket, as codes of the WebSocket protocol. */
export const LIVE_CLOSE = {
  /** Kempt stops; come again. */
  going_away: 1001,
  /** A message that the protocol does not know, or too many of them. */
  refused: 1008,
  /** Nothing was subscribed to for a while, or nothing was read. */
  idle: 4408,
  /** The session has ended, the key was removed, the account was disabled. */
  unauthenticated: 4401,
  /** The user has too many sockets open. */
  too_many: 4429,
} as const;

/** What can be subscribed to: one operation, or all that the user may see. */
export const LiveTopic = Type.String({
  pattern: '^(operations|operation:\\d{8}-\\d{6}-\\d{3}-[0-9a-f]{4})$',
  description: '`operations`, or `operation:` and an id.',
});

/** What `POST /api/v1/ws-tickets` answers. */
export const LiveTicket = closed({
  ticket: Type.String({ description: 'Opens one socket.' }),
  expires_in: Type.Integer({ description: 'Seconds.' }),
});

/** What a client says. */
export const LiveRequest = Type.Union([
  closed({
    type: Type.Literal('subscribe'),
    topic: LiveTopic,
    since: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 2 ** 52, description: 'The last `seq` of the topic that was seen.' }),
    ),
  }),
  closed({ type: Type.Literal('unsubscribe'), topic: LiveTopic }),
]);

/** See {@link LiveRequest}. */
export type LiveRequest = Static<typeof LiveRequest>;

const place = {
  topic: LiveTopic,
  seq: Type.Integer({ minimum: 1, description: 'One more than that of the message before, a topic at a time.' }),
};

/** How far an operation is; what is absent has not changed. */
export const LiveProgress = closed({
  type: Type.Literal('progress'),
  ...place,
  operation_id: OperationId,
  progress: OperationProgress,
  files_scanned: Type.Optional(Count),
  files_processed: Type.Optional(Count),
  bytes_processed: Type.Optional(Count),
});

/** What the server says. */
export const LiveMessage = Type.Union([
  closed(
    { type: Type.Literal('snapshot'), ...place, operations: Type.Array(Operation) },
    { description: 'How things stand; replaces everything that was known of the topic. The newest come first.' },
  ),
  closed({ type: Type.Literal('operation'), ...place, operation: Operation }, { description: 'One operation, whole.' }),
  LiveProgress,
  closed(
    { type: Type.Literal('gone'), ...place, operation_id: OperationId },
    { description: 'The operation was removed.' },
  ),
  closed(
    {
      type: Type.Literal('unsubscribed'),
      topic: LiveTopic,
      code: Type.Union([Type.Literal('asked'), Type.Literal('not_found'), Type.Literal('too_many_requests')]),
    },
    {
      description:
        'The topic has ended, or never began: `not_found` for what is not there for this user, or no longer.',
    },
  ),
]);

/** See {@link LiveMessage}. */
export type LiveMessage = Static<typeof LiveMessage>;
