import { randomUUID } from 'node:crypto';

/** A part of a form: a field, or a file where it has a file name. */
export interface FormPart {
  readonly name: string;
  readonly filename?: string;
  readonly content: string | Uint8Array;
}

/** A form as it goes over the wire. */
export interface FormBody {
  readonly contentType: string;
  readonly payload: Buffer;
}

/**
 * Writes a multipart form, with names just as they are given.
 *
 * @param parts - its parts
 * @returns kind and bytes
 */
export function formBody(parts: readonly FormPart[]): FormBody {
  const boundary = randomUUID();
  const pieces = parts.flatMap(({ name, filename, content }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/octet-stream`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
  });
  const payload = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, payload };
}

/**
 * Files of a form by name.
 *
 * @param files - content by file name
 * @returns the form
 */
export function filesBody(files: Readonly<Record<string, string>>): FormBody {
  return formBody(Object.entries(files).map(([filename, content]) => ({ name: 'file', filename, content })));
}
