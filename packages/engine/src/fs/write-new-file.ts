import { open, unlink } from 'node:fs/promises';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { errnoName, errnoOf } from './errno-outcome.ts';

/**
 * Writes a file that must not exist yet and puts it on disk; a file that cannot be written whole is removed again.
 *
 * @param path - raw path
 * @param pieces - bytes or text, in order
 * @throws KemptError `output_exists` or `output_unwritable`; what the pieces throw as it is
 */
export async function writeNewFile(path: string, pieces: AsyncIterable<Uint8Array | string>): Promise<void> {
  const bytes = Buffer.from(encodeRaw(path));
  const handle = await attempt(path, open(bytes, 'wx', 0o600));
  let whole = false;
  try {
    for await (const piece of pieces) await attempt(path, handle.writeFile(piece));
    await attempt(path, handle.sync());
    whole = true;
  } finally {
    await handle.close();
    if (!whole) await unlink(bytes);
  }
}

async function attempt<T>(path: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw refusal(path, error);
  }
}

function refusal(path: string, error: unknown): KemptError {
  const name = errnoName(errnoOf(error));
  const shown = displayName(path);
  if (name === 'EEXIST') {
    return new KemptError('output_exists', `${shown} exists already.`, {
      hint: 'Kempt overwrites nothing; choose another name.',
      cause: error,
    });
  }
  return new KemptError('output_unwritable', `${shown} cannot be written (${name}).`, {
    hint: 'Check the folder and its permissions.',
    cause: error,
  });
}
