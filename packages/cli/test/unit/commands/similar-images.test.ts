import type { DuplicatesResult, SimilarFile } from '@kempt/contracts';
import type { Engine, SimilarGroup } from '@kempt/engine';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COPY, DUPLICATES, GROUP } from '../../support/fake-engine.ts';
import { runCli } from '../../support/run-cli.ts';

const ORIGINAL: SimilarFile = { ...COPY, size_bytes: 9000, width: 400, height: 300, distance: 0 };
const OTHERS: readonly SimilarFile[] = [
  { ...ORIGINAL, path: '/home/me/Photos/copy.jpg', hash: 'cd'.repeat(32), reference: true },
  { ...ORIGINAL, path: '/home/me/Photos/small.jpg', width: 40, height: 30, distance: 5, size_bytes: 900 },
];
const SIMILAR: SimilarGroup = { kind: 'similar', file_count: 3, files: () => [ORIGINAL, ...OTHERS] };
const FOUND: DuplicatesResult = {
  ...DUPLICATES,
  similar_threshold: 8,
  images_compared: 12,
  images_skipped: [
    { reason: 'plain', count: 2 },
    { reason: 'format', count: 1 },
  ],
  similar_groups: 1,
  similar_files: 3,
  largest_similar_groups: [{ kind: 'similar', file_count: 3, files: [...SIMILAR.files()] }],
};

function finding(result: DuplicatesResult = FOUND): { readonly engine: Partial<Engine> } {
  return {
    engine: {
      async duplicates({ onGroup, onSimilarGroup }) {
        await onGroup?.(GROUP);
        await onSimilarGroup?.(SIMILAR);
        return result;
      },
    },
  };
}

const ARGV = ['duplicates', 'Photos', '--similar-images'];

test('shows similar images apart from duplicates, and how far they are', async () => {
  const { stdout, code } = await runCli(ARGV, finding());
  assert.equal(code, 0);
  assert.match(stdout, /^1 duplicate in 1 group, 2 MB to reclaim$/m);
  assert.match(
    stdout,
    /^3 similar images in 1 group among 12, not compared: 2 with too little on them, 1 of formats that are not decoded$/m,
  );
  assert.match(stdout, /^Similar images, which are not the same: look at them before you decide$/m);
  assert.match(stdout, /a\.jpg {2}\(400 × 300, 9 kB\)$/m);
  assert.match(stdout, /copy\.jpg {2}\(400 × 300, 9 kB, looks the same, another has the same bytes, reference\)$/m);
  assert.match(stdout, /small\.jpg {2}\(40 × 30, 900 B, differs in 5 bits of 64\)$/m);
});

test('says what was not shown, and what to do next', async () => {
  const few = { ...FOUND, groups: 0, largest_groups: [], duplicate_files: 0, similar_groups: 30 };
  const group = { kind: 'similar' as const, file_count: 50, files: Array<SimilarFile>(10).fill(ORIGINAL) };
  const result = { ...few, largest_similar_groups: Array<typeof group>(20).fill(group) };
  const { stdout } = await runCli(ARGV, finding(result));
  assert.match(stdout, /… and 45 more images/);
  assert.match(stdout, /… and 20 more groups/);
  assert.match(stdout, /Nothing was changed\./);
});

test('says when there are none', async () => {
  const none = { similar_groups: 0, similar_files: 0, images_skipped: [], largest_similar_groups: [] };
  const { stdout } = await runCli(ARGV, finding({ ...FOUND, ...none }));
  assert.match(stdout, /^No similar images among 12$/m);
});

test('lists similar images as lines of their own kind, after the duplicates', async () => {
  const { stdout } = await runCli([...ARGV, '--list'], finding());
  const [equal = '', similar = ''] = stdout.split('\n');
  assert.match(equal, /^\{"hash":/);
  assert.match(similar, /^\{"kind":"similar","files":\[\{"path":"\/home\/me\/Photos\/a\.jpg","device":2049,/);
  assert.match(similar, /"size_bytes":900,"width":40,"height":30,"distance":5\}\]\}$/);
});

test('writes similar images into a spreadsheet and onto a page', async () => {
  const csv = (await runCli([...ARGV, '--format', 'csv'], finding())).stdout.split('\r\n');
  assert.equal(csv[0], '\ufeffgroup,hash,size_bytes,kind,path,modified,path_base64,width,height,distance');
  assert.match(csv[1] ?? '', /^1,"(?:ab){32}",2000000,file,.*,,,$/);
  assert.match(csv[3] ?? '', /^2,"",9000,similar,.*,400,300,0$/);
  assert.match(csv[4] ?? '', /^2,"(?:cd){32}",9000,similar_reference,.*,400,300,0$/);
  assert.match(csv[5] ?? '', /^2,"",900,similar,.*,40,30,5$/);
  const html = (await runCli([...ARGV, '--format', 'html'], finding())).stdout;
  assert.match(html, /<h2 id="similar">Similar images<\/h2>/);
  assert.match(html, /Similar is not equal/);
  assert.match(html, /Left out: 2 images with too little on them, 1 image of formats Kempt does not decode\./);
  assert.match(html, /differs in 5 bits of 64/);
  assert.doesNotMatch((await runCli(['duplicates', 'Photos', '--format', 'html'])).stdout, /id="similar"/);
});
