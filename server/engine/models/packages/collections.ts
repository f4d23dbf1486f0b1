/**
 * lodash and its kin, RxJS, caches and validators: functions that call functions on the calling thread.
 * Read: lodash 4.18, underscore 1.13, ramda 0.31, rxjs 7.8, lru-cache 11, zod 4.
 */
import { acquires, addMembers, listener, makes, now, perElement, task } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

for (const pkg of ['lodash', 'underscore']) {
  addMembers(rows, `${pkg}#`, ['once', 'memoize'], makes('arg0', { callbacks: [{ at: 0, runs: 'once', promise: 'returned' }] }));
  addMembers(rows, `${pkg}#`, ['debounce', 'throttle'], makes('arg0', { callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] }));
  addMembers(rows, `${pkg}#`, ['partial', 'bind', 'before', 'after', ...(pkg === 'lodash' ? ['curry', 'flip', 'negate', 'ary', 'unary'] : [])], makes('arg0'));
  addMembers(rows, `${pkg}#`, ['forEach', 'each', ...(pkg === 'lodash' ? ['forOwn', 'forIn', 'forEachRight'] : [])], makes('arg0', { callbacks: [perElement(1, 'dropped')] }));
  addMembers(rows, `${pkg}#`, ['map', ...(pkg === 'lodash' ? ['flatMap', 'mapValues', 'mapKeys'] : ['mapObject'])], makes('value', { callbacks: [perElement(1, 'returned')] }));
  addMembers(rows, `${pkg}#`, ['filter', 'reject', 'find', 'findIndex', 'some', 'every', 'partition', 'groupBy', 'countBy', 'sortBy', 'pickBy', 'omitBy', ...(pkg === 'lodash' ? ['keyBy', 'orderBy', 'sumBy', 'maxBy', 'minBy', 'uniqBy', 'remove', 'takeWhile', 'dropWhile'] : [])]
    .filter((name) => pkg === 'lodash' || !['pickBy', 'omitBy'].includes(name)), makes('value', { cpu: 'per-item', callbacks: [perElement(1, 'dropped')] }));
  addMembers(rows, `${pkg}#`, ['reduce', 'reduceRight'], makes('value', { callbacks: [perElement(1, 'returned')] }));
  rows[`${pkg}#times`] = makes('value', { callbacks: [perElement(1, 'returned')] });
  rows[`${pkg}#defer`] = makes('value', { callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] });
  rows[`${pkg}#delay`] = makes('value', { callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] });
  addMembers(rows, `${pkg}#`, ['isEqual', 'uniq', 'difference', 'intersection', 'union', 'flatten', 'invert'], makes('value', { cpu: 'per-item' }));
  rows[`${pkg}#chunk`] = makes('value', { size: 'argument' });
}
addMembers(rows, 'lodash#', ['cloneDeep', 'merge', 'defaultsDeep', 'flattenDeep', 'isEqualWith', 'cloneDeepWith', 'mergeWith'], makes('value', { cpu: 'per-item' }));
addMembers(rows, 'lodash#', ['take', 'takeRight', 'sampleSize'], makes('value', { size: 'argument' }));
rows['lodash#template'] = makes('value', { cpu: 'per-byte' });
rows['underscore#clone'] = makes('value');

// Wrappers that call a function the first time only.
for (const pkg of ['once', 'onetime', 'lodash.once']) rows[`${pkg}#default`] = makes('arg0', { callbacks: [{ at: 0, runs: 'once', promise: 'returned' }] });

// RxJS: nothing runs before a subscription; its callbacks' promises are dropped, those of the flattening operators are taken up.
for (const type of ['rxjs#Observable', 'rxjs#Subject', 'rxjs#BehaviorSubject', 'rxjs#ReplaySubject', 'rxjs#AsyncSubject', 'rxjs#ConnectableObservable']) {
  rows[`${type}.subscribe`] = makes('rxjs#Subscription', { ...acquires('subscription', 'unsubscribe'), callbacks: [listener({ from: 0 }, 'subscriber'), listener({ arg: 0, option: ['next', 'error', 'complete'] }, 'subscriber')] });
  rows[`${type}.forEach`] = makes('promise', { callbacks: [perElement(0, 'dropped', 'later')] });
  rows[`${type}.pipe`] = makes('rxjs#Observable');
  if (!type.endsWith('ConnectableObservable')) rows[type] = makes(type, type === 'rxjs#Observable' ? { callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] } : {});
}
for (const type of ['rxjs#Subject', 'rxjs#BehaviorSubject', 'rxjs#ReplaySubject', 'rxjs#AsyncSubject']) addMembers(rows, type, ['next', 'error', 'complete'], makes('void'));
for (const module of ['rxjs', 'rxjs/operators']) {
  addMembers(rows, `${module}#`, ['mergeMap', 'concatMap', 'switchMap', 'exhaustMap', 'expand'], makes('value', { callbacks: [perElement(0, 'returned', 'later')] }));
  addMembers(rows, `${module}#`, ['map', 'scan', 'reduce', 'catchError'], makes('value', { callbacks: [perElement(0, 'returned', 'later')] }));
  addMembers(rows, `${module}#`, ['tap', 'filter', 'finalize', 'takeWhile', 'skipWhile'], makes('value', { callbacks: [perElement({ from: 0 }, 'dropped', 'later')] }));
}
addMembers(rows, 'rxjs#', ['of', 'from', 'merge', 'combineLatest', 'forkJoin', 'zip', 'concat', 'race', 'throwError'], makes('rxjs#Observable'));
addMembers(rows, 'rxjs#', ['interval', 'timer'], makes('rxjs#Observable'));
rows['rxjs#fromEvent'] = makes('rxjs#Observable');
rows['rxjs#defer'] = makes('rxjs#Observable', { callbacks: [task(0)] });
addMembers(rows, 'rxjs#', ['firstValueFrom', 'lastValueFrom'], makes('promise'));

// Caches.
rows['lru-cache#LRUCache'] = makes('lru-cache#LRUCache', { callbacks: [{ at: { arg: 0, option: 'fetchMethod' }, runs: 'later', promise: 'returned' }] });
rows['lru-cache#LRUCache.fetch'] = makes('promise');

// Validators: the work grows with the value.
for (const type of ['zod#ZodType', 'zod#ZodObject', 'zod#ZodArray', 'zod#ZodString']) {
  addMembers(rows, type, ['parse', 'safeParse'], makes('value', { cpu: 'per-item' }));
  addMembers(rows, type, ['parseAsync', 'safeParseAsync'], makes('promise', { cpu: 'per-item' }));
  addMembers(rows, type, ['refine', 'transform', 'superRefine'], makes('this', { callbacks: [now(0)] }));
}

export const collections: PackageTables = { rows };
