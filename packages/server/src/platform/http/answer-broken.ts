import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { KemptError } from '@kempt/engine';
import { PROBLEM_TYPE, toProblem } from './problem.ts';

/** What is said with every answer that no hook sees. */
export const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const BAD = { status: 400, message: 'The request cannot be read.' };
const BY_CODE: Readonly<Record<string, typeof BAD>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The head of the request is too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not come in time.' },
};

/**
 * Answers what is no whole request, such as a head that is too large or does not come, and closes the connection.
 *
 * @param error - what the parser says
 * @param socket - the connection
 */
export function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, message } = BY_CODE[error.code ?? ''] ?? BAD;
  const requestId = randomUUID();
  const body = JSON.stringify({ ...toProblem(new KemptError('invalid_request', message), requestId), status });
  const headers = {
    ...BARE_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
