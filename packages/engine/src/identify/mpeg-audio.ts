/** Kilobits a second by bitrate index: MPEG-1 layers I to III, then MPEG-2 layer I and layers II and III. */
const BITRATES = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;

/** Samples a second of MPEG-1; MPEG-2 has half of them, MPEG-2.5 a quarter. */
const SAMPLE_RATES = [44_100, 48_000, 32_000] as const;

/**
 * Tells bare MPEG audio by two frames, one right behind the other: a single frame header is too short to prove it.
 *
 * @param head - first bytes of a file
 * @returns the extension of the format, or undefined
 */
export function mpegAudioOf(head: Uint8Array): 'mp3' | 'mp2' | 'mp1' | 'aac' | undefined {
  const length = frameLength(head, 0);
  if (length === 0 || frameLength(head, length) === 0) return undefined;
  if (((head[length + 1] ?? 0) ^ (head[1] ?? 0)) > 1) return undefined;
  return (['aac', 'mp3', 'mp2', 'mp1'] as const)[layerBits(head, 0)];
}

/** Bytes of the frame at a place, 0 when there is none. */
function frameLength(head: Uint8Array, at: number): number {
  const [sync = 0, second = 0, third = 0] = head.subarray(at, at + 3);
  if (sync !== 0xff || second < 0xe0 || at + 7 > head.length) return 0;
  if (layerBits(head, at) === 0) return second >= 0xf0 ? adtsLength(head, at) : 0;
  const version = (second >> 3) & 3;
  const rate = SAMPLE_RATES[(third >> 2) & 3];
  const layer = 4 - layerBits(head, at);
  const table = version === 3 ? layer - 1 : layer === 1 ? 3 : 4;
  const bitrate = BITRATES[table]?.[third >> 4] ?? 0;
  if (version === 1 || rate === undefined || bitrate === 0) return 0;
  const samplesPerSecond = rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  if (layer === 1) return (Math.floor((12_000 * bitrate) / samplesPerSecond) + padding) * 4;
  const perFrame = layer === 3 && version !== 3 ? 72_000 : 144_000;
  return Math.floor((perFrame * bitrate) / samplesPerSecond) + padding;
}

function adtsLength(head: Uint8Array, at: number): number {
  const [high = 0, middle = 0, low = 0] = head.subarray(at + 3, at + 6);
  const length = ((high & 3) << 11) | (middle << 3) | (low >> 5);
  return length < 7 ? 0 : length;
}

function layerBits(head: Uint8Array, at: number): number {
  return ((head[at + 1] ?? 0) >> 1) & 3;
}
