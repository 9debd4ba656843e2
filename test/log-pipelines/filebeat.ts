import { parse } from 'yaml';
import { onlyKnown, putAt, readJsonLine, valueAt, type Fields } from './fields.ts';

interface Ndjson {
  readonly target: string;
  readonly add_error_key: boolean;
}

interface Options {
  readonly field?: string;
  readonly layouts?: readonly string[];
  readonly test?: readonly string[];
  readonly fields?: readonly (string | { readonly from: string; readonly to?: string; readonly type?: string })[];
}

interface Config {
  readonly 'filebeat.inputs': readonly [{ readonly parsers: readonly [{ readonly ndjson: Ndjson }] }];
  readonly processors: readonly Readonly<Record<string, Options>>[];
}

type Processor = (event: Fields) => void;

/** What Go reads with the layout of the configuration. */
const LAYOUT = '2006-01-02T15:04:05.999Z07:00';
const FITS_LAYOUT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Makes of a configuration of Filebeat what it does with a line.
 *
 * @param config - text of the configuration
 * @returns takes a line, and answers the document; `@timestamp` is absent for that at which the line was read
 * @throws Error for a processor or an option that is not known here
 */
export function createFilebeat(config: string): (line: string) => Fields {
  const { 'filebeat.inputs': inputs, processors } = parse(config) as Config;
  const { ndjson } = inputs[0].parsers[0];
  onlyKnown('ndjson', ndjson, ['target', 'add_error_key']);
  const steps = processors.flatMap((one) => Object.entries(one).map(([name, options]) => processorOf(name, options)));
  return (line) => {
    const fields = readJsonLine(line);
    const error = ndjson.add_error_key ? { error: { type: 'json', message: 'Error decoding JSON' } } : {};
    const event: Fields =
      fields === undefined ? { message: line, [ndjson.target]: error } : { [ndjson.target]: fields };
    for (const step of steps) step(event);
    return event;
  };
}

function processorOf(name: string, options: Options): Processor {
  const make = PROCESSORS[name];
  if (make === undefined) throw new Error(`${name}, of which these tests know nothing`);
  return make(options);
}

const PROCESSORS: Readonly<Record<string, (options: Options) => Processor>> = {
  timestamp: (options) => {
    onlyKnown('timestamp', options, ['field', 'ignore_missing', 'layouts', 'test']);
    const { field = '', layouts = [], test = [] } = options;
    if (layouts.join() !== LAYOUT) throw new Error(`layouts ${layouts.join()}, of which these tests know nothing`);
    for (const text of test) if (!FITS_LAYOUT.test(text)) throw new Error(`Filebeat would not start: ${text}`);
    return (event) => {
      const text = valueAt(event, field);
      if (typeof text === 'string' && FITS_LAYOUT.test(text)) event['@timestamp'] = new Date(text).toISOString();
    };
  },
  rename: (options) => {
    onlyKnown('rename', options, ['ignore_missing', 'fields']);
    return (event) => {
      for (const { from, to } of pairsOf(options)) {
        const value = valueAt(event, from);
        if (value === undefined) continue;
        if (valueAt(event, to) !== undefined) throw new Error(`rename: there is ${to} already`);
        putAt(event, from, undefined);
        putAt(event, to, value);
      }
    };
  },
  convert: (options) => {
    onlyKnown('convert', options, ['ignore_missing', 'fail_on_error', 'fields']);
    return (event) => {
      for (const { from, to, type } of pairsOf(options)) {
        const value = valueAt(event, from);
        if (typeof value !== 'string' && typeof value !== 'number') continue;
        if (type !== 'string' && type !== 'double') throw new Error(`convert to ${String(type)}`);
        putAt(event, to, type === 'string' ? String(value) : Number(value));
      }
    };
  },
  drop_fields: (options) => {
    onlyKnown('drop_fields', options, ['ignore_missing', 'fields']);
    return (event) => {
      for (const { from } of pairsOf(options)) if (valueAt(event, from) !== undefined) putAt(event, from, undefined);
    };
  },
};

function pairsOf({ fields = [] }: Options) {
  return fields.map((one) => (typeof one === 'string' ? { from: one, to: one } : { to: one.from, ...one }));
}
