import type { DecoderAnswer } from './decoder-answer.ts';

/** Whoever started this process ends it; a key that is pressed in its terminal does not. */
process.on('SIGINT', () => undefined);

const decoder = import('./decode-image.ts').catch((error: unknown) => String(error));

process.on('message', (bytes: Uint8Array) => {
  answer(bytes).then(
    (value) => process.send?.(value),
    (error: unknown) => {
      throw error;
    },
  );
});

async function answer(bytes: Uint8Array): Promise<DecoderAnswer> {
  const loaded = await decoder;
  return typeof loaded === 'string' ? { unavailable: loaded } : loaded.decodeImage(bytes);
}
