import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDate, parseDateFormat } from '../../../src/rules/date-format.ts';
import { createLocalTime, millisecondsOf } from '../../../src/rules/local-time.ts';

function write(format: string, ...[year, month, ...rest]: [number, number, ...number[]]): string {
  const [day = 1, hour = 0, minute = 0, second = 0, milli = 0] = rest;
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second, milli));
  date.setUTCFullYear(year, month - 1, day);
  return formatDate(parseDateFormat(format), date.getTime());
}

test('every letter has its meaning', () => {
  const letters: Record<string, string> = {
    '%Y': '2024',
    '%y': '24',
    '%m': '03',
    '%d': '09',
    '%H': '14',
    '%I': '02',
    '%M': '05',
    '%S': '07',
    '%L': '089',
    '%p': 'PM',
    '%j': '069',
    '%B': 'March',
    '%b': 'Mar',
    '%h': 'Mar',
    '%A': 'Saturday',
    '%a': 'Sat',
    '%w': '6',
    '%u': '6',
    '%U': '09',
    '%W': '10',
    '%V': '10',
    '%G': '2024',
    '%q': '1',
    '%K': '2020',
    '%F': '2024-03-09',
    '%%': '%',
    '%%F': '%F',
    '%-m/%-d': '3/9',
    '%-j': '69',
    'at %H o’clock': 'at 14 o’clock',
  };
  for (const [format, text] of Object.entries(letters))
    assert.equal(write(format, 2024, 3, 9, 14, 5, 7, 89), text, format);
});

test('noon and midnight are 12 of a twelve-hour clock', () => {
  assert.equal(write('%I%p', 2024, 1, 1, 0), '12AM');
  assert.equal(write('%I%p', 2024, 1, 1, 12), '12PM');
});

test('weeks belong to the year of their Thursday', () => {
  const weeks: [string, [number, number, number]][] = [
    ['2020-53', [2021, 1, 3]],
    ['2021-01', [2021, 1, 4]],
    ['2025-01', [2024, 12, 30]],
    ['2024-52', [2024, 12, 29]],
    ['2022-52', [2023, 1, 1]],
    ['2015-53', [2015, 12, 31]],
  ];
  for (const [text, date] of weeks) assert.equal(write('%G-%V', ...date), text);
});

test('weeks of the year begin on Sunday or Monday, days before the first are week 0', () => {
  assert.equal(write('%U %W', 2023, 1, 1), '01 00');
  assert.equal(write('%U %W', 2024, 1, 1), '00 01');
  assert.equal(write('%U %W', 2024, 1, 7), '01 01');
  assert.equal(write('%w %u', 2024, 1, 7), '0 7');
});

test('years are four digits, also early ones and those before Christ', () => {
  assert.equal(write('%Y %y %j', 33, 12, 31), '0033 33 365');
  assert.equal(write('%Y %y %K', -5, 1, 1), '-0005 95 -0010');
  assert.equal(write('%Y', 12345, 1, 1), '12345');
});

test('a letter that is not known is refused', () => {
  for (const format of ['%Q', '%', '%-', '%-%', 'x%Éy', '%Y%']) {
    assert.throws(() => parseDateFormat(format), { code: 'template_syntax' }, format);
  }
});

test('a format of whole days is one that no time of day changes', () => {
  assert.equal(parseDateFormat('%Y-%m-%d %A %V').wholeDays, true);
  for (const letter of 'HIMSLp') assert.equal(parseDateFormat(`%${letter}`).wholeDays, false);
});

test('file times round towards the past', () => {
  assert.equal(millisecondsOf(1_999_999n), 1);
  assert.equal(millisecondsOf(0n), 0);
  assert.equal(millisecondsOf(-1n), -1);
  assert.equal(millisecondsOf(-1_000_000n), -1);
  assert.equal(millisecondsOf(-1_000_001n), -2);
});

test('local time is what the machine says, also around changes of the clock', () => {
  const zone = process.env['TZ'];
  try {
    for (const name of ['Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']) {
      process.env['TZ'] = name;
      const localTime = createLocalTime();
      fc.assert(
        fc.property(fc.integer({ min: -(2 ** 40), max: 2 ** 41 }), fc.integer({ min: -2, max: 2 }), (moment, hours) => {
          const utc = moment + hours * 3_600_000;
          const date = new Date(utc);
          const { year, ...rest } = { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() };
          const local = Date.UTC(
            2000,
            rest.month,
            rest.day,
            date.getHours(),
            date.getMinutes(),
            date.getSeconds(),
            date.getMilliseconds(),
          );
          assert.equal(localTime(utc), new Date(local).setUTCFullYear(year, rest.month, rest.day));
        }),
      );
      for (let utc = Date.UTC(2024, 2, 31); utc < Date.UTC(2024, 3, 1); utc += 600_000) {
        assert.equal(formatDate(parseDateFormat('%H:%M'), localTime(utc)), new Date(utc).toTimeString().slice(0, 5));
      }
    }
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});
