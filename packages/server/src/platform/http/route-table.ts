import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Access } from '../access/principal.ts';

/** One route, as tools and tests see it. */
export interface RouteEntry {
  readonly method: string;
  /** With its parameters, as `/api/v1/users/:id`. */
  readonly url: string;
  readonly access: Access;
}

/** All routes of a server. */
export interface RouteTable {
  /** All of them, once the server is ready. */
  list(): readonly RouteEntry[];
  /**
   * What an address can be asked by.
   *
   * @param path - the address, without what follows `?`
   * @returns methods in alphabetical order; none for an address that is not known
   */
  methodsOf(path: string): string[];
}

/**
 * Keeps the routes of a server, and keeps it from starting with one that does not say whom it lets in.
 *
 * @param http - the server, before it has routes
 * @returns the table
 */
export function keepRoutes(http: FastifyInstance): RouteTable {
  const routes: RouteOptions[] = [];
  let patterns: { readonly pattern: RegExp; readonly method: string }[] | undefined;
  http.addHook('onRoute', (route) => {
    routes.push(route);
  });
  const list = (): RouteEntry[] =>
    routes.flatMap(({ method, url, config }) => {
      const access = config?.access;
      if (access === undefined) throw new Error(`The route ${url} does not say whom it lets in.`);
      return [method].flat().map((one) => ({ method: one, url, access }));
    });
  http.addHook('onReady', (done) => {
    list();
    done();
  });
  return {
    list,
    methodsOf: (path) => {
      patterns ??= list()
        .filter(({ url }) => url !== '*')
        .map(({ method, url }) => ({ method, pattern: patternOf(url) }));
      return [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
    },
  };
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : part.replaceAll(/[^\w-]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
