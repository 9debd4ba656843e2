import type { DecoderAnswer } from '../../../src/images/decoder-answer.ts';
import { GREY_SIDE } from '../../../src/ports/image-decoder.ts';

/** Does what the first byte says. */
process.on('message', (bytes: Uint8Array) => {
  const answer = (value: DecoderAnswer): void => void process.send?.(value);
  switch (bytes[0]) {
    case 1:
      process.exit(3);
      break;
    case 2:
      process.kill(process.pid, 'SIGSEGV');
      break;
    case 3:
      for (;;);
    case 4:
      answer({ unavailable: 'no decoder\nbut a second line' });
      break;
    case 5:
      process.send?.({ width: 1, height: 1, grey: bytes });
      break;
    default:
      answer({ width: process.pid, height: 1, grey: new Uint8Array(GREY_SIDE * GREY_SIDE).fill(bytes[1] ?? 0) });
  }
});
