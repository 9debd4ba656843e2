import type { Audit } from '../../platform/audit/create-audit.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';
import type { AnnouncedOperation } from '../../platform/events/announce-progress.ts';
import type { Queue } from '../../platform/queue/open-queue.ts';
import type { Tracing } from '../../platform/trace/tracing.ts';
import type { SeeOperation } from './see-operation.ts';

/** What the routes of operations are built from. */
export interface OperationParts {
  readonly db: Db;
  readonly audit: Audit;
  /** Knows the span of the request that asks. */
  readonly tracing: Tracing;
  readonly queue: Queue;
  /** Tells listeners, with the transaction, that the row of an operation is another one. */
  readonly announceChange: (tx: Db, row: AnnouncedOperation) => Promise<void>;
  /** Looks at operations, through the cache. */
  readonly see: SeeOperation;
  readonly engine: EngineHost;
  /** Absolute path of Kempt's state folder. */
  readonly stateFolder: string;
}
