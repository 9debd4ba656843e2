import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { KEMPT } from './run-size.ts';

/** A service with an owner account, in a process of its own. */
export interface BenchService {
  readonly child: ChildProcess;
  readonly url: string;
  /** An access token of the owner. */
  readonly token: string;
  /**
   * Calls the API as the owner.
   *
   * @throws Error for anything but success
   */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Nobody but the benchmark asks, and it asks as quickly as it can. */
const UNLIMITED = Object.fromEntries(
  ['API_USER', 'API_GLOBAL', 'SIGN_IN_ADDRESS', 'SIGN_IN_ACCOUNT'].map((name) => [`KEMPT_LIMIT_${name}`, '0']),
);

/**
 * Starts `kempt serve` on a free port and makes its owner account.
 *
 * @param env - settings
 * @returns the service
 */
export async function openService(env: Readonly<Record<string, string>>): Promise<BenchService> {
  const usual = {
    KEMPT_BENCH_DIR: undefined,
    KEMPT_PORT: '0',
    DATABASE_URL: '',
    REDIS_URL: '',
    KEMPT_LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [KEMPT, 'serve'], {
    env: { ...process.env, ...usual, ...UNLIMITED, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let setup = '';
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    setup ||= /^Set up: \S+token=(\S+)$/.exec(line)?.[1] ?? '';
    url = /^Kempt is ready: (\S+)$/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  const ask = async (method: string, path: string, { token = '', body }: { token?: string; body?: object }) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const account = { email: 'bench@example.org', password: 'a quiet horse on a hill', name: 'Bench' };
  const made = await ask('POST', '/api/v1/setup', { body: { token: setup, ...account } });
  const token = String(made['access_token']);
  return {
    child,
    url,
    token,
    call: (method, path, body) => ask(method, path, { token, ...(body === undefined ? {} : { body }) }),
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
    },
  };
}
