import { KemptError, pathBelow } from '@kempt/engine';

/** Names that some system on the way of a file takes for a device, and names that Kempt gives its own files. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^\.kempt-/i;
// eslint-disable-next-line no-control-regex -- those are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Checks where somebody wants an uploaded file to lie. Threat model: the name comes from a browser, which sends whatever
 * a page or an archive called it; it must be a chain of plain names below the root.
 *
 * @param name - path below the root, plain text
 * @returns the same
 * @throws KemptError `invalid_request`
 */
export function uploadPath(name: string): string {
  if (name === '') throw new KemptError('invalid_request', 'A file has no name.');
  if (CONTROL.test(name)) throw new KemptError('invalid_request', 'A name holds control characters.');
  if (name.includes('\\')) {
    throw new KemptError('invalid_request', 'A name holds a backslash. Folders are separated by a slash.');
  }
  if (name.split('/').some((part) => RESERVED.test(part))) {
    throw new KemptError('invalid_request', 'A name is one that systems, or Kempt, keep for themselves.');
  }
  return pathBelow(name);
}
