import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ApiKeyScope, GrantRole } from '@kempt/contracts/api';
import type { Principal } from '../../platform/access/principal.ts';
import type { RedisLink } from '../../platform/redis/open-redis.ts';
import { hashSecret, newSecret } from '../../platform/security/secrets.ts';
import type { Tickets } from './create-tickets.ts';

/** Where tickets are kept that any process takes. */
export interface TicketPlace {
  readonly redis: RedisLink;
  /** Id of the installation, so that two can share a Redis. */
  readonly installation: string;
}

const Holder = Compile(
  Type.Object({
    userId: Type.String(),
    role: Type.Union([Type.Literal('administrator'), Type.Literal('member')]),
    grants: Type.Record(Type.String(), GrantRole),
    sessionId: Type.Optional(Type.String()),
    apiKeyId: Type.Optional(Type.String()),
    scopes: Type.Optional(Type.Array(ApiKeyScope)),
  }),
);

/**
 * Keeps tickets in Redis by their hash, so that a socket may be opened at another process than the one that made its
 * ticket. While Redis is away the process keeps its own.
 *
 * @param place - Redis
 * @param own - the tickets of this process
 * @param lifetimeMs - for how long one is good
 * @returns the tickets
 */
export function createSharedTickets({ redis, installation }: TicketPlace, own: Tickets, lifetimeMs: number): Tickets {
  const name = (ticket: string): string => `kempt:${installation}:ticket:${hashSecret(ticket).toString('hex')}`;
  return {
    make: async (principal) => {
      const ticket = newSecret();
      try {
        await redis.run((connection) => connection.set(name(ticket), JSON.stringify(principal), 'PX', lifetimeMs));
        return ticket;
      } catch {
        return own.make(principal);
      }
    },
    take: async (ticket) => {
      const kept = await redis.run((connection) => connection.getdel(name(ticket))).catch(() => null);
      return kept === null ? own.take(ticket) : readHolder(kept);
    },
  };
}

function readHolder(text: string): Principal | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return Holder.Check(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
