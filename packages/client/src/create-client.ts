import createFetch, { type Client as Calls } from 'openapi-fetch';
import { take } from './api-error.ts';
import { openLive, type Live, type LiveOptions } from './open-live.ts';
import type { components, paths } from './schema.ts';

type User = components['schemas']['User'];
type TokenAnswer = components['schemas']['TokenAnswer'];

/** What somebody signs in with. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** How a client is made. */
export interface ClientOptions {
  /** Address of Kempt, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Used for every request in place of signing in. */
  readonly apiKey?: string;
  /**
   * How the refresh token is kept: `cookie` for a page, which cannot read it, `token` for a program, in memory. `cookie`
   * when absent.
   */
  readonly session?: 'cookie' | 'token';
  /** Told when a session begins, and undefined when it has ended and somebody has to sign in again. */
  readonly onUser?: (user: User | undefined) => void;
}

/** The API with a session. */
export interface Client {
  /** Calls by path, typed by the OpenAPI document; tokens are renewed as needed. */
  readonly calls: Calls<paths>;
  /**
   * Signs in.
   *
   * @throws ApiError `invalid_credentials`
   */
  signIn(credentials: Credentials): Promise<User>;
  /** Goes on with the session of the cookie, when a page is loaded anew; undefined when there is none. */
  resume(): Promise<User | undefined>;
  /** Signs out. */
  signOut(): Promise<void>;
  /** Opens live progress. */
  live(options?: Omit<LiveOptions, 'url' | 'getTicket'>): Live;
}

/** A token is renewed so long before it ends. */
const EARLY_MS = 30_000;
const UNAUTHENTICATED = 401;

/**
 * Makes a client of the API.
 *
 * @param options - where Kempt is, and how to sign in
 * @returns the client
 */
export function createClient(options: ClientOptions): Client {
  const url = options.url.replace(/\/$/, '');
  const session = new Session(url, options);
  const calls = createFetch<paths>({ baseUrl: url, fetch: (request) => session.fetch(request) });
  return {
    calls,
    signIn: (credentials) => session.signIn(credentials),
    resume: async () => ((await session.refresh()) ? session.user : undefined),
    signOut: () => session.signOut(),
    live: (live = {}) =>
      openLive({
        ...live,
        url: `${url.replace(/^http/, 'ws')}/api/v1/ws`,
        getTicket: async () => (await take(calls.POST('/api/v1/ws-tickets'))).ticket,
      }),
  };
}

/** Access token, refresh token, and their renewal. */
class Session {
  readonly #options: ClientOptions;
  /** Calls without a session. */
  readonly #bare: Calls<paths>;
  #access: { readonly token: string; readonly renewAt: number } | undefined;
  #refreshToken: string | undefined;
  #refreshing: Promise<boolean> | undefined;
  #user: User | undefined;

  constructor(url: string, options: ClientOptions) {
    this.#options = options;
    this.#bare = createFetch<paths>({ baseUrl: url, credentials: 'same-origin' });
  }

  get user(): User | undefined {
    return this.#user;
  }

  /** Sends a request; one that is refused for its token is sent once more with a new one. */
  async fetch(request: Request): Promise<Response> {
    if (this.#access !== undefined && Date.now() > this.#access.renewAt) await this.refresh();
    const again = request.clone();
    const used = this.#access;
    const response = await globalThis.fetch(this.#signed(request));
    if (response.status !== UNAUTHENTICATED || used === undefined) return response;
    const renewed = this.#access !== used || (await this.refresh());
    return renewed ? globalThis.fetch(this.#signed(again)) : response;
  }

  async signIn({ email, password }: Credentials): Promise<User> {
    const { session = 'cookie' } = this.#options;
    return this.#begin(await take(this.#bare.POST('/api/v1/auth/login', { body: { email, password, session } })));
  }

  async signOut(): Promise<void> {
    const { token } = this.#access ?? {};
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    await take(this.#bare.POST('/api/v1/auth/logout', { body: this.#shown(), headers }));
    this.#end();
  }

  /** Renews the token; all that ask at once share one renewal. Answers false when the session has ended. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<boolean> {
    const answer = await this.#bare.POST('/api/v1/auth/refresh', { body: this.#shown() });
    if (answer.response.status === UNAUTHENTICATED) {
      this.#end();
      return false;
    }
    this.#begin(await take(Promise.resolve(answer)));
    return true;
  }

  #shown(): { readonly refresh_token?: string } {
    return this.#refreshToken === undefined ? {} : { refresh_token: this.#refreshToken };
  }

  #begin({ access_token: token, expires_in: seconds, refresh_token: refreshToken, user }: TokenAnswer): User {
    this.#access = { token, renewAt: Date.now() + seconds * 1000 - EARLY_MS };
    this.#refreshToken = refreshToken;
    if (this.#user === undefined) this.#options.onUser?.(user);
    this.#user = user;
    return user;
  }

  #end(): void {
    const was = this.#user;
    this.#access = undefined;
    this.#refreshToken = undefined;
    this.#user = undefined;
    if (was !== undefined) this.#options.onUser?.(undefined);
  }

  #signed(request: Request): Request {
    const { apiKey } = this.#options;
    if (apiKey !== undefined) request.headers.set('x-api-key', apiKey);
    else if (this.#access !== undefined) request.headers.set('authorization', `Bearer ${this.#access.token}`);
    return request;
  }
}
