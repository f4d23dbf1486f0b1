/**
 * What happens to the server's process: killed, it comes back with the same findings. Runs last, because the client remembers ends.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import type { EditorTest } from './index.ts';
import { getApi, getLines, open, until, untilIdle } from './workspace.ts';

interface Process { readonly pid: number; readonly parent: number; readonly command: string }

/** Without `ps`, which a small Debian does not have. */
function readLinuxProcesses(): readonly Process[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(name), parent: Number(parent), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      return []; // It ended between the listing and the reading.
    }
  });
}

function readProcesses(): readonly Process[] {
  if (process.platform === 'linux') return readLinuxProcesses();
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter((match) => match !== null)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command: command ?? '' }));
}

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
