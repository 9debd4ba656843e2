import { readFileSync, readlinkSync } from 'node:fs';
import { decodeRaw } from '../names/raw-string.ts';

const REPLACEMENT = '\ufffd';
const NUL = 0;

/** Where the kernel shows a process to itself; another folder in tests. */
const PROCESS_FOLDER = '/proc/self';

/**
 * The arguments of this process as raw strings. Node decodes them as UTF-8 and puts U+FFFD in place of other bytes,
 * so a file whose name is not UTF-8 could never be named; the kernel still has the bytes. Where it does not tell
 * (not Linux) or tells something else, the arguments stay as they are.
 *
 * @param decoded - the arguments behind the script, as in `process.argv.slice(2)`
 * @param processFolder - where to read the bytes
 * @returns as many arguments
 */
export function readRawArguments(decoded: readonly string[], processFolder = PROCESS_FOLDER): readonly string[] {
  if (!decoded.some((argument) => argument.includes(REPLACEMENT))) return decoded;
  try {
    const all = splitAtNul(readFileSync(`${processFolder}/cmdline`));
    const last = all.slice(all.length - decoded.length);
    return last.every((bytes, i) => bytes.toString() === decoded[i]) ? last.map((bytes) => decodeRaw(bytes)) : decoded;
  } catch {
    return decoded;
  }
}

/**
 * The working folder of this process as a raw string, for the same reason.
 *
 * @param decoded - the folder as in `process.cwd()`
 * @param processFolder - where to read the bytes
 * @returns an absolute path
 */
export function readRawWorkingFolder(decoded: string, processFolder = PROCESS_FOLDER): string {
  if (!decoded.includes(REPLACEMENT)) return decoded;
  try {
    const bytes = readlinkSync(`${processFolder}/cwd`, { encoding: 'buffer' });
    return bytes.toString() === decoded ? decodeRaw(bytes) : decoded;
  } catch {
    return decoded;
  }
}

/** The kernel ends every argument with a NUL. */
function splitAtNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NUL, start);
    const stop = end < 0 ? bytes.length : end;
    parts.push(bytes.subarray(start, stop));
    start = stop + 1;
  }
  return parts;
}
