import { createAudit } from '../platform/audit/create-audit.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import { createLog } from '../platform/log/create-log.ts';

/** A process of its own that appends entries: `node append-entries.ts URL COUNT NAME`. */
const [url = '', count = '0', name = ''] = process.argv.slice(2);
const database = openDatabase(url, { connections: 5, onError: () => undefined });
const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
const audit = createAudit(database.db, log);
await Promise.all(
  Array.from({ length: Number(count) }, (_, number) =>
    audit.record({ actor: 'system', action: 'sign_in', outcome: 'allowed', details: { name, number } }),
  ),
);
await database.close();
