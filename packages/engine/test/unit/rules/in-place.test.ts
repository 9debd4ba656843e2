import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillTemplate } from './fill-template.ts';

function stays(template: string, path: string): void {
  assert.deepEqual(fillTemplate(template, [{ path, category: 'images' }]), [path], `${template} ${path}`);
}

function goes(template: string, path: string, to: string): void {
  assert.deepEqual(fillTemplate(template, [{ path, category: 'images' }]), [to], `${template} ${path}`);
}

test('a name that the template made is recognised', () => {
  stays('{year}/{year}-{filename}', '2024/2024-a.jpg');
  stays('{name}_{year}.{extension}', 'a_2024.jpg');
  stays('{name}_{year}', 'a_2024.jpg');
  stays('{year}-{name|upper}.{extension}', '2024-A B.jpg');
  stays('{year}-{name|slug|truncate:4}', '2024-a-b.jpg');
  stays('{name|replace:a:aa}.{extension}', 'aabaa.jpg');
  stays('x/{filename}_{filename}', 'x/a.jpg_a.jpg');
  stays('{year}-{name|slug}', '2024-_.jpg');
});

test('a name that the template made and a conflict changed is recognised', () => {
  stays('{year}/{year}-{filename}', '2024/2024-a (2).jpg');
  stays('{name|slug}.{extension}', 'a-b (3).jpg');
  stays('{lastmodified:%Y%m%d}.{extension}', '20240309 (2).jpg');
  stays('{name|upper}.{extension}', 'A (2).jpg');
});

test('a name that looks like an extension, or that lost one, is recognised', () => {
  stays('{name}_{year}', 'foo._2024');
  stays('{name}_{year}', '.hidden_2024');
  stays('{name}.tar.{extension}', 'x.tar.gz');
  stays('{year}-{name}', '2024-Dr. Who');
});

test('a file of the right name in the wrong folder goes', () => {
  goes('{category}/{year}-{filename}', 'x/2024-a.jpg', 'images/2024-2024-a.jpg');
  goes('{year}/{filename}', 'x/2024/a.jpg', '2024/a.jpg');
});

test('a file in the right folder that does not fit the name goes', () => {
  goes('{category}/{name|lower}.{extension}', 'images/ABC.jpg', 'images/abc.jpg');
  goes('{category}/{year}-{filename}', 'images/2023-a.jpg', 'images/2024-2023-a.jpg');
  goes('{category}/{year}-{filename}', 'images/2024-', 'images/2024-2024-');
  goes('{year}-{name|truncate:3}', '2024-abcdef.jpg', '2024-202.jpg');
  goes('{filename}_{filename}', 'abc.jpg', 'abc.jpg_abc.jpg');
});

test('folders that depend on the name follow the earlier name', () => {
  stays('{name|truncate:1}/{year}-{filename}', 'a/2024-abc.jpg');
  goes('{name|truncate:1}/{year}-{filename}', 'b/2024-abc.jpg', '2/2024-2024-abc.jpg');
  stays('{extension}/{year}-{filename}', 'jpg/2024-abc.jpg');
});

test('folders kept below a preset are recognised, and only whole ones', () => {
  stays('{category}/{subdir}/{filename}', 'images/holiday/a.jpg');
  stays('{category}/{year}/{subdir}/{filename}', 'images/2024/holiday/a.jpg');
  stays('{category}/{subdir}/{filename}', 'images/a.jpg');
  goes('{category}/{subdir}/{filename}', 'images2/a.jpg', 'images/images2/a.jpg');
  goes('{category}/{year}/{subdir}/{filename}', 'images/2023/a.jpg', 'images/2024/images/2023/a.jpg');
  stays('{subdir}/{filename}', 'x/y/a.jpg');
});

test('the values a template needs may be missing under an earlier name', () => {
  stays('{name}-{extension|default:none}.{extension|default:none}', 'a-jpg.jpg');
  stays('{extension|default:none}/{year}-{name}', 'none/2024-README');
});

test('nothing is in place when the destination is elsewhere', () => {
  const elsewhere = { rootBelowDestination: undefined };
  assert.deepEqual(fillTemplate('{year}-{filename}', ['2024-a.jpg'], elsewhere), ['2024-2024-a.jpg']);
  assert.deepEqual(fillTemplate('{year}/{subdir}/{filename}', ['2024/a.jpg'], elsewhere), ['2024/2024/a.jpg']);
});

test('a folder inside the destination counts from the destination', () => {
  const inside = { rootBelowDestination: '2024' };
  assert.deepEqual(fillTemplate('{year}/{year}-{filename}', ['2024-a.jpg', 'b.jpg'], inside), [
    '2024/2024-a.jpg',
    '2024/2024-b.jpg',
  ]);
  assert.deepEqual(fillTemplate('{year}/{subdir}/{filename}', ['x/a.jpg'], inside), ['2024/x/a.jpg']);
  const deeper = { rootBelowDestination: '2024/trip' };
  assert.deepEqual(fillTemplate('{year}/{subdir}/{filename}', ['x/a.jpg'], deeper), ['2024/trip/x/a.jpg']);
});
