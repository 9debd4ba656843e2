import { encodeRaw } from '../names/raw-string.ts';

/** Names that break careless programs: each is legal on Linux, some are refused elsewhere. */
export const NASTY_NAMES: readonly Uint8Array[] = [
  'new\nline.txt',
  'tab\tand\rreturn.csv',
  '-rf.sh',
  '--help',
  ' leading and trailing ',
  'dots...',
  '...three dots.jpg',
  "it's.txt",
  'a "quoted" name.html',
  '$(touch owned).py',
  '`date`;&|<>*?.md',
  'back\\slash.json',
  '\u202etxt.exe.pdf',
  '\u0007bell.mp3',
  '日本語のとても長い名前.docx',
  '👩‍👩‍👧 family.png',
  'cafe\u0301.txt',
  'caf\u00e9.txt',
  'Readme.TXT',
  'readme.txt',
  'README.txt',
  'straße.pdf',
  'STRASSE.pdf',
  'con.txt',
  'file (1).txt',
  'file (2).txt',
  'file.txt',
  '%2e%2e%2fescape.zip',
  '{filename}.txt',
  '{{y}}.csv',
  'no_extension',
  'two.tar.gz',
  `${'n'.repeat(251)}.txt`,
  `${'漢'.repeat(83)}.jpg`,
  'latin-\udce9\udcff.txt',
  '\udc80\udc81\udc82',
  'cut-utf8-\udce6\udc97.png',
].map(encodeRaw);

/** Folder names of a messy tree; some are those that organizing itself would make. */
export const FOLDER_NAMES: readonly string[] = [
  'images',
  'documents',
  'Documents',
  'a b',
  'old\nstuff',
  'été',
  '-x',
  '2021',
  'copy (1)',
  'backup.zip',
  "it's here",
  'deep',
];

/** Groups of files that belong together and share one base name. */
export const COMPANION_GROUPS: readonly (readonly string[])[] = [
  ['IMG_0001.CR2', 'IMG_0001.JPG', 'IMG_0001.xmp'],
  ['IMG_0002.HEIC', 'IMG_0002.MOV', 'IMG_0002.AAE'],
  ['film.mp4', 'film.srt', 'film.thm'],
];

/** Plain names that appear in many folders, so that files have to be renamed. */
export const COMMON_NAMES: readonly string[] = [
  'image.png',
  'IMAGE.png',
  'notes.txt',
  'invoice.pdf',
  'data.csv',
  'song.mp3',
  'index.html',
  'photo.jpg',
  'photo (1).jpg',
  'archive.zip',
  'script.py',
  'images',
  'unknown.qqq',
];
