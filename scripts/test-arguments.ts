import { parseArgs } from 'node:util';

/** What `npm test` is asked for. */
export interface TestArguments {
  /** Globs of test files; none for all. */
  readonly patterns: readonly string[];
  /** Coverage is asked for. */
  readonly coverage: boolean;
  /** The part of the files to run, where several machines share them. */
  readonly shard?: Shard;
}

/** The `index`-th, from 1, of `count` parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Reads the command line of `npm test`.
 *
 * @param args - what is typed behind it
 * @returns what is asked for
 * @throws Error when an option is not known, or the shard is none
 */
export function readTestArguments(args: readonly string[]): TestArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { coverage: { type: 'boolean', default: false }, shard: { type: 'string' } },
    allowPositionals: true,
  });
  const asked = { patterns: positionals, coverage: values.coverage };
  return values.shard === undefined ? asked : { ...asked, shard: readShard(values.shard) };
}

function readShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < 1 || shard.index > shard.count) throw new Error(`--shard takes N/M, such as 1/3, not ${text}`);
  return shard;
}
