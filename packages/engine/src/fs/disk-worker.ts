import { parentPort, workerData } from 'node:worker_threads';
import { spareAllocator } from './spare-allocator.ts';
import { DiskService, type DiskRequest, type DiskWorkerData } from './disk-service.ts';

const port = parentPort;
if (port === null) throw new Error('disk-worker runs in a worker thread only');
spareAllocator();
const service = new DiskService(workerData as DiskWorkerData);

port.on('message', (request: DiskRequest | null) => {
  if (request === null) {
    port.close();
    return;
  }
  const reply = service.answer(request);
  port.postMessage(reply, service.transferables(reply));
});
