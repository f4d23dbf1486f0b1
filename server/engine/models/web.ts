/**
 * The language's own library and the web platform. Source: ECMAScript 2024, the Fetch, DOM, HTML and Streams standards as of 2026.
 */
import type { ApiModel, CallbackModel, ModelTable } from './model.ts';

const rows: Record<string, ApiModel> = {};

// Array methods call back before they return, once per element.
const perElement = (promise: CallbackModel['promise']): CallbackModel => ({ at: 0, runs: 'now', promise, perElement: true });
for (const type of ['Array', 'Set', 'Map', 'URLSearchParams', 'Headers', 'FormData', 'NodeList']) {
  rows[`global#${type}.forEach`] = { returns: 'void', callbacks: [perElement('dropped')] };
}
for (const name of ['map', 'flatMap']) rows[`global#Array.${name}`] = { returns: 'value', callbacks: [perElement('returned')], size: 'receiver' };
// A predicate's promise is always truthy: the callback's result is used, not its promise.
for (const name of ['filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex']) {
  rows[`global#Array.${name}`] = { returns: name === 'filter' ? 'this' : 'value', callbacks: [perElement('dropped')], ...(name === 'filter' ? { size: 'receiver' as const } : {}) };
}
for (const name of ['reduce', 'reduceRight']) rows[`global#Array.${name}`] = { returns: 'value', callbacks: [perElement('returned')] };
for (const name of ['sort', 'toSorted']) rows[`global#Array.${name}`] = { returns: 'this', callbacks: [perElement('dropped')], size: 'receiver' };
rows['global#Array.slice'] = { returns: 'this', size: 'argument' };
for (const name of ['concat', 'reverse', 'toReversed', 'flat', 'with', 'toSpliced', 'fill']) rows[`global#Array.${name}`] = { returns: 'this', size: 'receiver' };
for (const name of ['push', 'pop', 'shift', 'unshift', 'splice', 'indexOf', 'includes', 'join', 'at', 'keys', 'values', 'entries', 'lastIndexOf', 'copyWithin']) rows[`global#Array.${name}`] = { returns: 'value' };
for (const type of ['Map', 'Set', 'WeakMap', 'WeakSet']) {
  rows[`global#${type}`] = { returns: `global#${type}` };
  rows[`global#${type}.${type.endsWith('Map') ? 'set' : 'add'}`] = { returns: 'this' };
  // What a map holds is not followed: the result of `get` may be anything.
  if (type.endsWith('Map')) rows[`global#${type}.get`] = {};
  for (const name of ['has', 'delete', ...(type.startsWith('Weak') ? [] : ['clear', 'keys', 'values', 'entries'])]) rows[`global#${type}.${name}`] = { returns: 'value' };
}
rows['global#Array.from'] = { returns: 'value', callbacks: [{ at: 1, runs: 'now', promise: 'returned', perElement: true }], size: 'receiver' };
rows['global#Array'] = { returns: 'global#Array' };
for (const name of ['keys', 'values', 'entries', 'assign', 'freeze', 'fromEntries', 'defineProperty']) rows[`global#Object.${name}`] = { returns: 'value' };
rows['global#String.replace'] = { returns: 'value', callbacks: [perElement('dropped')] };
rows['global#String.replaceAll'] = { returns: 'value', callbacks: [perElement('dropped')] };
rows['global#String.split'] = { returns: 'value' };
for (const name of ['log', 'error', 'warn', 'info', 'debug', 'trace', 'table', 'dir', 'group', 'groupEnd', 'time', 'timeEnd', 'assert', 'count', 'groupCollapsed', 'timeLog']) rows[`global#console.${name}`] = { returns: 'void' };
rows['global#JSON.parse'] = { cpu: 'per-byte', returns: 'value' };
rows['global#JSON.stringify'] = { cpu: 'per-byte', returns: 'value' };
rows['global#structuredClone'] = { cpu: 'per-byte', returns: 'arg0' };

// Promises.
rows['global#Promise'] = { returns: 'promise', callbacks: [{ at: 0, runs: 'now', promise: 'dropped' }] };
rows['global#Promise.then'] = { returns: 'promise', callbacks: [{ at: { from: 0 }, runs: 'later', promise: 'returned' }] };
rows['global#Promise.catch'] = { returns: 'promise', callbacks: [{ at: 0, runs: 'later', promise: 'returned' }] };
rows['global#Promise.finally'] = { returns: 'promise', callbacks: [{ at: 0, runs: 'later', promise: 'returned' }] };
for (const name of ['all', 'allSettled', 'race', 'any'] as const) rows[`global#Promise.${name}`] = { returns: 'promise', combinator: name };
for (const name of ['resolve', 'reject', 'try']) rows[`global#Promise.${name}`] = { returns: 'promise', ...(name === 'try' ? { callbacks: [{ at: 0, runs: 'now' as const, promise: 'returned' as const }] } : {}) };

