import { ACCESS_ANSWERS, createDiskTestbed } from './disk-testbed.ts';
import { fileSystemContract } from './file-system-contract.ts';

fileSystemContract('disk with portable calls', () => createDiskTestbed({ native: false }), {
  exactTimes: false,
  treeLocks: false,
  renames: false,
  watches: false,
  exchanges: false,
  accessAnswers: ACCESS_ANSWERS,
});
