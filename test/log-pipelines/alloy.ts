import { onlyKnown, readJsonLine } from './fields.ts';

/** A line as Loki would get it. */
export interface LokiEntry {
  readonly line: string;
  /** Moment the line says, as ISO 8601; undefined for that at which it was read. */
  readonly timestamp: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A stage of `loki.process`: attributes, of which a block of names is one. */
interface Stage {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

interface Pass {
  readonly extracted: Map<string, unknown>;
  timestamp: string | undefined;
  readonly labels: Record<string, string>;
  readonly metadata: Record<string, string>;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Makes of a configuration of Grafana Alloy what its `loki.process "kempt"` does.
 *
 * @param config - text of the configuration
 * @returns takes a line
 * @throws Error for a stage or an option that is not known here
 */
export function createAlloy(config: string): (line: string) => LokiEntry {
  const [, body = ''] = /^loki\.process "kempt" \{\n(.*?)^\}/ms.exec(config) ?? [];
  const stages = [...body.matchAll(/^ {2}(stage\.\w+) \{\n(.*?)^ {2}\}/gms)].map(([, name = '', inner = '']) => ({
    name,
    attributes: readAttributes(inner),
  }));
  const steps = stages.map(stepOf);
  return (line) => {
    const pass: Pass = { extracted: new Map(), timestamp: undefined, labels: {}, metadata: {} };
    for (const step of steps) step(pass, line);
    const { timestamp, labels, metadata } = pass;
    return { line, timestamp, labels, metadata };
  };
}

function readAttributes(text: string): Stage['attributes'] {
  const attributes: Record<string, string | Record<string, string>> = {};
  for (const [, name = '', value = '', block] of text.matchAll(/^ {4}(\w+) += (?:"([^"\n]*)"|\{\n(.*?)^ {4}\})$/gms)) {
    attributes[name] =
      block === undefined
        ? value
        : Object.fromEntries(
            [...block.matchAll(/^ {6}(\w+) += "([^"\n]*)",$/gm)].map(([, key = '', of = '']) => [key, of]),
          );
  }
  return attributes;
}

function stepOf({ name, attributes }: Stage): (pass: Pass, line: string) => void {
  const { expressions, source, format, values } = attributes;
  if (name === 'stage.json' && typeof expressions === 'object') {
    onlyKnown(name, attributes, ['expressions']);
    return ({ extracted }, line) => {
      const fields = readJsonLine(line) ?? {};
      for (const [key, path] of Object.entries(expressions)) extracted.set(key, fields[path]);
    };
  }
  if (name === 'stage.timestamp' && typeof source === 'string' && format === 'RFC3339Nano') {
    onlyKnown(name, attributes, ['source', 'format']);
    return (pass) => {
      const text = pass.extracted.get(source);
      if (typeof text === 'string' && RFC3339.test(text)) pass.timestamp = new Date(text).toISOString();
    };
  }
  if ((name === 'stage.labels' || name === 'stage.structured_metadata') && typeof values === 'object') {
    onlyKnown(name, attributes, ['values']);
    return ({ extracted, labels, metadata }) => {
      for (const [key, from] of Object.entries(values)) {
        const value = extracted.get(from === '' ? key : from);
        if (typeof value !== 'string' && typeof value !== 'number') continue;
        (name === 'stage.labels' ? labels : metadata)[key] = String(value);
      }
    };
  }
  throw new Error(`${name}, of which these tests know nothing`);
}
