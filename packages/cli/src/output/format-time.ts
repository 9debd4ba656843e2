/**
 * Writes a point in time for people, in the local time zone.
 *
 * @param iso - ISO 8601, or null when there is none
 * @returns for example `2025-03-09 14:05`, a dash for null
 */
export function formatTime(iso: string | null): string {
  if (iso === null) return '–';
  const date = new Date(iso);
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  return `${day} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}
