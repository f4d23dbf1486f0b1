/**
 * Packages that run tasks and bound how many run at once, retry them or lock around them.
 * Read: p-limit 2.3 to 7.3, p-map 7.1, p-queue 9.3, p-all 5, p-throttle 8, async 3.2 (2 has callbacks only), bottleneck 2.19, async-sema 3.1, async-mutex 0.5.
 */
import { acquires, addEmitter, addMembers, makes, perElement, task } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// Without a number p-queue, p-map, p-all and bottleneck let everything through.
const option = (arg: number): { readonly slots: { readonly arg: number; readonly option: string; readonly without: number } } => ({ slots: { arg, option: 'concurrency', without: Infinity } });

rows['p-limit#default'] = makes('p-limit#LimitFunction', { limits: 'new', slots: { arg: 0, option: 'concurrency' } });
rows['p-limit#LimitFunction'] = makes('promise', { limits: 'call', callbacks: [task(0)] });
rows['p-limit#LimitFunction.map'] = makes('promise', { limits: 'call', callbacks: [perElement(1, 'returned', 'later')] });
rows['p-limit#limitFunction'] = makes('arg0', { limits: 'new', slots: { arg: 1, option: 'concurrency' }, callbacks: [task(0)] });
rows['p-map#default'] = makes('promise', { limits: 'call', ...option(2), callbacks: [perElement(1, 'returned', 'later')] });
rows['p-map#pMapIterable'] = makes('value', { limits: 'call', ...option(2), callbacks: [perElement(1, 'returned', 'later')] });
rows['p-all#default'] = makes('promise', { limits: 'call', ...option(1) });
rows['p-each-series#default'] = makes('promise', { limits: 'call', slots: { without: 1 }, callbacks: [perElement(1, 'returned', 'later')] });
rows['p-throttle#default'] = makes('value', { limits: 'new' });
rows['p-queue#default'] = makes('p-queue#PQueue', { limits: 'new', ...option(0) });
rows['p-queue#PQueue.add'] = makes('promise', { limits: 'call', callbacks: [task(0)] });
addMembers(rows, 'p-queue#PQueue', ['addAll'], makes('promise', { limits: 'call' }));
addMembers(rows, 'p-queue#PQueue', ['onIdle', 'onEmpty', 'onSizeLessThan'], makes('promise'));
addMembers(rows, 'p-queue#PQueue', ['start', 'clear', 'pause'], makes('this'));

addMembers(rows, 'bottleneck#', ['default'], makes('bottleneck#Bottleneck', { limits: 'new', slots: { arg: 0, option: 'maxConcurrent', without: Infinity } }));
rows['bottleneck#Bottleneck.schedule'] = makes('promise', { limits: 'call', callbacks: [task({ from: 0 })] });
rows['bottleneck#Bottleneck.submit'] = makes('void', { limits: 'call', callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] });
rows['bottleneck#Bottleneck.wrap'] = makes('arg0', { limits: 'new', callbacks: [task(0)] });
addMembers(rows, 'bottleneck#Bottleneck', ['on', 'once'], makes('value', { callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] }));

for (const name of ['async-sema#Sema', 'async-mutex#Mutex', 'async-mutex#Semaphore']) rows[name] = makes(name, { limits: 'new', slots: name.endsWith('Mutex') ? { without: 1 } : { arg: 0 } });
rows['async-sema#RateLimit'] = makes('value', { limits: 'new' });
rows['async-sema#Sema.acquire'] = makes('promise', { limits: 'call', waits: 'timer', ...acquires('lock', 'async-sema#Sema.release') });
rows['async-sema#Sema.release'] = makes('void');
for (const type of ['async-mutex#Mutex', 'async-mutex#Semaphore']) {
  rows[`${type}.acquire`] = makes('promise', { limits: 'call', waits: 'timer', ...acquires('lock', 'async-mutex#Mutex.release', 'async-mutex#Semaphore.release') });
  rows[`${type}.runExclusive`] = makes('promise', { limits: 'call', callbacks: [task(0)] });
  rows[`${type}.release`] = makes('void');
}

// async 3: an iteratee that is an async function is awaited; without a final callback the whole gives a promise.
const iterated = (at: number): { callbacks: readonly [ReturnType<typeof perElement>, { at: number; runs: 'later'; promise: 'dropped' }]; orCallback: true } => (
  { orCallback: true, callbacks: [perElement(at, 'handled', 'later'), { at: at + 1, runs: 'later', promise: 'dropped' }] });
addMembers(rows, 'async#', ['mapLimit', 'eachLimit', 'forEachLimit', 'eachOfLimit', 'filterLimit', 'someLimit', 'everyLimit', 'concatLimit', 'groupByLimit'], makes('promise', { limits: 'call', slots: { arg: 1 }, ...iterated(2) }));
addMembers(rows, 'async#', ['mapSeries', 'eachSeries', 'eachOfSeries', 'filterSeries', 'someSeries', 'everySeries', 'concatSeries'], makes('promise', { limits: 'call', slots: { without: 1 }, ...iterated(1) }));
addMembers(rows, 'async#', ['map', 'each', 'forEach', 'eachOf', 'filter', 'reject', 'some', 'every', 'detect', 'concat', 'groupBy'], makes('promise', iterated(1)));
addMembers(rows, 'async#', ['series', 'parallel', 'waterfall', 'auto'], makes('promise', { orCallback: true, callbacks: [{ at: { arg: 0, option: ['*'] }, runs: 'later', promise: 'handled' }, { at: 1, runs: 'later', promise: 'dropped' }] }));
rows['async#parallelLimit'] = makes('promise', { limits: 'call', slots: { arg: 1 }, orCallback: true, callbacks: [{ at: { arg: 0, option: ['*'] }, runs: 'later', promise: 'handled' }, { at: 2, runs: 'later', promise: 'dropped' }] });
rows['async#retry'] = makes('promise', { orCallback: true, callbacks: [{ at: { from: 0 }, runs: 'later', promise: 'handled' }] });
addMembers(rows, 'async#', ['queue', 'priorityQueue'], makes('async#QueueObject', { limits: 'new', slots: { arg: 1, without: 1 }, callbacks: [{ at: 0, runs: 'later', promise: 'handled' }] }));
rows['async#QueueObject.push'] = makes('promise', { limits: 'call', detachedOk: true });
rows['fastq#promise'] = makes('fastq#queueAsPromised', { limits: 'new', callbacks: [{ at: { from: 0 }, runs: 'later', promise: 'handled' }] });
addMembers(rows, 'fastq#queueAsPromised', ['push', 'unshift'], makes('promise', { limits: 'call' }));
addEmitter(rows, 'p-queue#PQueue');

export const limiters: PackageTables = {
  rows,
  versions: [
    // p-limit before 4 is CommonJS: the same function, by `require`. Its `map` came with 7.
    { package: 'async', below: 3, rows: Object.fromEntries(Object.entries(rows).filter(([name]) => name.startsWith('async#')).map(([name, row]) => [name, row.returns === 'promise' ? { ...row, returns: 'void' } : row])) },
  ],
};
