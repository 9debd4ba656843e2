import { workerData } from 'node:worker_threads';
import { createEngine } from '@kempt/engine';
import { openExactDisk } from '@kempt/engine/open-exact-disk';
import { engineMethods } from './engine-methods.ts';
import { serveThread } from './serve-thread.ts';

const { stateFolder } = workerData as { readonly stateFolder: string };
const engine = createEngine({ stateFolder, fileSystem: openExactDisk(stateFolder) });
serveThread(engineMethods(engine), () => engine.close());
