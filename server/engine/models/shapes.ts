/**
 * Short ways to write rows of the tables: handlers, consumers, listeners, calls that wait. They say nothing a row could not say in full;
 * which API has which shape is the tables' business.
 */
import type { AcquireModel, ApiModel, CallbackModel, DeadlineModel, ModelTable, WaitKind } from './model.ts';

export type Rows = Record<string, ApiModel>;
type Params = readonly (string | undefined)[];
type Place = CallbackModel['at'];

/** What one file about packages exports. */
export interface PackageTables {
  readonly rows: ModelTable;
  readonly versions?: readonly import('./model.ts').VersionedRows[];
}

export const httpVerbs = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all'];

/** A handler of requests; frameworks that drop its promise say so. */
export function handler(label: string, at: Place, params: Params = [], promise: CallbackModel['promise'] = 'handled'): CallbackModel {
  return { at, runs: 'later', context: 'request', label, promise, ...(params.length > 0 ? { params } : {}) };
}

/** Called for a message, a job or a tick of a schedule, by something that awaits it. */
export function consumer(label: string, at: Place, params: Params = [], promise: CallbackModel['promise'] = 'handled'): CallbackModel {
  return { at, runs: 'later', context: 'event', label, promise, ...(params.length > 0 ? { params } : {}) };
}

/** An emitter's listener: nobody looks at what it returns. */
export function listener(at: Place = 1, label = "'{0}' listener", params: Params = []): CallbackModel {
  return { at, runs: 'later', context: 'event', label, promise: 'dropped', ...(params.length > 0 ? { params } : {}) };
}

export function startup(label: string, at: Place, params: Params = [], promise: CallbackModel['promise'] = 'handled'): CallbackModel {
  return { at, runs: 'later', context: 'startup', label, promise, ...(params.length > 0 ? { params } : {}) };
}

export function onPage(label: string, at: Place, promise: CallbackModel['promise'] = 'dropped'): CallbackModel {
  return { at, runs: 'later', context: 'ui', label, promise };
}

/** A Node-style callback: called once, later, in the flow of the caller; a promise it returns is lost. */
export function done(at: Place = -1): CallbackModel {
  return { at, runs: 'later', promise: 'dropped' };
}

/** Called in the flow of the caller, by an API whose own promise takes up what it returns. */
export function task(at: Place, params: Params = []): CallbackModel {
  return { at, runs: 'later', promise: 'returned', ...(params.length > 0 ? { params } : {}) };
}

export function now(at: Place, promise: CallbackModel['promise'] = 'returned'): CallbackModel {
  return { at, runs: 'now', promise };
}

export function perElement(at: Place, promise: CallbackModel['promise'], runs: 'now' | 'later' = 'now'): CallbackModel {
  return { at, runs, promise, perElement: true };
}

/** A call that gives a promise which waits on something outside. */
export function waits(on: WaitKind, more: Partial<ApiModel> = {}): ApiModel {
  return { waits: on, returns: 'promise', ...more };
}

export function makes(type: string, more: Partial<ApiModel> = {}): ApiModel {
  return { returns: type, ...more };
}

export function deadline(options: number | readonly number[], names: readonly string[], more: Partial<DeadlineModel> = {}): { deadline: DeadlineModel } {
  return { deadline: { options: typeof options === 'number' ? [options] : options, names, ...more } };
}

export function acquires(what: AcquireModel['what'], ...release: readonly string[]): { acquires: AcquireModel } {
  return { acquires: { what, release } };
}

/** What is taken is given back by another method of the same object. */
export function begins(what: AcquireModel['what'], ...release: readonly string[]): { acquires: AcquireModel } {
  return { acquires: { what, release, onReceiver: true } };
}

/** One row for many members of one type. */
export function addMembers(rows: Rows, type: string, members: readonly string[], row: ApiModel): void {
  for (const member of members) rows[`${type}${type.endsWith('#') ? '' : '.'}${member}`] = row;
}

/** `on`, `once` and the rest of an emitter. */
export function addEmitter(rows: Rows, type: string, params: Params = []): void {
  addMembers(rows, type, ['on', 'once', 'addListener'], { returns: 'this', callbacks: [listener(1, "'{0}' listener", params)] });
  addMembers(rows, type, ['off', 'removeListener', 'removeAllListeners'], { returns: 'this' });
}
