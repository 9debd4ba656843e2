import multipart from '@fastify/multipart';
import Type from 'typebox';
import { closed, UploadedFiles, Uuid } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { auditAround } from '../../platform/audit/audit-request.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { withRoot } from '../../platform/storage/with-root.ts';
import { uploadForm } from './form-upload.ts';
import { multipartFiles } from './multipart-files.ts';
import { measureRoot } from './quota.ts';
import { resumableRoutes } from './resumable-routes.ts';
import type { UploadParts } from './upload-parts.ts';
import { uploadRoot } from './upload-root.ts';

/** Files of one form, which wait on the disk until all of them are there. */
const MOST_FILES = 1000;

/**
 * Uploads, in one form or in pieces.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export async function uploadRoutes(http: Http, parts: UploadParts): Promise<void> {
  await http.register(async (scope: Http) => {
    await scope.register(multipart, {
      preservePath: true,
      limits: { files: MOST_FILES, fields: MOST_FILES, parts: 2 * MOST_FILES, fieldSize: 4096, fieldNameSize: 100 },
    });
    formRoute(scope, parts);
    resumableRoutes(scope, parts);
  });
}

function formRoute(http: Http, parts: UploadParts): void {
  http.post(
    '/api/v1/files/upload',
    {
      config: { access: { who: 'user', scope: 'upload' }, streams: true, limit: 'upload' },
      schema: {
        summary: 'Upload files in a form, into the inbox or a root; folders in their names are kept',
        tags: ['uploads'],
        consumes: ['multipart/form-data'],
        querystring: closed({ root_id: Type.Optional(Uuid) }),
        response: { 201: UploadedFiles },
      },
    },
    async (request, reply) => {
      if (!request.isMultipart()) throw new KemptError('unsupported_media_type', 'The body is no multipart form.');
      const { userId } = principalOf(request);
      const root = await uploadRoot(parts.db, userId, request.query.root_id);
      const stored = await auditAround(parts.audit, request, {
        action: 'upload_files',
        target: { kind: 'root', id: root.id },
        work: () =>
          withRoot(parts.files, root, async (open) => {
            await measureRoot(parts.db, root, open);
            const received = await uploadForm(parts, { userId, root, open }, multipartFiles(request.parts()));
            if (received.length === 0) throw new KemptError('invalid_request', 'There is no file in the form.');
            return received;
          }),
        detailsOf: (files) => ({
          files: files.length,
          bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        }),
      });
      const items = stored.map(({ path, sizeBytes }) => ({ root_id: root.id, path, size_bytes: sizeBytes }));
      return reply.code(201).send({ items });
    },
  );
}
