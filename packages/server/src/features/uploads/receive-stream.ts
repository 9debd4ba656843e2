import { KemptError, type OpenRootFiles, type ReceivedPart } from '@kempt/engine';

/** Bytes that are written with one call. */
const PIECE_BYTES = 1024 * 1024;

/** How a stream is received. */
export interface Receiving {
  readonly open: OpenRootFiles;
  /** Id of the upload. */
  readonly id: string;
  /** The file so far; undefined before its first byte. */
  readonly part: ReceivedPart | undefined;
  /** Asked before the file grows to this size. */
  readonly onGrow: (bytes: number) => Promise<void>;
  /** Told of the file whenever it grew. */
  readonly onPart: (part: ReceivedPart) => void;
}

/**
 * Writes a stream to the disk as it comes, behind what is there already. When it ends before its time, what came until
 * then is written.
 *
 * @param stream - bytes
 * @param receiving - where to
 * @returns the file, synced
 * @throws KemptError what the disk, the quota or a limit says; `interrupted` where the stream broke off
 */
export async function receiveStream(stream: AsyncIterable<Uint8Array>, receiving: Receiving): Promise<ReceivedPart> {
  const { open, id, onGrow, onPart } = receiving;
  let { part } = receiving;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const flush = async (sync: boolean): Promise<ReceivedPart> => {
    const piece = { part, offset: part?.size ?? 0, bytes: Buffer.concat(waiting), sync };
    waiting = [];
    bytes = 0;
    part = await open.receive(id, piece);
    onPart(part);
    return part;
  };
  try {
    for await (const chunk of stream) {
      await onGrow((part?.size ?? 0) + bytes + chunk.length);
      waiting.push(chunk);
      bytes += chunk.length;
      if (bytes >= PIECE_BYTES) await flush(false);
    }
  } catch (error) {
    if (error instanceof KemptError) throw error;
    await flush(true);
    throw new KemptError('interrupted', 'The upload broke off.', { cause: error });
  }
  return flush(true);
}
