import { workerData } from 'node:worker_threads';
import { createEngine } from '@kempt/engine';
import { engineMethods } from './engine-methods.ts';
import { serveThread } from './serve-thread.ts';

const { stateFolder } = workerData as { readonly stateFolder: string };
const engine = createEngine({ stateFolder });
serveThread(engineMethods(engine), () => engine.close());
