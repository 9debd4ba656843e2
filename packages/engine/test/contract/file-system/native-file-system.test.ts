import { ACCESS_ANSWERS, createDiskTestbed } from './disk-testbed.ts';
import { fileSystemContract } from './file-system-contract.ts';

fileSystemContract('disk with native calls', () => createDiskTestbed({ native: true }), {
  exactTimes: true,
  treeLocks: true,
  renames: true,
  watches: true,
  exchanges: true,
  accessAnswers: ACCESS_ANSWERS,
});
