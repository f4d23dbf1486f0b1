/**
 * A machine's measured costs for a person at a terminal: grouped, with what each number means, so that nobody needs to know the names
 * of the constants.
 */
import type { Colors } from 'picocolors/types';
import type { MachineConstants, MachineProfile } from '../../advisor/machineProfile.ts';

type Row = readonly [label: string, toValue: (constants: MachineConstants) => string];

const sections: readonly (readonly [title: string, rows: readonly Row[]])[] = [
  ['Starting', [
    ['a worker, to its first reply', (c) => `${toMs(c.workerStartMs)}, ${c.workerMemoryMb.toFixed(1)} MB`],
    ['a child process, to its first reply', (c) => `${toMs(c.processStartMs)}, ${c.processMemoryMb.toFixed(0)} MB`],
  ]],
  ['A message and its reply', [
    ['to a warm worker', (c) => toMs(c.warmHopMs)],
    ['to a child process', (c) => toMs(c.ipcHopMs)],
    ['Atomics.notify until the thread runs', (c) => toMs(c.atomicsWakeMs)],
    ['the smallest job on the libuv pool', (c) => toMs(c.libuvHopMs)],
  ]],
  ['Copying 1 MB, sender and receiver', [
    ['many small objects to a worker', (c) => `${toMs(c.cloneNestedSendMsPerKb * 1024)} and ${toMs(c.cloneNestedReceiveMsPerKb * 1024)}`],
    ['text to a worker', (c) => `${toMs(c.cloneTextSendMsPerKb * 1024)} and ${toMs(c.cloneTextReceiveMsPerKb * 1024)}`],
    ['bytes to a worker', (c) => `${toMs(c.cloneFlatSendMsPerKb * 1024)} and ${toMs(c.cloneFlatReceiveMsPerKb * 1024)}`],
    ['many small objects to a child process', (c) => `${toMs(c.ipcSendMsPerKb * 1024)} of ${toMs(c.ipcMsPerKb * 1024)} in all`],
    ['16 MiB in the transfer list', (c) => toMs(c.transferMs)],
  ]],
  ['The loop', [
    ['await of a settled promise', (c) => toMs(c.promiseTurnMs)],
    ['a turn by setImmediate', (c) => toMs(c.immediateTurnMs)],
    ['JSON.parse and JSON.stringify of 1 MB', (c) => `${toMs(c.jsonParseMsPerMb)} and ${toMs(c.jsonStringifyMsPerMb)}`],
  ]],
  ['Cores', [
    ['speed of one core (the machine of the defaults: 1)', (c) => c.cpuScore.toFixed(2)],
    ['all cores over one: computing, reading memory', (c) => `${c.parallelSpeedup.toFixed(2)} ×, ${c.memoryParallelSpeedup.toFixed(2)} ×`],
    ['scrypt per second: one after the other, four at once', (c) => `${c.scryptPerSecondSerial.toFixed(0)}, ${c.scryptPerSecondFourAtOnce.toFixed(0)}`],
  ]],
];

/** Ends with a newline. */
export function toProfileReport({ fingerprint, constants }: MachineProfile, colors: Colors): string {
  const width = Math.max(...sections.flatMap(([, rows]) => rows.map(([label]) => label.length)));
  const head = `${fingerprint.cpuModel}, ${fingerprint.cores} ${fingerprint.cores === 1 ? 'core' : 'cores'}, Node ${fingerprint.nodeVersion}, ${fingerprint.platform} ${fingerprint.arch}\n`;
  return head + sections.map(([title, rows]) => `\n${colors.bold(title)}\n${rows.map(([label, toValue]) => `  ${label.padEnd(width)}  ${toValue(constants)}\n`).join('')}`).join('');
}

/** Three digits, in the unit that needs no zeros. */
export function toMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms >= 0.1 || ms === 0 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms * 1000).toPrecision(3))} µs`;
}
