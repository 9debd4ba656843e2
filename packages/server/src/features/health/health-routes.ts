import Type from 'typebox';
import { closed } from '@kempt/contracts/api';
import type { Http } from '../../platform/http/create-http.ts';

/** Something that Kempt needs, and how to ask whether it is there. */
export interface HealthCheck {
  readonly name: string;
  /** Rejects when it is not. */
  readonly check: () => Promise<unknown>;
}

/** What the routes of health are built from. */
export interface HealthParts {
  readonly checks: readonly HealthCheck[];
  readonly version: string;
}

const ANYONE = { access: { who: 'anyone' }, limit: 'none' } as const;
const State = Type.Union([Type.Literal('ok'), Type.Literal('unavailable')]);
const Health = closed({ status: State });
const Details = closed({ status: State, version: Type.String(), checks: Type.Record(Type.String(), State) });
/** Whoever does not answer by then is not there. */
const PATIENCE_MS = 2000;

/**
 * Whether Kempt lives, and whether it can work.
 *
 * @param http - the server
 * @param parts - what is asked
 */
export function healthRoutes(http: Http, { checks, version }: HealthParts): void {
  const ask = async (): Promise<Record<string, 'ok' | 'unavailable'>> =>
    Object.fromEntries(
      await Promise.all(
        checks.map(async ({ name, check }): Promise<[string, 'ok' | 'unavailable']> => {
          const late = new Promise<never>((_resolve, reject) => {
            setTimeout(reject, PATIENCE_MS, new Error('late')).unref();
          });
          return [name, await Promise.race([check(), late]).then(...OK_OR_NOT)];
        }),
      ),
    );
  const schema = { tags: ['health'], response: { 200: Health, 503: Health } };
  http.get('/health/live', { config: ANYONE, schema: { ...schema, summary: 'Whether Kempt lives' } }, () => ({
    status: 'ok' as const,
  }));
  http.get(
    '/health/ready',
    { config: ANYONE, schema: { ...schema, summary: 'Whether Kempt can work' } },
    async (_request, reply) => {
      const status = stateOf(await ask());
      return reply.code(status === 'ok' ? 200 : 503).send({ status });
    },
  );
  http.get(
    '/health',
    { config: ANYONE, schema: { summary: 'The same', tags: ['health'], response: { 200: Health, 503: Health } } },
    async (_request, reply) => {
      const status = stateOf(await ask());
      return reply.code(status === 'ok' ? 200 : 503).send({ status });
    },
  );
  http.get(
    '/api/v1/status',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: { summary: 'What works and what does not', tags: ['health'], response: { 200: Details } },
    },
    async () => {
      const answers = await ask();
      return { status: stateOf(answers), version, checks: answers };
    },
  );
}

const OK_OR_NOT = [(): 'ok' => 'ok', (): 'unavailable' => 'unavailable'] as const;

function stateOf(answers: Readonly<Record<string, 'ok' | 'unavailable'>>): 'ok' | 'unavailable' {
  return Object.values(answers).every((answer) => answer === 'ok') ? 'ok' : 'unavailable';
}
