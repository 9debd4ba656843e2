import Type from 'typebox';
import { closed } from '@kempt/contracts/api';
import type { Health, HealthReport } from '../../platform/health/create-health.ts';
import type { Cache } from '../../platform/cache/create-cache.ts';
import type { Http } from '../../platform/http/create-http.ts';

/** What the routes of health are built from. */
export interface HealthParts {
  readonly health: Health;
  readonly cache: Pick<Cache, 'statistics'>;
  readonly version: string;
}

const ANYONE = { access: { who: 'anyone' }, limit: 'none', routine: true } as const;
const Status = Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('unavailable')]);
const State = Type.Union([Type.Literal('ok'), Type.Literal('unavailable')]);
const Brief = closed({ status: Status });
const Listed = closed({ status: Status, checks: Type.Record(Type.String(), State) });
const Fact = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const Asked = closed({
  hits: Type.Integer(),
  misses: Type.Integer(),
  joined: Type.Integer({ description: 'Waited for somebody else who asked the same.' }),
  bypasses: Type.Integer({ description: 'Asked past a cache that could not be trusted.' }),
  hit_ratio: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
});
const Detailed = closed({
  status: Status,
  version: Type.String(),
  checks: Type.Record(Type.String(), closed({ status: State, details: Type.Record(Type.String(), Fact) })),
  cache: Type.Record(Type.String(), Asked, { description: 'By kind, since this process started.' }),
});
const TAGS = ['health'];

/**
 * Whether Kempt lives, and whether it can work.
 *
 * @param http - the server
 * @param parts - what is asked
 */
export function healthRoutes(http: Http, { health, cache, version }: HealthParts): void {
  const schema = { tags: TAGS, response: { 200: Brief, 503: Brief } };
  http.get('/health/live', { config: ANYONE, schema: { ...schema, summary: 'Whether Kempt lives' } }, () => ({
    status: 'ok' as const,
  }));
  http.get(
    '/health/ready',
    { config: ANYONE, schema: { ...schema, summary: 'Whether Kempt can work' } },
    async (_request, reply) => {
      const { status } = await health.ask();
      return reply.code(codeOf(status)).send({ status });
    },
  );
  http.get(
    '/health',
    {
      config: ANYONE,
      schema: { summary: 'What works and what does not', tags: TAGS, response: { 200: Listed, 503: Listed } },
    },
    async (_request, reply) => {
      const { status, checks } = await health.ask();
      const states = Object.fromEntries(Object.entries(checks).map(([name, { status: state }]) => [name, state]));
      return reply.code(codeOf(status)).send({ status, checks: states });
    },
  );
  http.get(
    '/api/v1/status',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: { summary: 'How everything is that Kempt needs', tags: TAGS, response: { 200: Detailed } },
    },
    async () => ({ version, ...(await health.ask()), cache: { ...cache.statistics.read() } }),
  );
}

/** What only works worse goes on taking requests. */
function codeOf(status: HealthReport['status']): 200 | 503 {
  return status === 'unavailable' ? 503 : 200;
}
