import { sql } from 'drizzle-orm';
import type { QueryListener } from '../db/measure-queries.ts';
import type { Db } from '../db/open-database.ts';
import type { Log } from '../log/create-log.ts';
import { Ear, type ChannelListener } from './ear.ts';
import { readEvent, writeEvent, type OperationEvent } from './operation-event.ts';

/** Hears of events. */
export interface EventListener {
  readonly onEvent: (event: OperationEvent) => void;
  /** Events may have been missed: the connection was away. */
  readonly onGap: () => void;
}

/** Hears which rows changed. */
export interface ChangeListener {
  /** The tag of what changed, as the triggers of the database name it; waited for before anything more is told. */
  readonly onChange: (tag: string) => Promise<void>;
  readonly onGap: ChannelListener['onGap'];
  readonly onPulse: NonNullable<ChannelListener['onPulse']>;
}

/** Carries events between the processes that share a database. */
export interface EventBus {
  /**
   * Tells all processes, this one included, as soon as the transaction is committed.
   *
   * @param db - the database, or a transaction that the event is a part of
   */
  publish(db: Db, event: OperationEvent): Promise<void>;
  /** Listens; the answer ends it. */
  subscribe(listener: EventListener): () => void;
  /** Listens to changes of rows; the answer ends it. */
  subscribeToChanges(listener: ChangeListener): () => void;
  /** Whether every event is heard within a second. */
  isAlive(): boolean;
  /** Waits until everything was heard that was committed before; false when that cannot be known. */
  catchUp(): Promise<boolean>;
  /** Ends the connection. */
  close(): Promise<void>;
}

const OPERATIONS = 'kempt_operations';
/** Triggers tell of changes there. */
const CHANGES = 'kempt_changes';

/**
 * Opens a bus. It is connected while anybody listens.
 *
 * @param url - a postgresql:// URL
 * @param log - hears of lost connections
 * @param onQuery - hears of what is asked on it
 * @returns the bus; close it in the end
 */
export function createEventBus(url: string, log: Log, onQuery?: QueryListener): EventBus {
  // Changes first: whoever hears of an event and asks again gets what is true now.
  const ear = new Ear({ url, channels: [CHANGES, OPERATIONS], log, onQuery });
  return {
    publish: async (db, event) => {
      await db.execute(sql`select pg_notify(${OPERATIONS}, ${writeEvent(event)})`);
    },
    subscribe: ({ onEvent, onGap }) =>
      ear.add(OPERATIONS, {
        onText: (text) => {
          const event = readEvent(text);
          if (event !== undefined) onEvent(event);
        },
        onGap,
      }),
    subscribeToChanges: ({ onChange, onGap, onPulse }) => ear.add(CHANGES, { onText: onChange, onGap, onPulse }),
    isAlive: () => ear.isAlive(),
    catchUp: () => ear.catchUp(),
    close: () => ear.close(),
  };
}
