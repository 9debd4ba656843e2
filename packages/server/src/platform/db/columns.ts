import { customType, timestamp } from 'drizzle-orm/pg-core';

/** Bytes. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/**
 * A moment, with time zone.
 *
 * @param name - the column
 * @returns the column's builder
 */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
