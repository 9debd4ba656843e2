import { workerData } from 'node:worker_threads';
import { createEngine, createRootFiles, type DuplicateGroup } from '@kempt/engine';
import { openExactDisk } from '@kempt/engine/open-exact-disk';
import { serveThread, type ThreadContext } from '../../platform/engine/serve-thread.ts';
import { openRegistered } from '../../platform/storage/with-root.ts';
import { copyRows, type CopyValue } from '../../platform/db/copy-rows.ts';
import { loadRecords, type RecordPlace } from './load-records.ts';
import type { JobResult, OperationJob } from './operation-job.ts';
import { runJob } from './run-job.ts';
import { withClient } from '../../platform/db/with-client.ts';

/** What the thread of an operation is started with. */
export interface OperationWorkerData {
  readonly stateFolder: string;
  readonly databaseUrl: string;
  /** The engine's id for what is carried out. */
  readonly engineId: string;
}

/** Files of one group that are kept with it. */
const GROUP_FILES = 100;

const { stateFolder, databaseUrl, engineId } = workerData as OperationWorkerData;
const fileSystem = openExactDisk(stateFolder);
const files = createRootFiles({ stateFolder, fileSystem });
const engine = createEngine({ stateFolder, fileSystem, nextOperationId: () => engineId });

/** What can be called in the thread of an operation. */
const methods = {
  run: async (job: OperationJob, { signal, onProgress, ask }: ThreadContext): Promise<JobResult> => {
    for (const root of job.roots) await (await openRegistered(files, root)).close();
    const groups: DuplicateGroup[] = [];
    const found = await runJob(
      {
        engine,
        work: { signal, onProgress, beforeBatch: () => ask('batch') },
        onGroup: (group) => {
          if (groups.length < GROUPS_KEPT) groups.push(group);
          return Promise.resolve();
        },
      },
      job,
    );
    if (job.kind === 'scan') await keepGroups(job.operationId, groups);
    return found;
  },
  load: (place: RecordPlace): Promise<number> => loadRecords(databaseUrl, place, engine.fileRecords(engineId)),
};

/** See {@link methods}. */
export type OperationMethods = typeof methods;

/** The largest ones: a volume of equal files has a million groups that nobody reads. */
const GROUPS_KEPT = 10_000;

async function keepGroups(operationId: string, groups: readonly DuplicateGroup[]): Promise<void> {
  await withClient(databaseUrl, 'kempt duplicates', async (client) => {
    await client.query('begin');
    await client.query('delete from duplicate_group where operation_id = $1', [operationId]);
    const columns = ['operation_id', 'position', 'file_hash', 'size_bytes', 'file_count', 'files'];
    await copyRows(client, { table: 'duplicate_group', columns }, rowsOf(operationId, groups));
    await client.query('commit');
  });
}

// eslint-disable-next-line @typescript-eslint/require-await -- rows are pulled as they are written
async function* rowsOf(operationId: string, groups: readonly DuplicateGroup[]): AsyncGenerator<readonly CopyValue[]> {
  for (const [position, group] of groups.entries()) {
    const files: object[] = [];
    for (const file of group.files()) {
      if (files.push({ ...file, device: String(file.device), inode: String(file.inode) }) === GROUP_FILES) break;
    }
    const hash = Buffer.from(group.hash, 'hex');
    yield [operationId, position, hash, group.size_bytes, group.file_count, JSON.stringify(files)];
  }
}

serveThread(methods, () => engine.close());
