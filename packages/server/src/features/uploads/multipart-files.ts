import type { Multipart } from '@fastify/multipart';
import { KemptError } from '@kempt/engine';
import { uploadPath } from './upload-path.ts';

/** A file of a form. */
export interface FormFile {
  /** Below the root, plain text. */
  readonly path: string;
  readonly stream: AsyncIterable<Uint8Array>;
}

/**
 * The files of a form, one after the other. A field `path` names the file that follows; without one it goes by its file
 * name, which may hold folders.
 *
 * @param parts - parts of the form as they come
 * @returns the files, each to be read before the next is asked for
 * @throws KemptError `invalid_request`, `payload_too_large`
 */
export async function* multipartFiles(parts: AsyncIterable<Multipart>): AsyncGenerator<FormFile> {
  let named: string | undefined;
  for await (const part of understood(parts)) {
    if (part.type === 'file') {
      const path = uploadPath(named ?? part.filename);
      named = undefined;
      yield { path, stream: understood(part.file) };
    } else if (part.fieldname === 'path' && typeof part.value === 'string' && named === undefined) {
      named = part.value;
    } else {
      throw new KemptError('invalid_request', 'Beside files, a form has nothing but a field `path` before each.');
    }
  }
  if (named !== undefined) throw new KemptError('invalid_request', 'No file follows the last `path`.');
}

/** What the parser throws says how the body is wrong; it is never a fault of the server. */
async function* understood<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    if (error instanceof KemptError) throw error;
    const large = error instanceof Error && 'statusCode' in error && error.statusCode === 413;
    throw new KemptError(
      large ? 'payload_too_large' : 'invalid_request',
      large ? 'The form has too many parts, or a field is too long.' : 'The body is no whole multipart form.',
      { cause: error },
    );
  }
}
