import websocket, { type WebSocket } from '@fastify/websocket';
import Type from 'typebox';
import Value from 'typebox/value';
import { closed, LIVE_CLOSE, LIVE_PROTOCOL, LiveRequest, LiveTicket } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../platform/access/principal.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { createLiveHub, type LiveHub } from './create-live-hub.ts';
import { createTickets, type Tickets } from './create-tickets.ts';
import { createSharedTickets } from './shared-tickets.ts';
import type { LiveParts } from './live-parts.ts';
import type { LiveSocket } from './live-socket.ts';

const TAGS = ['live'];
/** Bytes of the longest message a client has to say. */
const MESSAGE_LIMIT = 1024;
const TICKET = /^ticket\.([\w-]{1,100})$/;
const Query = closed({ ticket: Type.Optional(Type.String({ maxLength: 100 })) });

/** Holders of tickets that were shown, from the check of the request to the opening of the socket. */
const holders = new WeakMap<FastifyRequest, Principal>();

/**
 * Live progress: tickets, and the socket they open.
 *
 * @param http - the server
 * @param parts - what it is built from
 */
export async function liveRoutes(http: Http, parts: LiveParts): Promise<void> {
  const hub = createLiveHub(parts);
  const own = createTickets(hub.times.ticket);
  const { ticketPlace } = parts;
  const tickets = ticketPlace === undefined ? own : createSharedTickets(ticketPlace, own, hub.times.ticket);
  await http.register(websocket, {
    options: {
      maxPayload: MESSAGE_LIMIT,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
    },
    errorHandler: (_error, socket) => {
      socket.terminate();
    },
    preClose: (done) => {
      hub.close();
      http.websocketServer.close();
      done();
    },
  });
  ticketRoute(http, tickets, hub.times.ticket);
  socketRoute(http, { parts, hub, tickets });
}

function ticketRoute(http: Http, tickets: Tickets, lifetimeMs: number): void {
  http.post(
    '/api/v1/ws-tickets',
    {
      config: { access: { who: 'user', scope: 'read' }, answersSecret: true },
      schema: { summary: 'Get a ticket that opens one socket', tags: TAGS, response: { 201: LiveTicket } },
    },
    async (request, reply) => {
      const ticket = await tickets.make(principalOf(request));
      return await reply.code(201).send({ ticket, expires_in: Math.round(lifetimeMs / 1000) });
    },
  );
}

function socketRoute(
  http: Http,
  { parts, hub, tickets }: { readonly parts: LiveParts; readonly hub: LiveHub; readonly tickets: Tickets },
): void {
  http.route({
    method: 'GET',
    url: '/api/v1/ws',
    // Whoever holds a ticket; it is looked at before anything is answered.
    config: { access: { who: 'anyone' } },
    schema: {
      summary: 'Open a socket with live progress',
      description: 'The ticket stands in the address, or as `ticket.TICKET` among the protocols.',
      tags: TAGS,
      querystring: Query,
      response: { 101: Type.Null({ description: 'The socket is open; see LiveRequest and LiveMessage.' }) },
    },
    exposeHeadRoute: false,
    preHandler: async (request) => {
      const { origin, host } = request.headers;
      if (origin !== undefined && !parts.isOwnOrigin(origin, host)) {
        throw new KemptError('origin_refused', 'The request comes from a page of another site.');
      }
      const holder = await tickets.take(request.query.ticket ?? ticketAmong(request) ?? '');
      if (holder === undefined) throw new KemptError('unauthenticated', 'That takes a ticket that is still good.');
      if (!request.ws) throw new KemptError('upgrade_required', 'That address opens a WebSocket.');
      holders.set(request, holder);
    },
    handler: () => {
      throw new KemptError('upgrade_required', 'That address opens a WebSocket.');
    },
    wsHandler: (wire, request) => {
      const holder = holders.get(request);
      if (holder !== undefined) attend({ hub, parts }, { principal: holder, wire, requestId: request.id });
    },
  });
}

function ticketAmong(request: FastifyRequest): string | undefined {
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? [];
  return offered.map((protocol) => TICKET.exec(protocol.trim())?.[1]).find((ticket) => ticket !== undefined);
}

interface Attendance {
  readonly principal: Principal;
  readonly wire: WebSocket;
  /** The request that opened the socket. */
  readonly requestId: string;
}

function attend(
  { hub, parts }: { readonly hub: LiveHub; readonly parts: LiveParts },
  { principal, wire, requestId }: Attendance,
): void {
  const close = (code: number): void => {
    wire.close(code);
    // Whoever reads nothing does not read that it is over.
    setTimeout(() => {
      wire.terminate();
    }, 1000).unref();
  };
  const socket = hub.open(principal, {
    send: (text) => {
      wire.send(text);
    },
    get waitingBytes() {
      return wire.bufferedAmount;
    },
    close,
  });
  if (socket === undefined) return;
  const stopPinging = pingAgain(wire, hub.times.ping);
  const stopCounting = countSocket(parts, principal, requestId);
  wire.on('close', () => {
    stopPinging();
    stopCounting();
    hub.leave(socket);
  });
  wire.on('message', (data: Buffer, isBinary: boolean) => {
    hear(socket, isBinary ? '' : data.toString());
  });
}

/** A socket is open for hours: its line comes when it opens, and another one when it closes. */
function countSocket({ log, metrics }: LiveParts, { userId }: Principal, requestId: string): () => void {
  const own = log.with({ user_id: userId, request_id: requestId });
  const began = performance.now();
  metrics.socketOpened();
  own.info('open_socket');
  return () => {
    metrics.socketClosed();
    own.info('close_socket', { duration_seconds: (performance.now() - began) / 1000 });
  };
}

function hear(socket: LiveSocket, text: string): void {
  const request = parsed(text);
  if (Value.Check(LiveRequest, request)) socket.receive(request);
  else socket.close(LIVE_CLOSE.refused);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Cuts a socket that has not answered by the next ping. */
function pingAgain(wire: WebSocket, everyMs: number): () => void {
  let answered = true;
  wire.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) wire.terminate();
    answered = false;
    wire.ping();
  }, everyMs).unref();
  return () => {
    clearInterval(timer);
  };
}
