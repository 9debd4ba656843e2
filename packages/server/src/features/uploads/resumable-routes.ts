import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { closed, NewUpload, NoContent, Upload, Uuid } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { AuditDetails } from '../../platform/audit/audit-entry.ts';
import { auditRequest } from '../../platform/audit/audit-request.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { beginUpload, continueUpload, dropUpload, type KeepStep } from './resumable-upload.ts';
import type { UploadParts } from './upload-parts.ts';
import { uploadPath } from './upload-path.ts';
import { uploadRoot } from './upload-root.ts';
import { ownUpload, type UploadRow } from './upload-store.ts';

const TAGS = ['uploads'];
const UPLOADERS = { access: { who: 'user', scope: 'upload' } } as const;
const PIECE_TYPE = 'application/offset+octet-stream';
const OneUpload = closed({ id: Uuid });
const Offset = Type.Object({ 'upload-offset': Type.Integer({ minimum: 0, maximum: 1e15 }) });

/**
 * Large files that come in pieces and survive a lost connection and a restart.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function resumableRoutes(http: Http, parts: UploadParts): void {
  http.addContentTypeParser(PIECE_TYPE, (_request, payload, done) => {
    done(null, payload);
  });
  announce(http, parts);
  lookAt(http, parts);
  goOn(http, parts);
}

function announce(http: Http, parts: UploadParts): void {
  http.post(
    '/api/v1/uploads',
    {
      config: { ...UPLOADERS, limit: 'upload' },
      schema: {
        summary: 'Announce a file that comes in pieces',
        tags: TAGS,
        body: NewUpload,
        response: { 201: Upload },
      },
    },
    async (request, reply) => {
      const { userId } = principalOf(request);
      const { path, size_bytes: sizeBytes, root_id: rootId } = request.body;
      const checked = uploadPath(path);
      const root = await uploadRoot(parts.db, userId, rootId);
      const keep = keeper(parts, request, { root_id: root.id, bytes: sizeBytes });
      const row = await beginUpload({ ...parts, keep }, root, { userId, path: checked, sizeBytes });
      return tell(reply, row).code(201).header('location', `/api/v1/uploads/${row.id}`).send(toUpload(row, sizeBytes));
    },
  );
}

function lookAt(http: Http, { db }: UploadParts): void {
  http.get(
    '/api/v1/uploads/:id',
    {
      config: UPLOADERS,
      schema: { summary: 'How far an upload is', tags: TAGS, params: OneUpload, response: { 200: Upload } },
    },
    async (request, reply) => {
      const row = await ownUpload(db, principalOf(request).userId, request.params.id);
      return tell(reply, row).send(toUpload(row, row.sizeBytes));
    },
  );
}

function goOn(http: Http, parts: UploadParts): void {
  http.patch(
    '/api/v1/uploads/:id',
    {
      config: { ...UPLOADERS, streams: true, limit: 'none' },
      schema: {
        summary: 'Send the next piece of an upload',
        tags: TAGS,
        consumes: [PIECE_TYPE],
        params: OneUpload,
        headers: Offset,
        response: { 200: Upload },
      },
    },
    async (request, reply) => {
      if (request.headers['content-type'] !== PIECE_TYPE) {
        throw new KemptError('unsupported_media_type', `A piece is sent as ${PIECE_TYPE}.`);
      }
      const { userId } = principalOf(request);
      const before = await ownUpload(parts.db, userId, request.params.id);
      const root = await uploadRoot(parts.db, userId, before.rootId);
      const piece = { offset: request.headers['upload-offset'], stream: request.raw as AsyncIterable<Uint8Array> };
      const keep = keeper(parts, request, { root_id: root.id, bytes: before.sizeBytes });
      const row = await continueUpload({ ...parts, keep }, root, { row: before, ...piece });
      return tell(reply, row).send(toUpload(row, before.sizeBytes));
    },
  );
  http.delete(
    '/api/v1/uploads/:id',
    {
      config: UPLOADERS,
      schema: { summary: 'Give an upload up', tags: TAGS, params: OneUpload, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { userId } = principalOf(request);
      const row = await ownUpload(parts.db, userId, request.params.id);
      const root = await uploadRoot(parts.db, userId, row.rootId);
      await dropUpload({ ...parts, keep: keeper(parts, request, { root_id: root.id }) }, root, row);
      return reply.code(204).send(null);
    },
  );
}

/** Writes a step of an upload down together with the entry that tells of it. */
function keeper({ audit }: UploadParts, request: FastifyRequest, details: AuditDetails): KeepStep {
  return (action, id, write) =>
    auditRequest(audit, request, (tx, note) => {
      note({ action, outcome: 'allowed', target: { kind: 'upload', id }, details });
      return write(tx);
    });
}

function tell(reply: FastifyReply, row: UploadRow): FastifyReply {
  return reply
    .header('upload-offset', String(row.offsetBytes))
    .header('upload-length', String(row.sizeBytes ?? 0))
    .header('cache-control', 'no-store');
}

function toUpload(row: UploadRow, sizeBytes: number): Upload {
  return {
    id: row.id,
    root_id: row.rootId,
    path: row.path,
    size_bytes: sizeBytes,
    offset_bytes: row.offsetBytes,
    stored_path: row.storedPath,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
