import { createMemoryFileSystem, type MemoryFileSystem } from '../../../src/testing/memory-file-system.ts';
import { fileSystemContract } from './file-system-contract.ts';
import type { Testbed } from './testbed.ts';

const NO_LIMITS = {
  exactTimes: true,
  treeLocks: true,
  renames: true,
  watches: true,
  exchanges: true,
  accessAnswers: true,
};

function testbedOf(memory: MemoryFileSystem): Testbed {
  let folders = 0;
  const newFolderBelow = (path: string): string => {
    const folder = `${path}/${String(folders++)}`;
    memory.mkdir(folder);
    return folder;
  };
  memory.mount('/media/stick');
  return {
    fileSystem: memory,
    user: memory,
    other: memory.another(),
    newFolder: () => newFolderBelow('/home'),
    newFolderElsewhere: () => newFolderBelow('/media/stick'),
    unprivileged: (work) => work(),
    dispose: () => memory.close(),
  };
}

fileSystemContract('file system in memory', () => testbedOf(createMemoryFileSystem()), NO_LIMITS);
fileSystemContract(
  'file system in memory that links and unlinks',
  () => testbedOf(createMemoryFileSystem({ linkMoves: true })),
  { ...NO_LIMITS, watches: false },
);
