import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { parseDsn, type SentryDsn } from '../reports/parse-dsn.ts';

/** One setting of the environment. */
export interface Setting<T> {
  /** What it does, one sentence for docs/CONFIG.md. */
  readonly summary: string;
  /** Taken when the environment is silent; absent where there is no default. */
  readonly fallback?: string;
  /** Never shown, in docs or messages. */
  readonly secret?: true;
  /**
   * Reads what was written.
   *
   * @throws Error one sentence that says what is wrong, without the name of the setting
   */
  readonly read: (text: string) => T;
}

const text = (value: string): string => value;

const wholeNumber =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) throw new Error(`must be a whole number from ${least} to ${most}`);
    return number;
  };

const flag = (value: string): boolean => {
  if (value === '1' || value === 'true') return true;
  if (value === '0' || value === 'false') return false;
  throw new Error('must be 1 or 0');
};

const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (value: string): T => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return found;
  };

const databaseUrl = (value: string): string => {
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) throw new Error('must be a postgresql:// URL');
  return value;
};

const redisUrl = (value: string): string => {
  if (!/^rediss?:\/\//.test(value) || !URL.canParse(value)) throw new Error('must be a redis:// URL');
  return value;
};

const secret = (value: string): string => {
  if (!/^[\x21-\x7e]{16,512}$/.test(value)) throw new Error('must be 16 to 512 characters of ASCII without spaces');
  return value;
};

const endpoint = (value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === undefined || !isPlain || !/^https?:$/.test(url.protocol)) {
    throw new Error('must be an http address without user, such as http://127.0.0.1:4318');
  }
  return value;
};

const headers = (value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    value
      .split(',')
      .filter((pair) => pair.trim() !== '')
      .map(header),
  );

const header = (pair: string): readonly [name: string, value: string] => {
  const [, name, written = ''] = /^\s*([\w-]+)\s*=\s*((?:%[2-7][\da-fA-F]|[\x21-\x24\x26-\x7e])+)\s*$/.exec(pair) ?? [];
  if (name === undefined) throw new Error('must be name=value pairs with commas between them, a space written as %20');
  return [name, written.replaceAll(/%(..)/g, (_found, digits: string) => String.fromCharCode(parseInt(digits, 16)))];
};

const serviceName = (value: string): string => {
  if (!/^[\w.:/-]{1,100}$/.test(value)) throw new Error('must be up to 100 letters, digits and . : / _ -');
  return value;
};

const sentryDsn = (value: string): SentryDsn => {
  const dsn = parseDsn(value);
  if (dsn === undefined) throw new Error('must be an address such as https://key@sentry.example.org/1');
  return dsn;
};

const folders = (value: string): readonly string[] => {
  const listed = value.split(':').filter((part) => part !== '');
  if (listed.some((part) => !isAbsolute(part))) throw new Error('must be absolute paths with colons between them');
  return listed;
};

const origin = (value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new Error('must be an address such as https://kempt.example.org');
  }
  return url.origin;
};

const origins = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(origin);

const networks = (value: string): readonly string[] => {
  const listed = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  for (const part of listed) {
    const [address = '', bits, ...more] = part.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (isIP(address) === 0 || !isNetwork || more.length > 0) {
      throw new Error('must be addresses or networks such as 10.0.0.0/8 with commas between them');
    }
  }
  return listed;
};

