import type { MemoryFileSystem } from '../../src/testing/memory-file-system.ts';

const PNG = '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR';
const MP3 = 'ID3\x04\x00\x00\x00\x00\x00\x00';
const ZIP = 'PK\x03\x04\x14\x00\x00\x00\x00\x00';
const CR2 = 'II*\x00\x10\x00\x00\x00CR\x02\x00';

/** Path and content: a swap, a file whose name must become a folder, companions. */
const FEW: readonly (readonly [string, string])[] = [
  ['images/x', 'text of x'],
  ['documents/x', `${PNG}x`],
  ['archives', `${ZIP}archives`],
  ['deep/er/IMG_1.CR2', `${CR2}raw`],
  ['deep/er/IMG_1.xmp', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'],
];

/** The same, a cycle of three, and twins. */
const MANY: readonly (readonly [string, string])[] = [
  ...FEW,
  ['audio/y', `${PNG}y`],
  ['images/y', 'text of y'],
  ['documents/y', `${MP3}y`],
  ['deep/er/z.zip', `${ZIP}z`],
  ['same.txt', 'same'],
  ['deep/same.txt', 'same'],
];

/**
 * Puts files on a pretended disk that are in each other's way when they are sorted by category, in folders that are
 * emptied, beside empty ones.
 *
 * @param disk - the disk
 * @param root - absolute path of the folder they are in
 * @param size - `few` where each file takes many steps
 */
export function plantTangle(disk: MemoryFileSystem, root: string, size: 'few' | 'many' = 'many'): void {
  (size === 'few' ? FEW : MANY).forEach(([path, content], i) => {
    disk.writeFile(`${root}/${path}`, Buffer.from(content, 'latin1'), {
      mtime: 1_600_000_000_000_000_001n + BigInt(i),
    });
  });
  disk.mkdir(`${root}/empty/inside`);
  disk.setXattr(`${root}/deep/er`, 'user.label', 'a2VtcHQ=');
  disk.chmod(`${root}/deep/er`, 0o750);
  for (const folder of ['images', 'documents', 'deep/er', 'deep', 'empty/inside', 'empty']) {
    disk.setTimes(`${root}/${folder}`, { mtime: 1_500_000_000_000_000_009n });
  }
  disk.setTimes(root, { mtime: 1_400_000_000_000_000_009n });
}
