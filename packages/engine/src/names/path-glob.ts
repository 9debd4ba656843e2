import picomatch from 'picomatch';

/**
 * Makes a test of paths. A glob without a slash is compared with the bare name, one with a slash with the whole path;
 * `*` finds hidden names too, and names may hold any bytes, line breaks among them.
 *
 * @param glob - as people type it
 * @returns whether a raw path below a root fits
 * @example
 * pathGlob('*.jpg')('photos/a.jpg') // true
 * @example
 * pathGlob('photos/*')('photos/old/a.jpg') // false
 */
export function pathGlob(glob: string): (path: string) => boolean {
  // Without the flag no dot of the pattern stands for a line break, and `**` ends at the first one.
  return picomatch(glob, { dot: true, basename: !glob.includes('/'), flags: 's' });
}
