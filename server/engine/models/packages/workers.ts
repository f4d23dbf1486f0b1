/**
 * Pools and bridges to worker threads and processes: what is handed to them does not run on the loop that hands it over.
 * Read: piscina 5.3, tinypool 2.2, workerpool 10.0, comlink 4.4, jest-worker 30, execa 9.6, cross-spawn 7.
 */
import { acquires, addEmitter, addMembers, deadline, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const elsewhere = { at: 0, runs: 'elsewhere', promise: 'handled' } as const;

for (const [pkg, type] of [['piscina', 'Piscina'], ['tinypool', 'Tinypool']] as const) {
  const pool = `${pkg}#${type}`;
  addMembers(rows, `${pkg}#`, ['default', type], makes(pool, { limits: 'new', ...acquires('pool', 'destroy', 'close') }));
  rows[`${pool}.run`] = waits('child', { limits: 'call', ...deadline(1, ['signal'], { signal: 'signal', defaultMs: 'never' }) });
  rows[`${pool}.destroy`] = makes('promise');
  addEmitter(rows, pool);
}
rows['piscina#Piscina.close'] = makes('promise');
rows['piscina#FixedQueue'] = makes('value');

rows['workerpool#pool'] = makes('workerpool#Pool', { limits: 'new', ...acquires('pool', 'terminate') });
rows['workerpool#Pool.exec'] = waits('child', { limits: 'call', callbacks: [elsewhere], ...deadline([], [], { methods: ['timeout', 'cancel'], defaultMs: 'never' }) });
rows['workerpool#Pool.proxy'] = makes('promise');
rows['workerpool#Pool.terminate'] = makes('promise');
rows['workerpool#worker'] = makes('value', { callbacks: [{ at: { arg: 0, option: '*' }, runs: 'later', context: 'worker', label: 'worker method {key}', promise: 'handled' }] });

rows['comlink#wrap'] = makes('comlink#Remote');
rows['comlink#Remote.*'] = waits('child');
rows['comlink#expose'] = makes('void', { callbacks: [{ at: { arg: 0, option: '*' }, runs: 'later', context: 'worker', label: 'worker method {key}', promise: 'handled' }, { at: 0, runs: 'later', context: 'worker', label: 'worker function', promise: 'handled' }] });
addMembers(rows, 'comlink#', ['proxy', 'transfer', 'windowEndpoint'], makes('value'));

rows['jest-worker#Worker'] = makes('jest-worker#Worker', acquires('pool', 'end'));
rows['jest-worker#Worker.*'] = waits('child');

rows['execa#execaSync'] = { blocks: { on: 'child process', twin: 'execa#execa' }, returns: 'value' };
rows['execa#execaCommandSync'] = { blocks: { on: 'child process', twin: 'execa#execaCommand' }, returns: 'value' };
addMembers(rows, 'execa#', ['execa', 'execaCommand', 'execaNode'], waits('child', { starts: 'process', ...deadline([1, 2], ['timeout', 'cancelSignal'], { signal: 'cancelSignal', defaultMs: 'never' }), ...acquires('process', 'kill') }));
rows['execa#$'] = waits('child', { starts: 'process' });
rows['cross-spawn#sync'] = { blocks: { on: 'child process', twin: 'cross-spawn#spawn' }, returns: 'value' };
addMembers(rows, 'cross-spawn#', ['spawn', 'default'], makes('child_process#ChildProcess', { waits: 'child', starts: 'process', ...acquires('process', 'kill') }));

// Runs the loop inside a call until a callback has come: whoever called stands still meanwhile.
addMembers(rows, 'deasync#', ['sleep', 'loopWhile', 'runLoopOnce'], { blocks: { on: 'lock' }, returns: 'value' });

// Before 9 the signal was called `signal`; before 6 the default export was the function.
const old = waits('child', { starts: 'process', ...deadline([1, 2], ['timeout', 'signal'], { signal: 'signal', defaultMs: 'never' }), ...acquires('process', 'kill') });

export const workers: PackageTables = {
  rows,
  versions: [
    { package: 'execa', below: 9, rows: { 'execa#execa': old, 'execa#execaCommand': old, 'execa#execaNode': old } },
    { package: 'execa', below: 6, rows: { 'execa#default': old, 'execa#sync': { blocks: { on: 'child process', twin: 'execa#default' }, returns: 'value' } } },
  ],
};