// Network: a fetch waits for headers and body for as long as the implementation's own limits allow.
rows['global#fetch'] = { waits: 'net', returns: 'promise<global#Response>', deadline: { options: [1], names: ['signal'], signal: 'signal', without: '5 minutes', setBy: { api: 'undici#setGlobalDispatcher', names: ['headersTimeout', 'bodyTimeout'] } } };
for (const name of ['json', 'text', 'arrayBuffer', 'blob', 'formData', 'bytes']) rows[`global#Response.${name}`] = { waits: 'net', returns: 'promise' };
rows['global#AbortSignal.timeout'] = { returns: 'global#AbortSignal' };
rows['global#AbortSignal.any'] = { returns: 'global#AbortSignal' };
rows['global#AbortController'] = { returns: 'global#AbortController' };
rows['global#AbortController.abort'] = { returns: 'void' };
rows['global#WebSocket'] = { waits: 'net', returns: 'global#EventTarget' };
rows['global#XMLHttpRequest'] = { returns: 'global#XMLHttpRequest' };
rows['global#XMLHttpRequest.send'] = { waits: 'net', returns: 'void' };
rows['global#EventSource'] = { waits: 'net', returns: 'global#EventSource', acquires: { what: 'connection', release: ['close'] } };
rows['global#BroadcastChannel'] = { returns: 'global#BroadcastChannel', acquires: { what: 'subscription', release: ['close'] } };
rows['global#BroadcastChannel.postMessage'] = { cpu: 'per-byte', returns: 'void' };

// What a browser keeps. localStorage is synchronous; IndexedDB answers by events, the cache by promises.
for (const name of ['getItem', 'setItem', 'removeItem', 'clear', 'key']) rows[`global#Storage.${name}`] = { blocks: { on: 'storage' }, returns: 'value' };
rows['global#indexedDB.open'] = { waits: 'disk', returns: 'value' };
rows['global#indexedDB.deleteDatabase'] = { waits: 'disk', returns: 'value' };
for (const name of ['add', 'put', 'get', 'getAll', 'getKey', 'getAllKeys', 'delete', 'clear', 'count', 'openCursor', 'openKeyCursor']) rows[`global#IDBObjectStore.${name}`] = { waits: 'disk', returns: 'value' };
for (const name of ['get', 'getAll', 'getKey', 'getAllKeys', 'count', 'openCursor']) rows[`global#IDBIndex.${name}`] = { waits: 'disk', returns: 'value' };
rows['global#caches.open'] = { waits: 'disk', returns: 'promise<global#Cache>' };
for (const name of ['match', 'has', 'delete', 'keys']) rows[`global#caches.${name}`] = { waits: 'disk', returns: 'promise' };
for (const name of ['match', 'matchAll', 'put', 'delete', 'keys']) rows[`global#Cache.${name}`] = { waits: 'disk', returns: 'promise' };
for (const name of ['add', 'addAll']) rows[`global#Cache.${name}`] = { waits: 'net', returns: 'promise' };

// Locks and streams.
rows['global#LockManager.request'] = { returns: 'promise', callbacks: [{ at: -1, runs: 'later', promise: 'returned' }] };
rows['global#LockManager.query'] = { returns: 'promise' };
rows['global#ReadableStream.getReader'] = { returns: 'global#ReadableStreamDefaultReader', acquires: { what: 'lock', release: ['releaseLock', 'cancel'] } };
rows['global#ReadableStreamDefaultReader.read'] = { waits: 'net', returns: 'promise' };
rows['global#ReadableStream.pipeTo'] = { waits: 'disk', returns: 'promise', deadline: { options: [1], names: ['signal'], signal: 'signal' } };
rows['global#WritableStream.getWriter'] = { returns: 'global#WritableStreamDefaultWriter', acquires: { what: 'lock', release: ['releaseLock', 'close', 'abort'] } };
for (const name of ['write', 'close']) rows[`global#WritableStreamDefaultWriter.${name}`] = { waits: 'net', returns: 'promise' };
for (const name of ['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'deriveBits', 'deriveKey', 'generateKey', 'importKey', 'exportKey']) rows[`global#SubtleCrypto.${name}`] = { waits: 'pool', usesPool: true, returns: 'promise' };
rows['global#Worker'] = { starts: 'thread', returns: 'global#Worker' };
rows['global#URL'] = { returns: 'global#URL' };
rows['global#Date'] = { returns: 'global#Date' };

// DOM: listeners run on the page's main thread.
const dom = (label: string): readonly CallbackModel[] => [{ at: 1, runs: 'later', context: 'ui', label, promise: 'dropped' }];
rows['global#EventTarget.addEventListener'] = { returns: 'void', callbacks: dom("'{0}' listener") };
rows['global#EventTarget.removeEventListener'] = { returns: 'void' };
rows['global#AbortSignal.addEventListener'] = { returns: 'void', callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] };
rows['global#AbortSignal.removeEventListener'] = { returns: 'void' };
for (const type of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver', 'PerformanceObserver']) {
  rows[`global#${type}`] = { returns: `global#${type}`, callbacks: [{ at: 0, runs: 'later', context: 'ui', label: `${type} callback`, promise: 'dropped' }] };
}
rows['global#addEventListener'] = { returns: 'void', callbacks: dom("'{0}' listener") };
for (const name of ['getElementById', 'querySelector', 'createElement']) rows[`global#document.${name}`] = { returns: 'global#HTMLElement' };
for (const name of ['requestAnimationFrame', 'requestIdleCallback']) {
  const row: ApiModel = { returns: 'value', callbacks: [{ at: 0, runs: 'later', context: 'ui', label: `${name} callback`, promise: 'dropped' }] };
  rows[`global#${name}`] = row;
  rows[`global#window.${name}`] = row;
}
for (const name of ['alert', 'prompt', 'confirm']) {
  rows[`global#${name}`] = { blocks: { on: 'user' }, returns: 'value' };
  rows[`global#window.${name}`] = { blocks: { on: 'user' }, returns: 'value' };
}

rows['global#Atomics.wait'] = { blocks: { on: 'lock', twin: 'global#Atomics.waitAsync' }, returns: 'value' };

export const webModels: ModelTable = rows;
