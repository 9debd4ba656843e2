/** How a kind of companion finds its main file. */
export interface CompanionKind {
  /** What it is, for people. */
  readonly about: string;
  /** Extensions of the files that go with another one. */
  readonly extensions: readonly string[];
  /** Extensions of the files they go with, best first; `any` file when the names tell enough. */
  readonly mains: readonly string[] | 'any';
  /**
   * - `base`: the names are the same but for the extension (`a.xmp` beside `a.jpg`)
   * - `whole`: the main file's whole name stands in front (`a.jpg.xmp` beside `a.jpg`)
   */
  readonly match: 'base' | 'whole';
  /** What may stand between the shared part and the extension: a language (`film.en.srt`), Google's own word. */
  readonly infix?: 'language' | 'takeout';
  /** Files that are larger are something else. */
  readonly maxBytes?: number;
}

const words = (text: string): readonly string[] => text.split(' ');

const CAMERA = words(
  'cr3 cr2 crw nef nrw arw srf sr2 raf orf rw2 pef srw 3fr fff iiq rwl x3f erf kdc dcr mrw mef mos dng',
);
const PHOTO = words('heic heif hif jpg jpeg jpe');
const PICTURE = words('tif tiff png webp avif jxl gif bmp psd');
const VIDEO = words('mkv mp4 m4v mov avi webm wmv mpg mpeg m2ts mts 3gp flv ogv vob');
const AUDIO = words('flac wav m4a mp3 ogg opus aac aif aiff ape wv wma');
const PAGE = words('pdf ai indd eps svg');

/** Files that belong together. An extension may be in several kinds; the first kind that fits wins. */
export const COMPANION_KINDS: readonly CompanionKind[] = [
  {
    about: 'metadata beside any file',
    extensions: words('xmp pp3 dop arp on1 vrd'),
    mains: 'any',
    match: 'whole',
  },
  {
    about: 'checksums and signatures',
    extensions: words('md5 sha1 sha256 sha512 asc sig'),
    mains: 'any',
    match: 'whole',
  },
  {
    about: 'metadata of a Google Takeout',
    extensions: ['json'],
    mains: [...CAMERA, ...PHOTO, ...PICTURE, ...VIDEO],
    match: 'whole',
    infix: 'takeout',
  },
  { about: 'subtitles', extensions: words('srt vtt ass ssa sub idx'), mains: VIDEO, match: 'whole' },
  { about: 'the JPEG or HEIC a camera saves with a raw file', extensions: PHOTO, mains: CAMERA, match: 'base' },
  {
    about: 'the film of a Live Photo',
    extensions: ['mov'],
    mains: [...words('heic heif jpg jpeg'), 'dng'],
    match: 'base',
    maxBytes: 64 * 1024 * 1024,
  },
  {
    about: 'metadata and settings of raw developers',
    extensions: words('xmp pp3 dop arp on1 vrd'),
    mains: [...CAMERA, ...PHOTO, ...PICTURE, ...VIDEO, ...AUDIO, ...PAGE],
    match: 'base',
  },
  {
    about: "changes made in Apple's Photos",
    extensions: ['aae'],
    mains: [...PHOTO, ...CAMERA, 'png', ...VIDEO],
    match: 'base',
  },
  { about: 'thumbnails of cameras', extensions: ['thm'], mains: [...VIDEO, ...CAMERA, ...PHOTO], match: 'base' },
  { about: 'small copies of action cameras', extensions: words('lrv lrf'), mains: VIDEO, match: 'base' },
  {
    about: 'subtitles and transcripts',
    extensions: words('srt vtt ass ssa smi sbv sup ttml'),
    mains: [...VIDEO, ...AUDIO],
    match: 'base',
    infix: 'language',
  },
  {
    about: 'subtitles of DVDs',
    extensions: ['idx'],
    mains: [...VIDEO, 'sub'],
    match: 'base',
    infix: 'language',
  },
  { about: 'subtitles of DVDs', extensions: ['sub'], mains: VIDEO, match: 'base', infix: 'language' },
  { about: 'notes of media centres', extensions: ['nfo'], mains: VIDEO, match: 'base' },
  { about: 'lyrics', extensions: ['lrc'], mains: AUDIO, match: 'base' },
  { about: 'track lists', extensions: ['cue'], mains: [...AUDIO, 'bin', 'img'], match: 'base' },
  {
    about: 'the parts of a shapefile',
    extensions: words('shx dbf prj cpg sbn sbx qix qpj'),
    mains: ['shp'],
    match: 'base',
  },
  { about: 'the materials of a 3D model', extensions: ['mtl'], mains: ['obj'], match: 'base' },
];
