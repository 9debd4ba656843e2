import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { startKempt, type KemptService } from '../../src/testing/kempt-service.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/test-database.ts';

/** The owner's account. */
const ACCOUNT = { email: 'ada@example.org', password: 'correct horse battery' };

/** What came back. */
export interface Said {
  readonly status: number;
  readonly body: unknown;
}

/** Somebody who uses the API, as with curl. */
export interface Person {
  call(method: string, path: string, body?: object): Promise<Said>;
  /** Makes the owner account with the token of the set-up link. */
  setUp(token: string): Promise<void>;
  /** Signs in to the owner account; answers a refresh token. */
  signIn(): Promise<string>;
  /** Takes another access token for a refresh token; answers the next refresh token. */
  refresh(refreshToken: string): Promise<string>;
  /** Registers a folder; answers the id of the root. */
  makeRoot(path: string): Promise<string>;
  ask(body: object): Promise<Operation>;
  /** Does something with an operation, such as `rollback`. */
  command(operation: Pick<Operation, 'id'>, command: string, body?: object): Promise<Operation>;
  /** Waits until an operation is as wanted. */
  until(operation: Pick<Operation, 'id'>, fits: (found: Operation) => boolean): Promise<Operation>;
  /** Waits until nobody is at work on an operation. */
  ended(operation: Pick<Operation, 'id'>): Promise<Operation>;
}

/**
 * Somebody who is not signed in yet.
 *
 * @param url - address of the service
 * @returns the person
 */
export function createPerson(url: string): Person {
  let token = '';
  const call: Person['call'] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const post = async (path: string, expected: number, body?: object): Promise<unknown> => {
    const said = await call('POST', path, body);
    assert.equal(said.status, expected, JSON.stringify(said.body));
    return said.body;
  };
  const enter = async (path: string, expected: number, body: object): Promise<string> => {
    const tokens = (await post(path, expected, body)) as { access_token: string; refresh_token?: string };
    token = tokens.access_token;
    return tokens.refresh_token ?? '';
  };
  const until: Person['until'] = async ({ id }, fits) => {
    for (;;) {
      const { status, body } = await call('GET', `/api/v1/operations/${id}`);
      if (status === 200 && fits(body as Operation)) return body as Operation;
      await sleep(30);
    }
  };
  return {
    call,
    until,
    setUp: async (setupToken) => {
      await enter('/api/v1/setup', 201, { token: setupToken, ...ACCOUNT, name: 'Ada' });
    },
    signIn: () => enter('/api/v1/auth/login', 200, { ...ACCOUNT, session: 'token' }),
    refresh: (shown) => enter('/api/v1/auth/refresh', 200, { refresh_token: shown }),
    makeRoot: async (path) => ((await post('/api/v1/roots', 201, { name: 'Files', path })) as { id: string }).id,
    ask: async (body) => (await post('/api/v1/operations', 202, body)) as Operation,
    command: async ({ id }, command, body) =>
      (await post(`/api/v1/operations/${id}/${command}`, 202, body)) as Operation,
    ended: (operation) => until(operation, ({ status }) => status !== 'pending' && status !== 'running'),
  };
}

/**
 * Makes the owner account of a service that was started for the first time.
 *
 * @param service - the service
 * @returns the owner
 */
export async function signUp(service: KemptService): Promise<Person> {
  const [, token = ''] = await service.line(/^Set up: http:\S+\/setup\?token=(\S+)$/);
  const [, url = ''] = await service.line(/^Kempt is ready: (http:\/\/127\.0\.0\.1:\d+)$/);
  const person = createPerson(url);
  await person.setUp(token);
  return person;
}

/**
 * Makes files of which each takes a while: an operation on them lasts long enough to be stopped in it.
 *
 * @param folder - where; made when it is missing
 * @param count - how many
 * @param size - bytes of each
 */
export async function makeFiles(folder: string, count: number, size = 10): Promise<void> {
  await mkdir(folder, { recursive: true });
  const old = new Date(Date.now() - 3 * 3600 * 1000);
  for (let i = 0; i < count; i++) {
    const path = join(folder, `file-${String(i)}.txt`);
    await writeFile(path, String(i).padEnd(size, 'x'));
    await utimes(path, old, old);
  }
}

/**
 * Counts files.
 *
 * @param folder - below which
 * @returns how many there are, in all folders
 */
export async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** A service without workers on a database of its own. */
export interface ServiceHouse extends AsyncDisposable {
  /** Absolute path of its folder, which anybody may enter. */
  readonly place: string;
  /** Settings of its processes. */
  readonly env: Readonly<Record<string, string>>;
  readonly database: TestDatabase;
  readonly service: KemptService;
  readonly person: Person;
  /** Starts a worker, and waits until it is ready. */
  startWorker(env?: Readonly<Record<string, string>>): Promise<KemptService>;
}

/** How a house is built. */
export interface HouseOptions {
  /** Settings of all its processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of the service alone. */
  readonly serviceEnv?: Readonly<Record<string, string>>;
  /** Bytes of the disk that the state folder lies on, such as `64m`; that of all other folders when absent. */
  readonly stateDisk?: string;
}

/** A file system that is mounted somewhere, until it is disposed of, whoever uses it still. */
export interface Mounted extends Disposable {
  readonly path: string;
}

/**
 * Mounts a file system.
 *
 * @param path - where; made when it is missing
 * @param args - as `mount` takes them before the folder
 * @returns the mount
 */
export function mount(path: string, ...args: readonly string[]): Mounted {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', [...args, path], { stdio: 'pipe' });
  return { path, [Symbol.dispose]: () => void spawnSync('umount', ['--lazy', path]) };
}

/**
 * Makes a folder for a test of processes. It is removed at the end of the block that says `await using`.
 *
 * @returns its absolute real path, which anybody may enter
 */
export async function makePlace(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'ks-')));
  await chmod(path, 0o711);
  // Children of a process that was killed may still write as they end.
  const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  return { path, [Symbol.asyncDispose]: () => rm(path, removal) };
}

/**
 * Starts a service as a process of its own, and signs its owner up.
 *
 * @param options - settings
 * @returns the house; all of its processes end with the block that says `await using`
 */
export async function openHouse(options: HouseOptions = {}): Promise<ServiceHouse> {
  const ends = new AsyncDisposableStack();
  const place = ends.use(await makePlace());
  const database = ends.adopt(await createTestDatabase(), (made) => made.drop());
  if (options.stateDisk !== undefined) {
    ends.use(mount(join(place.path, 'h'), '-t', 'tmpfs', '-o', `size=${options.stateDisk}`, 'tmpfs'));
  }
  const env = { KEMPT_HOME: join(place.path, 'h'), DATABASE_URL: database.url, ...options.env };
  const start = (command: string, more: Readonly<Record<string, string>>): KemptService =>
    ends.adopt(startKempt([command], { ...env, ...more }), endService);
  const service = start('serve', { KEMPT_WORKERS: '0', ...options.serviceEnv });
  return {
    place: place.path,
    env,
    database,
    service,
    person: await signUp(service),
    startWorker: async (more = {}) => {
      const worker = start('worker', more);
      await worker.line(/waiting for operations/);
      return worker;
    },
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
}

/**
 * Ends a process of Kempt's, also one that was stopped.
 *
 * @param service - the process
 */
export async function endService(service: KemptService): Promise<void> {
  service.kill('SIGTERM');
  service.kill('SIGCONT');
  await service.ended;
}
