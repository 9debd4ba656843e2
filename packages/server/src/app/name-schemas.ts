/** A piece of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Gives the schemas of an OpenAPI document their names: each that occurs spelled out is replaced by a reference, so that
 * clients made of the document have one type for it.
 *
 * @param document - the document, changed in place
 * @param named - schemas by name
 */
export function nameSchemas(
  document: { readonly components: { schemas?: Record<string, JsonSchema> } },
  named: Readonly<Record<string, JsonSchema>>,
): void {
  const plain = Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, plainOf(schema)]));
  const names = new Map(Object.entries(plain).map(([name, schema]) => [JSON.stringify(schema), name]));
  const used = new Set<string>();
  const visit = (value: unknown, isRoot = false): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const name = isRoot ? undefined : names.get(JSON.stringify(value));
    if (name !== undefined) {
      if (!used.has(name)) {
        used.add(name);
        schemas[name] = {};
        schemas[name] = visit(plain[name], true) as JsonSchema;
      }
      return { $ref: `#/components/schemas/${name}` };
    }
    if (Array.isArray(value)) return value.map((inner) => visit(inner));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  };
  const schemas: Record<string, JsonSchema> = {};
  for (const [part, value] of Object.entries(document)) {
    if (part === 'paths') Object.assign(value, visit(value));
  }
  for (const name of Object.keys(plain)) {
    if (!used.has(name)) visit(plain[name]);
  }
  document.components.schemas = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As it stands in JSON, without a name of its own. */
function plainOf(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(JSON.parse(JSON.stringify(schema)) as JsonSchema);
  return Object.fromEntries(entries.filter(([key]) => key !== '$id'));
}
