import type pg from 'pg';

/** One node of a plan, as PostgreSQL explains it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** 0 for what turned out not to be needed. */
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How one statement was carried out. */
export interface StatementPlan {
  readonly statement: string;
  /** Indexes that were looked into. */
  readonly indexes: readonly string[];
  /** Tables, or parts of one, that were read from end to end. */
  readonly scanned: readonly string[];
}

/** Hears how PostgreSQL carries statements out. */
export interface PlanWatch {
  /** Plans of all statements that something asked for, also of those that keep references whole. */
  during(use: () => Promise<unknown>): Promise<StatementPlan[]>;
}

/** Each statement is explained as it runs, to the connection that it came from. */
const SETTINGS = `load 'auto_explain';
  set auto_explain.log_min_duration = 0;
  set auto_explain.log_format = json;
  set auto_explain.log_analyze = on;
  set auto_explain.log_timing = off;
  set auto_explain.log_level = notice;
  set auto_explain.log_nested_statements = on`;

/**
 * Has every connection of a pool tell its plans. That takes a superuser, as tests have one.
 *
 * @param pool - the pool
 * @returns hears them
 */
export async function watchPlans(pool: pg.Pool): Promise<PlanWatch> {
  let heard: StatementPlan[] = [];
  const listen = async (client: pg.ClientBase): Promise<void> => {
    client.on('notice', ({ message = '' }) => {
      if (message.includes('plan:\n')) heard.push(read(message.slice(message.indexOf('{'))));
    });
    await client.query(SETTINGS);
  };
  const open = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  for (const client of open) await listen(client);
  for (const client of open) client.release();
  pool.on('connect', (client) => void listen(client));
  return {
    during: async (use) => {
      heard = [];
      await use();
      return heard;
    },
  };
}

function read(json: string): StatementPlan {
  const { 'Query Text': statement, Plan: top } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
  const nodes = flat(top);
  const done = nodes.filter(({ 'Actual Loops': loops }) => loops !== 0);
  return {
    statement,
    indexes: nodes.flatMap(({ 'Index Name': name }) => name ?? []),
    scanned: done.flatMap((node) => (node['Node Type'].endsWith('Seq Scan') ? (node['Relation Name'] ?? []) : [])),
  };
}

const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];
