import { availableParallelism } from 'node:os';
import { KemptError } from '../errors/kempt-error.ts';
import type { ImageDecoder } from '../ports/image-decoder.ts';
import { DecoderProcess, type DecoderProcessOptions } from './decoder-process.ts';

/** A large picture is decoded in a second or two, also by a machine that has other things to do. */
const PATIENCE_MS = 60_000;
const MOST_PROCESSES = 4;

/**
 * Makes a decoder of images. Its processes start when there is something to decode, one for each image that is decoded
 * at the same time.
 *
 * @param options - program and patience, where they are not the usual ones
 * @returns the decoder; close it in the end
 */
export function createImageDecoder(options: Partial<DecoderProcessOptions> = {}): ImageDecoder {
  const program = options.program ?? new URL('./decoder-worker.ts', import.meta.url);
  const patience = options.patience ?? PATIENCE_MS;
  const all: DecoderProcess[] = [];
  const idle: DecoderProcess[] = [];
  const start = (): DecoderProcess => {
    const started = new DecoderProcess({ program, patience });
    all.push(started);
    return started;
  };
  return {
    atOnce: Math.min(MOST_PROCESSES, availableParallelism()),
    decode: async (bytes) => {
      const process = idle.pop() ?? start();
      const answer = await process.decode(bytes);
      idle.push(process);
      if ('unavailable' in answer) throw notSupported(answer.unavailable);
      return answer;
    },
    close: async () => {
      await Promise.all(all.map((process) => process.close()));
    },
  };
}

function notSupported(words: string): KemptError {
  return new KemptError('images_not_supported', `Images cannot be decoded here: ${words.split('\n')[0] ?? ''}.`, {
    hint: 'Leave --similar-images out, or install Kempt again so that the binary of sharp for this platform comes with it.',
  });
}
