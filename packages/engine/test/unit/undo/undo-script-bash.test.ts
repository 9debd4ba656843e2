import { describe } from 'node:test';
import { missing, SHELLS } from './script-bench.ts';
import { testFiles } from './script-file-cases.ts';
import { testFolders } from './script-folder-cases.ts';

describe('undo script in bash', { skip: missing(SHELLS.bash) }, () => {
  testFiles(SHELLS.bash);
  testFolders(SHELLS.bash);
});