/** Every setting of the service. docs/CONFIG.md is made of it. */
export const SETTINGS = {
  KEMPT_HOST: { summary: 'Address to listen on.', fallback: '127.0.0.1', read: text },
  KEMPT_PORT: { summary: 'Port to listen on; 0 takes a free one.', fallback: '8000', read: wholeNumber(0, 65_535) },
  KEMPT_PUBLIC_URL: {
    summary: 'Address under which people reach Kempt, when a proxy stands in front of it.',
    read: origin,
  },
  KEMPT_ALLOWED_ORIGINS: {
    summary: 'Addresses of other sites whose pages may use the API, with commas between them; none when empty.',
    fallback: '',
    read: origins,
  },
  DATABASE_URL: {
    summary: 'PostgreSQL 15 or newer to use in place of the embedded one.',
    secret: true,
    read: databaseUrl,
  },
  REDIS_URL: {
    summary: 'Redis 7 for what all processes share: cache and rate limits. Memory of each process without it.',
    secret: true,
    read: redisUrl,
  },
  KEMPT_DATABASE_CONNECTIONS: {
    summary: 'Connections to the database that one process opens at most.',
    fallback: '10',
    read: wholeNumber(3, 500),
  },
  KEMPT_WORKERS: {
    summary: 'Operations that one process carries out at the same time; 0 leaves them to `kempt worker`.',
    fallback: '1',
    read: wholeNumber(0, 64),
  },
  KEMPT_LEASE_SECONDS: {
    summary: 'Seconds without a sign of life after which a worker counts as gone.',
    fallback: '15',
    read: wholeNumber(2, 3600),
  },
  KEMPT_BROWSE_ROOTS: {
    summary: 'Folders below which administrators look for new roots; home folders and mounted volumes when not set.',
    read: folders,
  },
  KEMPT_OPEN_REGISTRATION: {
    summary: '1 lets everybody register without an invitation.',
    fallback: '0',
    read: flag,
  },
  KEMPT_INBOX_QUOTA_BYTES: {
    summary: 'Bytes the inbox of a new user holds at most.',
    fallback: '10737418240',
    read: wholeNumber(0, 1e15),
  },
  KEMPT_UPLOAD_BYTES: {
    summary: 'Bytes of the largest file that can be uploaded.',
    fallback: '10737418240',
    read: wholeNumber(1, 1e15),
  },
  KEMPT_CACHE_CATEGORY_LIST_SECONDS: {
    summary: 'Seconds for which lists of categories are kept in the cache when nothing changes; 0 keeps none.',
    fallback: '3600',
    read: wholeNumber(0, 86_400),
  },
  KEMPT_CACHE_USER_PROFILE_SECONDS: {
    summary: 'Seconds for which profiles of users are kept in the cache when nothing changes; 0 keeps none.',
    fallback: '1800',
    read: wholeNumber(0, 86_400),
  },
  KEMPT_CACHE_OPERATION_STATUS_SECONDS: {
    summary:
      'Seconds for which operations that have ended or wait for approval are kept in the cache when nothing changes; 0 keeps none.',
    fallback: '300',
    read: wholeNumber(0, 86_400),
  },
  KEMPT_CACHE_REPORT_SECONDS: {
    summary: 'Seconds for which reports are kept in the cache when nothing changes; 0 keeps none.',
    fallback: '600',
    read: wholeNumber(0, 86_400),
  },
  KEMPT_CACHE_SEARCH_SECONDS: {
    summary: 'Seconds for which results of searches are kept in the cache when nothing changes; 0 keeps none.',
    fallback: '300',
    read: wholeNumber(0, 86_400),
  },
  KEMPT_LIMIT_API_USER: {
    summary: 'Requests a minute of one user, or of one address that is not signed in; 0 does not limit them.',
    fallback: '100',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_API_GLOBAL: {
    summary:
      'Requests a minute of all together, of which those who are not signed in may make half; 0 does not limit them.',
    fallback: '1000',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_UPLOAD_USER: {
    summary: 'Uploads a minute of one user; a form and a large file in pieces count once each; 0 does not limit them.',
    fallback: '10',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_UPLOAD_GLOBAL: {
    summary: 'Uploads a minute of all together; 0 does not limit them.',
    fallback: '100',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_EXPORT_USER: {
    summary: 'Exports of reports a minute of one user; 0 does not limit them.',
    fallback: '5',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_EXPORT_GLOBAL: {
    summary: 'Exports of reports a minute of all together; 0 does not limit them.',
    fallback: '50',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_SIGN_IN_ADDRESS: {
    summary: 'Attempts to sign in a minute from one address; 0 does not limit them.',
    fallback: '30',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_LIMIT_SIGN_IN_ACCOUNT: {
    summary:
      'Attempts to sign in a minute to one account, of all strangers together and of each address from where somebody signed in to it before; 0 does not limit them.',
    fallback: '10',
    read: wholeNumber(0, 1e9),
  },
  KEMPT_TRUSTED_PROXIES: {
    summary:
      'Addresses or networks of proxies that are believed when they name the address of a request, with commas between them.',
    fallback: '',
    read: networks,
  },
  KEMPT_RETENTION_DAYS: {
    summary:
      'Days after which a finished operation, or a preview that nobody carried out, is forgotten with its file records, once an hour; 0 forgets none. Rollbacks go with what they took back. Operations that were interrupted, or hold files in a quarantine, stay, and so do all journals.',
    fallback: '0',
    read: wholeNumber(0, 36_500),
  },
  KEMPT_LOG_LEVEL: {
    summary: 'The least important lines that are logged.',
    fallback: 'info',
    read: oneOf('debug', 'info', 'warn', 'error', 'silent'),
  },
  KEMPT_LOG_FORMAT: {
    summary: 'How lines are written: `json`, `text`, or `auto`, which is text on a terminal and JSON elsewhere.',
    fallback: 'auto',
    read: oneOf('auto', 'json', 'text'),
  },
  KEMPT_SLOW_QUERY_MS: {
    summary: 'Milliseconds from which on a statement of the database is logged, without its values; 0 logs none.',
    fallback: '500',
    read: wholeNumber(0, 3_600_000),
  },
  KEMPT_METRICS_TOKEN: {
    summary: 'Opens `/metrics` on the main port to who sends it as a bearer token; without it, it is not there.',
    secret: true,
    read: secret,
  },
  KEMPT_METRICS_PORT: {
    summary: 'Port of its own for `/metrics` and `/health`, without a token; 0 takes a free one. None when not set.',
    read: wholeNumber(0, 65_535),
  },
  KEMPT_METRICS_HOST: {
    summary: 'Address on which that port is opened.',
    fallback: '127.0.0.1',
    read: text,
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    summary:
      'Address of a collector that takes OTLP over HTTP as JSON, without `/v1/traces`; nothing is traced when not set.',
    read: endpoint,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    summary: 'Headers for the collector, such as a token of its own: name=value pairs with commas between them.',
    fallback: '',
    secret: true,
    read: headers,
  },
  OTEL_SERVICE_NAME: {
    summary: 'Name of this Kempt among the services of the collector.',
    fallback: 'kempt',
    read: serviceName,
  },
  SENTRY_DSN: {
    summary: 'Where faults are reported, as Sentry names it; nothing is reported when not set.',
    secret: true,
    read: sentryDsn,
  },
} as const satisfies Record<string, Setting<unknown>>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;
