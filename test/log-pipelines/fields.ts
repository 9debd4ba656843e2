/** What a line holds, by name. */
export type Fields = Record<string, unknown>;

/**
 * Whether a value has fields of its own.
 *
 * @param value - any
 * @returns false for lists, texts, numbers and nothing
 */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a line of JSON.
 *
 * @param line - the line
 * @returns its fields; undefined for what is no object of JSON
 */
export function readJsonLine(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is under a path such as `log.level`.
 *
 * @param fields - where to look
 * @param path - names with dots between them
 * @returns the value; undefined where nothing is
 */
export function valueAt(fields: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), fields);
}

/**
 * Puts a value under a path, or takes away what is there.
 *
 * @param fields - is changed
 * @param path - names with dots between them
 * @param value - undefined to take it away
 * @throws Error where something that has no fields is in the way
 */
export function putAt(fields: Fields, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = fields;
  for (const name of names) {
    const next = (at[name] ??= {});
    if (!isFields(next)) throw new Error(`${path}: ${name} has no fields`);
    at = next;
  }
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
}

/**
 * Refuses options that nobody here knows what they do.
 *
 * @param what - whose they are, for the message
 * @param options - as the configuration has them
 * @param known - names that are known
 * @throws Error for another
 */
export function onlyKnown(what: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new Error(`${what} with ${name}, of which these tests know nothing`);
  }
}
