import { isRecord } from './guards.ts';

/**
 * Writes a value as JSON bytes; bigint becomes `{"$n":"…"}` so that it comes back exactly.
 *
 * @param value - plain data
 * @returns UTF-8 bytes; lone surrogates of raw strings are escaped and come back
 */
export function encodeJson(value: unknown): Uint8Array {
  return Buffer.from(
    JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? { $n: item.toString() } : item)),
  );
}

/**
 * Reads what {@link encodeJson} wrote.
 *
 * @param bytes - UTF-8 JSON
 * @returns the value, to be validated by the caller
 * @throws SyntaxError when it is not JSON
 */
export function decodeJson(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return revived(JSON.parse(text));
}

/** A walk of our own, changing the parsed value in place: the reviver of JSON.parse takes several times as long. */
function revived(value: unknown): unknown {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => {
      if (typeof item === 'object') value[i] = revived(item);
    });
  } else if (isRecord(value)) {
    if (typeof value['$n'] === 'string' && /^-?\d+$/.test(value['$n'])) return BigInt(value['$n']);
    for (const key of Object.keys(value)) {
      if (typeof value[key] === 'object') value[key] = revived(value[key]);
    }
  }
  return value;
}
