import { parseArgs } from 'node:util';

/** What is measured. */
export const PARTS = ['organize', 'duplicates', 'start', 'service', 'cache', 'traces'] as const;

/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** A part that is measured at several numbers of files. */
export type SizedPart = Exclude<Part, 'start' | 'cache' | 'traces'>;

/** What is typed for the options that have no other default. */
const DEFAULT_SIZES: Readonly<Record<SizedPart, readonly number[]>> = {
  organize: [10_000, 100_000, 1_000_000],
  duplicates: [100_000, 1_000_000],
  service: [100_000, 1_000_000],
};

/** How to use it. */
export const USAGE = `Usage: npm run bench -- [options]
  --parts LIST         what is measured (organize,duplicates,start,service,cache,traces)
  --sizes LIST         numbers of files (organize: 10000,100000,1000000; duplicates and service: 100000,1000000)
  --runs N             repeats of everything (3; 1 from a million files on)
  --seed N             which trees (1)
  --peers              installs the peers with apt-get when they are missing (as root)
  --no-peer            leaves the peers out
  --json FILE          writes the figures
duplicates only:
  --large-files N      how many large files (200; 0 leaves them out)
  --large-bytes BYTES  bytes of all of them (8000000000; never more than half of what is free)
  --real DIR           a real tree, only read (/usr; an empty one leaves it out)
  --limit SECONDS      another finder that takes longer is stopped (120; five times that with an empty page cache)
  --no-cold            leaves out the runs with an empty page cache, which take root`;

/** What a benchmark is asked for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly parts: readonly Part[];
  readonly sizes: Readonly<Record<SizedPart, readonly number[]>>;
  /** Repeats at a number of files. */
  readonly runsAt: (files: number) => number;
  readonly seed: number;
  /** Whether others are measured beside Kempt. */
  readonly comparesPeers: boolean;
  readonly installsPeers: boolean;
  readonly json: string | undefined;
  readonly largeFiles: number;
  readonly largeBytes: number;
  readonly real: string;
  readonly cold: boolean;
  /** Seconds another finder may take with a warm page cache. */
  readonly limitSeconds: number;
}

/**
 * Reads what was typed.
 *
 * @param args - arguments behind the script's name
 * @returns what is asked for
 * @throws Error for an option, a part or a number that there is not
 */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      parts: { type: 'string', default: PARTS.join(',') },
      sizes: { type: 'string' },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      peer: { type: 'boolean', default: true },
      peers: { type: 'boolean', default: false },
      json: { type: 'string' },
      'large-files': { type: 'string', default: '200' },
      'large-bytes': { type: 'string', default: '8000000000' },
      real: { type: 'string', default: '/usr' },
      limit: { type: 'string', default: '120' },
      cold: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes?.split(',').map(readNumber);
  const runs = values.runs === undefined ? undefined : readNumber(values.runs);
  return {
    help: values.help,
    parts: values.parts.split(',').map(readPart),
    sizes: sizes === undefined ? DEFAULT_SIZES : { organize: sizes, duplicates: sizes, service: sizes },
    runsAt: (files) => runs ?? (files >= 1_000_000 ? 1 : 3),
    seed: readNumber(values.seed),
    comparesPeers: values.peer,
    installsPeers: values.peers,
    json: values.json,
    largeFiles: readNumber(values['large-files']),
    largeBytes: readNumber(values['large-bytes']),
    real: values.real,
    cold: values.cold,
    limitSeconds: readNumber(values.limit),
  };
}

function readPart(text: string): Part {
  const part = PARTS.find((each) => each === text);
  if (part === undefined) throw new Error(`There is no part "${text}"; there are ${PARTS.join(', ')}.`);
  return part;
}

function readNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`"${text}" is not a whole number.`);
  return Number(text);
}
