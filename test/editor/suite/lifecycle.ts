/**
 * What happens to the server's process: killed, it comes back with the same findings. Runs last, because the client remembers ends.
 */
import assert from 'node:assert/strict';
import { readProcesses } from '../support/processes.ts';
import type { EditorTest } from './index.ts';
import { getApi, getLines, open, until, untilIdle } from './workspace.ts';

/** The server is a child of the extension host, which is where this runs. */
function findServer(): number | undefined {
  return readProcesses().find(({ parent, command }) => parent === process.pid && /dist[\\/]server\.js/.test(command))?.pid;
}

export const lifecycleTests: readonly EditorTest[] = [
  {
    name: 'a killed server is started again and shows the same findings',
    async run() {
      const file = 'src/routes/orders.ts';
      await open(file);
      await until('findings are shown', () => getLines(file).length > 0);
      await untilIdle();
      const before = getLines(file);
      const pid = findServer();
      assert.ok(pid !== undefined, 'the server runs as a process of its own');
      process.kill(pid, 'SIGKILL');
      await until(() => `the end was noticed: ${JSON.stringify(getApi().status)}`, () => getApi().status.state === 'degraded');
      await untilIdle();
      await until(() => `the findings are back:\n${getLines(file).join('\n')}`, () => JSON.stringify(getLines(file)) === JSON.stringify(before));
      assert.notEqual(findServer(), pid);
      assert.ok(!readProcesses().some((candidate) => candidate.parent === pid), 'nothing the old server started is left');
    },
  },
];
