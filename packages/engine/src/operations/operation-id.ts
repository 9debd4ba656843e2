import { randomBytes } from 'node:crypto';

/**
 * A new operation id: the moment in UTC, so that ids sort by time, and enough chance that two never meet.
 *
 * @param now - milliseconds since 1970
 * @returns such as `20260131-142530-417-9f3a`
 */
export function newOperationId(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  const digits = time.replace(/\D/g, '');
  return `${date.replaceAll('-', '')}-${digits.slice(0, 6)}-${digits.slice(6, 9)}-${randomBytes(2).toString('hex')}`;
}
