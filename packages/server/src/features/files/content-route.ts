import { Readable } from 'node:stream';
import Type from 'typebox';
import { closed, FileRecordId } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { attachmentHeader } from './attachment-header.ts';
import { readRange, type ByteRange } from './byte-range.ts';
import type { FileParts } from './file-routes.ts';
import { findRecord } from './file-store.ts';
import { locateFile, type LocatedFile } from './locate-file.ts';

/** Bytes that are read with one call. */
const PIECE_BYTES = 1024 * 1024;
const Bytes = Type.Unsafe<unknown>({ type: 'string', format: 'binary' });

/**
 * Hands out a file. It is saved and never shown by a browser, whatever it holds.
 *
 * @param http - the server
 * @param parts - database and files
 */
export function contentRoute(http: Http, parts: FileParts): void {
  http.get(
    '/api/v1/files/:id/content',
    {
      config: { access: { who: 'user', scope: 'read' } },
      // A HEAD would read the whole file to throw it away.
      exposeHeadRoute: false,
      schema: {
        summary: 'Download a file where it lies now',
        tags: ['files'],
        params: closed({ id: FileRecordId }),
        headers: Type.Object({
          range: Type.Optional(Type.String({ maxLength: 200 })),
          'if-range': Type.Optional(Type.String({ maxLength: 200 })),
          'if-none-match': Type.Optional(Type.String({ maxLength: 1000 })),
        }),
        produces: ['application/octet-stream'],
        response: { 200: Bytes, 206: Bytes, 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const { userId } = principalOf(request);
      const record = await findRecord(parts.db, userId, request.params.id);
      const located = await locateFile(parts, userId, record);
      const { size } = located.file.facts;
      const etag = etagOf(located);
      void reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match'] === etag) {
        await located.root.close();
        return reply.code(304).send(null);
      }
      const range = await wantedRange(located, request.headers, etag).catch((error: unknown) => {
        void reply.header('content-range', `bytes */${size}`);
        throw error;
      });
      const { start, end } = range ?? { start: 0, end: size };
      if (range !== undefined) void reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`);
      const stream = Readable.from(pieces(located, { start, end }), { objectMode: false });
      stream.once('close', () => void located.root.close());
      return reply
        .headers({
          'content-type': 'application/octet-stream',
          'content-length': end - start,
          'content-disposition': attachmentHeader(located.name),
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        })
        .send(stream);
    },
  );
}

async function wantedRange(
  { file, root }: LocatedFile,
  headers: { readonly range?: string | undefined; readonly 'if-range'?: string | undefined },
  etag: string,
): Promise<ByteRange | undefined> {
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== etag) return undefined;
  try {
    return readRange(headers.range, file.facts.size);
  } catch (error) {
    await root.close();
    throw error;
  }
}

async function* pieces({ file }: LocatedFile, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < end; offset += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, end - offset);
    const bytes = await file.read(offset, length);
    if (bytes.length < length) throw new KemptError('not_found', 'The file is shorter by now.');
    yield bytes;
  }
}

/** Says which bytes they are: another file or a change makes another one. */
function etagOf({ file }: LocatedFile): string {
  const { device, inode, size, mtime } = file.facts;
  return `"${[device, inode, BigInt(size), mtime].map((part) => part.toString(36)).join('-')}"`;
}
