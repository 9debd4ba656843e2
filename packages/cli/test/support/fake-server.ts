import type { ServerCommands } from '../../src/context.ts';
import type { Call } from './fake-engine.ts';

/** What a service answers otherwise than usual. */
export type DifferentServer = Partial<ServerCommands['commands']>;

/**
 * A service that starts nothing and writes down what it was asked.
 *
 * @param calls - where it writes that down
 * @param different - commands that do something else
 * @returns the service
 */
export function fakeServer(calls: Call[], different: DifferentServer = {}): ServerCommands {
  const note = (name: string, ...args: unknown[]): Promise<void> => {
    calls.push([name, ...args]);
    return Promise.resolve();
  };
  return {
    process: { env: {}, stateFolder: '/state', version: '1.2.3', logStream: { write: () => undefined } },
    commands: {
      serve: async ({ say }) => {
        await note('serve');
        await say('Kempt is ready: http://127.0.0.1:8000');
      },
      work: async ({ say }) => {
        await note('work');
        await say('Kempt works: waiting for operations.');
      },
      ADMIN_TASKS: {
        migrate: async ({ say }) => {
          await note('migrate');
          await say('The tables are up to date.');
        },
        setupLink: () => note('setupLink'),
        rotateKeys: () => note('rotateKeys'),
        resetPassword: async (_service, email) => {
          await note('resetPassword', email);
          return 'secret';
        },
        verifyAudit: async (_service, anchor) => {
          await note('verifyAudit', ...(anchor === undefined ? [] : [anchor]));
          const head = { id: 3, hash: '00'.repeat(32) };
          return { entries: 3, head, broken: anchor === undefined ? null : { id: 2, problem: 'changed' } };
        },
        exportAudit: async ({ say }) => {
          await note('exportAudit');
          await say('{"id":1}');
        },
        clearCache: (_service, cleared) => note('clearCache', cleared),
        indexes: async () => {
          await note('indexes');
          return [{ table: 'operation', index: 'operation_pkey', size_bytes: 8192, scans: 3 }];
        },
      },
      ...different,
    },
  };
}
