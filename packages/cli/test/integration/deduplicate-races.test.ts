import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scene, type Scene } from '../support/duplicates-scene.ts';
import { contentsOf, problemCodes } from '../support/reclaimed.ts';
import { pauseKempt } from '../support/paused-kempt.ts';

const KEEP_FIRST = ['--keep', 'first_seen', '--yes', '--json'];

/** What somebody does between two calls of Kempt, and what must have become of both files. */
interface Moment {
  readonly what: string;
  readonly act: (scene: Scene) => void;
  readonly code: string;
  /** Text of the files afterwards. */
  readonly kept?: string;
  readonly copy?: string;
}

const BEFORE_THE_MOVE: readonly Moment[] = [
  {
    what: 'the kept file is removed',
    act: ({ root }) => rmSync(join(root, 'a-kept')),
    code: 'kept_missing',
    copy: 'same',
  },
  {
    what: 'the kept file is replaced',
    act: ({ root }) => {
      rmSync(join(root, 'a-kept'));
      writeFileSync(join(root, 'a-kept'), 'other');
    },
    code: 'kept_missing',
    kept: 'other',
    copy: 'same',
  },
  {
    what: 'the kept file is written to',
    act: ({ root }) => writeFileSync(join(root, 'a-kept'), 'else'),
    code: 'kept_changed',
    kept: 'else',
    copy: 'same',
  },
  {
    what: 'the duplicate is written to',
    act: ({ root }) => writeFileSync(join(root, 'copy'), 'else'),
    code: 'bytes_differ',
    kept: 'same',
    copy: 'else',
  },
];

describe('while another program acts', { concurrency: 2 }, () => {
  const actWhileHeld = async (call: string, when: string, { act, ...expected }: Moment): Promise<void> => {
    const place = scene({ 'a-kept': 'same', copy: 'same' });
    const { root, home } = place;
    const argv = ['deduplicate', root, ...KEEP_FIRST];
    const names = call === 'renameat2' ? ['copy'] : ['a-kept'];
    const held = await pauseKempt(argv, { call, names, when }, { home });
    act(place);
    const ended = await held.finish();
    assert.deepEqual([ended.code, problemCodes(ended)], [1, [expected.code]]);
    const text = (name: string): string | undefined =>
      existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined;
    assert.deepEqual([text('a-kept'), text('copy')], [expected.kept, expected.copy]);
    const quarantine = join(root, '.kempt-quarantine');
    assert.deepEqual(contentsOf(quarantine), []);
  };

  for (const moment of BEFORE_THE_MOVE) {
    test(`the duplicate stays when ${moment.what} after both were opened`, { timeout: 60_000 }, async (t) => {
      if (!requireTool(t, 'strace')) return;
      await actWhileHeld('openat', '2', moment);
    });

    test(`the duplicate comes back when ${moment.what} right behind the move`, { timeout: 60_000 }, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const writesToCopy = moment.kept === 'same';
      const act = (place: Scene): void => {
        if (!writesToCopy) moment.act(place);
        else writeFileSync(inQuarantine(place), 'else');
      };
      const code = writesToCopy ? 'changed_since_plan' : moment.code;
      await actWhileHeld('renameat2', '1', { ...moment, act, code });
    });
  }

  test('another file that took the place of the moved one in the quarantine goes back, not away', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const act = (place: Scene): void => {
      const moved = inQuarantine(place);
      renameSync(moved, join(place.root, 'elsewhere'));
      writeFileSync(moved, 'theirs');
    };
    const moment = { what: '', act, code: 'changed_since_plan', kept: 'same', copy: 'theirs' };
    await actWhileHeld('renameat2', '1', moment);
  });

  const put: Readonly<Record<string, (path: string) => void>> = {
    'a pipe': (path) => void execFileSync('mkfifo', [path]),
    'a link to the kept file': (path) => {
      symlinkSync('a-kept', path);
    },
    'a folder': (path) => {
      mkdirSync(path);
    },
  };
  for (const [what, make] of Object.entries(put)) {
    test(`${what} in the place of the duplicate stays where it is`, { timeout: 60_000 }, async (t) => {
      if (!requireTool(t, 'strace') || !requireTool(t, 'mkfifo')) return;
      const { root, home } = scene({ 'a-kept': 'same', copy: 'same' });
      const pause = { call: 'mkdirat', names: ['.kempt-quarantine'], when: '1' };
      const held = await pauseKempt(['deduplicate', root, ...KEEP_FIRST], pause, { home });
      rmSync(join(root, 'copy'));
      make(join(root, 'copy'));
      const ended = await held.finish();
      assert.deepEqual([ended.code, problemCodes(ended)], [1, ['not_a_regular_file']]);
      assert.equal(readFileSync(join(root, 'a-kept'), 'utf8'), 'same');
    });
  }
});

/** The one file that is in quarantine. */
function inQuarantine({ root }: Scene): string {
  const quarantine = join(root, '.kempt-quarantine');
  const operation = join(quarantine, readdirSync(quarantine)[0] ?? '');
  return join(operation, readdirSync(operation)[0] ?? '');
}
