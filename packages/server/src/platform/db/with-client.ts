import pg from 'pg';

/**
 * Opens a connection beside the pool, for what a transaction or a lock of its own has to hold, and closes it again.
 *
 * @param url - the database
 * @param name - what PostgreSQL shows of who holds it
 * @param use - what is done with it
 * @returns what that returned
 * @throws what `use` throws, or why there is no connection; a connection that breaks fails the statement under way
 */
export async function withClient<T>(url: string, name: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
