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
  return JSON.parse(Buffer.from(bytes).toString('utf8'), (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('$n' in item)) return item;
    return typeof item.$n === 'string' && /^-?\d+$/.test(item.$n) ? BigInt(item.$n) : item;
  }) as unknown;
}
