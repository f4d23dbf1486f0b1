/**
 * The other end of every hop that is measured: runs as a worker or as a child process, says that it is there, and answers what it
 * is sent. It imports as little as possible, because its start is measured too.
 */
import { isMainThread, parentPort } from 'node:worker_threads';
import { compute, scan } from './compute.ts';
import type { EchoReply, EchoTask } from './messages.ts';

function answer(task: EchoTask): EchoReply {
  switch (task.kind) {
    case 'reply': return 0;
    case 'memory': return process.memoryUsage.rss();
    case 'compute': return compute(task.rounds);
    case 'scan': return scan(task.shared, task.rounds);
    case 'wake': {
      const slots = new Int32Array(task.shared);
      for (let round = 1; round <= task.rounds; round++) {
        Atomics.wait(slots, 0, round - 1);
        Atomics.store(slots, 1, round);
        Atomics.notify(slots, 1);
      }
      return 0;
    }
  }
}

if (isMainThread) {
  process.on('message', (task: EchoTask) => { process.send?.(answer(task)); });
  // The parent may be gone without saying so.
  process.on('disconnect', () => { process.exit(); });
  process.send?.(0);
} else {
  parentPort?.on('message', (task: EchoTask) => { parentPort?.postMessage(answer(task)); });
  parentPort?.postMessage(0);
}
