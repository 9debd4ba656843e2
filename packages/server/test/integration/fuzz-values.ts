import fc, { type Arbitrary } from 'fast-check';

/** A piece of JSON Schema, as the document of the API holds them. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Where values come from. */
export interface Source {
  /** Follows a reference. */
  readonly resolve: (ref: string) => Schema;
  /** The route that the values are for. */
  readonly at: string;
  /** Values that mean something, by the name of the field, behind the route where they mean something there alone. */
  readonly known: Readonly<Record<string, readonly unknown[]>>;
}

/** What stands in a body for something that `JSON.stringify` cannot write. */
const WRITTEN: Readonly<Record<string, string>> = {
  '@@huge@@': '1e400',
  '@@deep@@': '['.repeat(5000) + ']'.repeat(5000),
  '@@deepest@@': '['.repeat(400_000) + ']'.repeat(400_000),
  '@@twice@@': '{"a":1,"a":2}',
  '@@proto@@': '{"__proto__":{"role":"administrator"}}',
};

/** What goes wrong somewhere. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  -(2 ** 53),
  2 ** 31,
  2 ** 63,
  ...Object.keys(WRITTEN),
  '',
  ' ',
  '0',
  'null',
  '\0',
  'a\0b',
  '\ud800',
  'a\udfffb',
  '\u202e',
  '\ufeff',
  '\u{10ffff}',
  '😀'.repeat(300),
  'a'.repeat(5000),
  "'; drop table app_user; --",
  '../../../etc/passwd',
  '/',
  '%00',
  '%s%n',
  '${1}',
  '\\x00',
  '\\',
  '-infinity',
  'infinity',
  'NaN',
  '9999999999999999999',
  '00000000-0000-0000-0000-000000000000',
  '{{{{{{',
  '{name|upper|upper}',
  '{',
  '*'.repeat(2000),
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:60-23:59',
  '+275760-09-13T00:00:00Z',
  [],
  [[]],
  {},
  { length: 1 },
  { toString: 'x', constructor: { prototype: 1 } },
  nested(15),
  Array.from({ length: 2000 }, () => 'a'),
];

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

/**
 * What no field expects.
 *
 * @returns anything
 */
export const hostileValue = (): Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...HOSTILE) }, fc.string({ unit: 'binary' }), fc.jsonValue());

/**
 * What a schema takes.
 *
 * @param schema - the schema
 * @param source - references and known values
 * @param name - of the field
 * @returns values of it
 */
export function validValue(schema: Schema, source: Source, name = ''): Arbitrary<unknown> {
  if (schema.$ref !== undefined) return validValue(source.resolve(schema.$ref), source, name);
  const known = source.known[`${source.at} ${name}`] ?? source.known[name] ?? [];
  const made = madeValue(schema, source);
  return known.length === 0 || schema.type === 'object'
    ? made
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: made });
}

function madeValue(schema: Schema, source: Source): Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => validValue(one, source)));
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1e6, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return list(schema, source);
    case 'object':
      return record(schema, source);
    default:
      return fc.constant(null);
  }
}

function text({ pattern, format, minLength = 0, maxLength = Infinity }: Schema): Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const fits = (value: string): boolean => value.length >= minLength && value.length <= maxLength;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter(fits);
  const most = Math.min(maxLength, minLength + 40);
  return fc.oneof(
    fc.string({ minLength, maxLength: most }),
    fc.string({ minLength, maxLength: most, unit: 'grapheme' }),
  );
}

function list({ items = {}, minItems = 0, maxItems = 5 }: Schema, source: Source): Arbitrary<unknown> {
  return fc.array(validValue(items, source), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 4) });
}

function record({ properties = {}, required = [] }: Schema, source: Source): Arbitrary<unknown> {
  // Seldom each of what can be left out: together they often make no sense.
  const fields = Object.entries(properties).map(([name, schema]): [string, Arbitrary<unknown>] => {
    const value = validValue(schema, source, name);
    return [name, required.includes(name) ? value : fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, value)];
  });
  return fc
    .record(Object.fromEntries(fields))
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)));
}

/**
 * What a schema nearly takes: one thing of it is wrong.
 *
 * @param schema - the schema
 * @param source - references and known values
 * @returns values that are mostly refused
 */
export function nearlyValidValue(schema: Schema, source: Source): Arbitrary<unknown> {
  const names = Object.keys(fieldsOf(schema, source));
  const field = fc.constantFrom(...names, 'unknown', '__proto__', 'constructor', '', 'a\0', '\ud800');
  const change = fc.oneof(hostileValue(), fc.constant(undefined));
  return fc.tuple(validValue(schema, source), field, change).map(([value, name, other]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [value];
    const entries = Object.entries(value).filter(([key]) => key !== name);
    return { entries: other === undefined ? entries : [...entries, [name, other]] };
  });
}

function fieldsOf(schema: Schema, source: Source): Readonly<Record<string, Schema>> {
  if (schema.$ref !== undefined) return fieldsOf(source.resolve(schema.$ref), source);
  const [first] = schema.anyOf ?? [];
  return first === undefined ? (schema.properties ?? {}) : fieldsOf(first, source);
}

/**
 * JSON, also of what `JSON.stringify` would leave out or cannot write.
 *
 * @param value - a value, or an object by its entries
 * @returns text
 */
export function toJson(value: unknown): string {
  const entries =
    typeof value === 'object' && value !== null && 'entries' in value && Array.isArray(value.entries)
      ? (value.entries as [string, unknown][])
      : undefined;
  const json =
    entries === undefined
      ? JSON.stringify(value)
      : `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`).join(',')}}`;
  return json.replaceAll(/"(@@\w+@@)"/g, (_all, name: string) => WRITTEN[name] ?? '');
}
