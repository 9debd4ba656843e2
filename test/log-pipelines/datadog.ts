import { parse } from 'yaml';
import { onlyKnown, putAt, readJsonLine, valueAt, type Fields } from './fields.ts';

/** A log as Datadog would show it. */
export interface DatadogLog {
  /** Official date, as ISO 8601; undefined for that at which it came. */
  date: string | undefined;
  /** Official severity. */
  status: string;
  message: string;
  readonly attributes: Fields;
}

interface Rule {
  readonly type: string;
  readonly name: string;
  readonly pattern: string;
  readonly replace_placeholder: string;
}

interface Processor {
  readonly type: string;
  readonly sources?: readonly string[];
  readonly source_type?: string;
  readonly target?: string;
  readonly target_type?: string;
  readonly preserve_source?: boolean;
  readonly override_on_conflict?: boolean;
  readonly expression?: string;
  readonly filter?: { readonly query: string };
  readonly processors?: readonly Processor[];
}

/** Attributes that Datadog's preprocessing of JSON takes for the severity, the first that is there. */
const SEVERITIES = ['status', 'severity', 'level', 'syslog.severity'];
/** What no attribute remapper takes or makes. */
const RESERVED = ['host', 'message', 'service', 'status', 'date', 'trace_id', 'span_id'];
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const SYSLOG = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:emerg|f)/i, 'emergency'],
  [/^a/i, 'alert'],
  [/^c/i, 'critical'],
  [/^e/i, 'error'],
  [/^w/i, 'warning'],
  [/^n/i, 'notice'],
  [/^i/i, 'info'],
  [/^[dtv]/i, 'debug'],
  [/^[os]/i, 'ok'],
];

/**
 * Makes of the configurations of Datadog what its Agent, its preprocessing of JSON and its pipeline do with a line.
 *
 * @param agent - text of the Agent's configuration
 * @param pipeline - JSON of the pipeline; absent where nobody made it
 * @returns takes a line
 * @throws Error for a rule, a processor or an option that is not known here
 */
export function createDatadog(agent: string, pipeline = '{"processors":[]}'): (line: string) => DatadogLog {
  const { logs } = parse(agent) as { readonly logs: readonly [{ readonly log_processing_rules?: readonly Rule[] }] };
  const masks = (logs[0].log_processing_rules ?? []).map((rule) => {
    onlyKnown('log_processing_rules', rule, ['type', 'name', 'pattern', 'replace_placeholder']);
    if (rule.type !== 'mask_sequences') throw new Error(`${rule.type}, of which these tests know nothing`);
    return { pattern: new RegExp(rule.pattern, 'g'), replacement: rule.replace_placeholder };
  });
  const { processors } = JSON.parse(pipeline) as { readonly processors: readonly Processor[] };
  const steps = processors.map(stepOf);
  return (line) => {
    const sent = masks.reduce((text, { pattern, replacement }) => text.replace(pattern, replacement), line);
    const attributes = readJsonLine(sent);
    const log = preprocess(sent, attributes ?? {});
    if (attributes !== undefined) for (const step of steps) step(log);
    return log;
  };
}

function preprocess(text: string, attributes: Fields): DatadogLog {
  const severity = SEVERITIES.map((name) => valueAt(attributes, name)).find((value) => value !== undefined);
  return { date: dateOf(attributes['timestamp']), status: severityOf(severity), message: text, attributes };
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && ISO_8601.test(value) ? new Date(value).toISOString() : undefined;
}

function severityOf(value: unknown): string {
  if (typeof value === 'number') return SYSLOG[value] ?? 'info';
  if (typeof value !== 'string') return 'info';
  return BEGINNINGS.find(([begins]) => begins.test(value))?.[1] ?? 'info';
}

function stepOf(processor: Processor): (log: DatadogLog) => void {
  const make = PROCESSORS[processor.type];
  if (make === undefined) throw new Error(`${processor.type}, of which these tests know nothing`);
  const { known, step } = make;
  onlyKnown(processor.type, processor, ['type', 'name', 'is_enabled', ...known]);
  return step(processor);
}

interface Kind {
  /** Options beside those that every processor has. */
  readonly known: readonly string[];
  readonly step: (processor: Processor) => (log: DatadogLog) => void;
}

const firstOf = ({ attributes }: DatadogLog, sources: readonly string[] = []): unknown =>
  sources.map((name) => valueAt(attributes, name)).find((value) => value !== undefined);

const PROCESSORS: Readonly<Record<string, Kind>> = {
  'date-remapper': {
    known: ['sources'],
    step: (processor) => (log) => {
      log.date = dateOf(firstOf(log, processor.sources));
    },
  },
  'status-remapper': {
    known: ['sources'],
    step: (processor) => (log) => {
      log.status = severityOf(firstOf(log, processor.sources));
    },
  },
  'message-remapper': {
    known: ['sources'],
    step: (processor) => (log) => {
      log.message = String(firstOf(log, processor.sources));
    },
  },
  'attribute-remapper': {
    known: ['sources', 'source_type', 'target', 'target_type', 'preserve_source', 'override_on_conflict'],
    step: ({ sources = [], target = '', preserve_source: preserves, override_on_conflict: overrides }) => {
      if (preserves !== true || overrides !== false)
        throw new Error('These tests know remappers that take nothing away');
      for (const name of [...sources, target]) {
        if (RESERVED.includes(name)) throw new Error(`No attribute remapper takes or makes ${name}`);
      }
      return (log) => {
        const value = firstOf(log, sources);
        if (value !== undefined && valueAt(log.attributes, target) === undefined) putAt(log.attributes, target, value);
      };
    },
  },
  'arithmetic-processor': {
    known: ['expression', 'target', 'is_replace_missing'],
    step: ({ expression = '', target = '' }) => {
      const [, name = '', factor] = /^(\w+) \* (\d+)$/.exec(expression) ?? [];
      if (factor === undefined) throw new Error(`${expression}, of which these tests know nothing`);
      return ({ attributes }) => {
        const value = valueAt(attributes, name);
        if (typeof value === 'number') putAt(attributes, target, value * Number(factor));
      };
    },
  },
  pipeline: {
    known: ['filter', 'processors'],
    step: ({ filter, processors = [] }) => {
      const [, name, wanted] = /^@([\w.]+):(\w+)$/.exec(filter?.query ?? '') ?? [];
      if (name === undefined) throw new Error(`${filter?.query ?? ''}, of which these tests know nothing`);
      const steps = processors.map(stepOf);
      return (log) => {
        if (valueAt(log.attributes, name) === wanted) for (const step of steps) step(log);
      };
    },
  },
};
