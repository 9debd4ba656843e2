import { describe } from 'node:test';
import { missing, SHELLS } from './script-bench.ts';
import { testFiles } from './script-file-cases.ts';
import { testFolders } from './script-folder-cases.ts';

describe('undo script in busybox', { skip: missing(SHELLS.busybox) }, () => {
  testFiles(SHELLS.busybox);
  testFolders(SHELLS.busybox);
});
