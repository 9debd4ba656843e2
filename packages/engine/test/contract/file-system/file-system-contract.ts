import { after, before, describe } from 'node:test';
import { batchContract } from './batch-contract.ts';
import { copyContract } from './copy-contract.ts';
import { displaceContract } from './displace-contract.ts';
import { factsContract } from './facts-contract.ts';
import { folderContract } from './folder-contract.ts';
import { hashingContract } from './hashing-contract.ts';
import { listingContract } from './listing-contract.ts';
import { lockContract } from './lock-contract.ts';
import { moveContract } from './move-contract.ts';
import { linkContract } from './link-contract.ts';
import { pieceContract } from './piece-contract.ts';
import { quarantineContract } from './quarantine-contract.ts';
import { readingContract } from './reading-contract.ts';
import { rejoinContract } from './rejoin-contract.ts';
import { rootContract } from './root-contract.ts';
import { settleContract } from './settle-contract.ts';
import { shareContract } from './share-contract.ts';
import { symlinkContract } from './symlink-contract.ts';
import type { Limits, Testbed } from './testbed.ts';
import { wholeContract } from './whole-contract.ts';

/**
 * What every implementation of the FileSystem port does, whatever is behind it.
 *
 * @param name - the implementation
 * @param setup - starts it; one serves all tests, each in a folder of its own
 * @param limits - what it cannot do by its nature
 */
export function fileSystemContract(name: string, setup: () => Testbed, limits: Limits): void {
  describe(name, () => {
    let bed: Testbed | undefined;
    const the = (): Testbed => {
      if (bed === undefined) throw new Error('the testbed is not set up');
      return bed;
    };
    before(() => {
      bed = setup();
    });
    after(async () => {
      await bed?.dispose();
    });
    describe('opening a root', () => {
      rootContract(the);
    });
    describe('listing', () => {
      listingContract(the);
    });
    describe('reading', () => {
      readingContract(the);
    });
    describe('hashing', () => {
      hashingContract(the);
    });
    describe('reading whole', () => {
      wholeContract(the);
    });
    describe('pieces', () => {
      pieceContract(the);
    });
    describe('facts', () => {
      factsContract(the, limits);
    });
    describe('moving', () => {
      moveContract(the, limits);
    });
    describe('copying', () => {
      copyContract(the, limits);
    });
    describe('making and removing folders', () => {
      folderContract(the);
    });
    describe('taking duplicates away', () => {
      quarantineContract(the);
    });
    describe('making room', () => {
      displaceContract(the);
    });
    describe('linking duplicates', () => {
      linkContract(the, limits);
    });
    describe('linking duplicates symbolically', () => {
      symlinkContract(the, limits);
    });
    describe('making names one file again', () => {
      rejoinContract(the, limits);
    });
    describe('sharing bytes', () => {
      shareContract(the);
    });
    describe('batches', () => {
      batchContract(the);
    });
    describe('settling', () => {
      settleContract(the, limits);
    });
    describe('locking', () => {
      lockContract(the, limits);
    });
  });
}
