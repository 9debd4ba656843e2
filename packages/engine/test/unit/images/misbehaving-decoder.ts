import type { DecoderAnswer } from '../../../src/images/decoder-process.ts';

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
    default:
      answer({ width: process.pid, height: 1, grey: bytes });
  }
});
