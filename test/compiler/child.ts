/**
 * A process of ours for process.test.ts, bundled and started by it: opens a folder, prints the compiler's process id, and ends
 * (or stays) as its argument says. With `worker` the compiler lives in a worker thread that is terminated.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createCompiler } from '../../server/compiler/compiler.ts';

interface Order { readonly cwd: string; readonly file: string; readonly executable: string; readonly how: string }

const order: Order = isMainThread ? JSON.parse(process.argv[2] ?? '{}') as Order : workerData as Order;

async function open(): Promise<{ readonly pid: number; close(): Promise<void> }> {
  const compiler = createCompiler({ cwd: order.cwd, executable: order.executable });
  await compiler.update({ files: [order.file] });
  const [pid] = compiler.pids();
  if (pid === undefined) throw new Error('no compiler');
  return { pid, close: () => compiler.close() };
}

if (!isMainThread) {
  const { pid } = await open();
  parentPort?.postMessage(pid);
} else if (order.how === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  const pid = await new Promise<number>((resolve) => { worker.once('message', resolve); });
  process.stdout.write(`${pid}\n`);
  // The test stops the compiler first, so that nothing but SIGKILL ends it.
  await new Promise((resolve) => { process.stdin.once('data', resolve); });
  await worker.terminate();
  process.stdout.write('terminated\n');
  await new Promise((resolve) => { process.stdin.once('end', resolve); });
} else {
  const { pid, close } = await open();
  process.stdout.write(`${pid}\n`);
  if (order.how === 'close') await close();
  else {
    await new Promise((resolve) => { process.stdin.once('data', resolve); });
    if (order.how === 'exit') process.exit(3);
    if (order.how === 'crash') throw new Error('crashed on purpose');
    setInterval(() => undefined, 1000);
  }
}
