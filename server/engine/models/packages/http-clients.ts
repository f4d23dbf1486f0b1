/**
 * HTTP clients: where their deadline goes, and how long they wait without one.
 * Read: axios 1.21, got 11.8 and 14.6, ky 1.14, undici 7.30, node-fetch 2.7 and 3.3, superagent 10.4.
 */
import type { ApiModel } from '../model.ts';
import { addMembers, deadline, done, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// axios waits for ever unless `timeout` or `signal` is given, in the call, the instance or the defaults.
const axiosCall = (options: number | readonly number[]): ApiModel => waits('net', deadline(options, ['timeout', 'signal'], { signal: 'signal', defaultMs: 'never' }));
for (const type of ['axios#', 'axios#AxiosInstance']) {
  addMembers(rows, type, ['get', 'delete', 'head', 'options'], axiosCall(1));
  addMembers(rows, type, ['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm'], axiosCall(2));
  addMembers(rows, type, ['request'], axiosCall(0));
}
rows['axios#default'] = axiosCall([0, 1]);
rows['axios#AxiosInstance'] = rows['axios#default'];
rows['axios#create'] = makes('axios#AxiosInstance');
rows['axios#AxiosInstance.create'] = makes('axios#AxiosInstance');
for (const type of ['axios#', 'axios#AxiosInstance']) addMembers(rows, type, ['all'], makes('promise', { combinator: 'all' }));

// got waits for ever (`timeout` is an object of phases) and retries twice; ky gives up after ten seconds by itself.
const got = waits('net', deadline(1, ['timeout', 'signal'], { signal: 'signal', defaultMs: 'never' }));
addMembers(rows, 'got#', ['default', 'got', 'get', 'post', 'put', 'patch', 'delete', 'head'], got);
addMembers(rows, 'got#Got', ['get', 'post', 'put', 'patch', 'delete', 'head'], got);
rows['got#Got'] = got;
addMembers(rows, 'got#', ['extend'], makes('got#Got'));
rows['got#Got.extend'] = makes('got#Got');
const kyCall = waits('net', deadline(1, ['timeout', 'signal'], { signal: 'signal', without: '10 seconds', defaultMs: 10_000 }));
addMembers(rows, 'ky#', ['default', 'get', 'post', 'put', 'patch', 'delete', 'head'], kyCall);
addMembers(rows, 'ky#KyInstance', ['get', 'post', 'put', 'patch', 'delete', 'head'], kyCall);
addMembers(rows, 'ky#', ['create', 'extend'], makes('ky#KyInstance'));
addMembers(rows, 'ky#KyInstance', ['create', 'extend'], makes('ky#KyInstance'));

// undici: 300 seconds for the headers and as many between two pieces of the body.
const undici = { names: ['signal', 'headersTimeout', 'bodyTimeout'], more: { signal: 'signal', without: '5 minutes', defaultMs: 300_000, setBy: { api: 'undici#setGlobalDispatcher', names: ['headersTimeout', 'bodyTimeout'] } } };
const dispatched = [...undici.names, 'dispatcher'];
rows['undici#fetch'] = { waits: 'net', returns: 'promise<global#Response>', ...deadline(1, ['signal', 'dispatcher'], undici.more) };
rows['undici#request'] = waits('net', deadline(1, dispatched, undici.more));
rows['undici#stream'] = waits('net', { ...deadline(1, dispatched, undici.more), orCallback: true });
rows['undici#pipeline'] = makes('stream#Duplex', { waits: 'net' });
for (const type of ['Client', 'Pool', 'Agent', 'Dispatcher', 'ProxyAgent', 'RetryAgent']) {
  if (type !== 'Dispatcher') rows[`undici#${type}`] = makes(`undici#${type}`);
  rows[`undici#${type}.request`] = waits('net', deadline(0, undici.names, undici.more));
  rows[`undici#${type}.stream`] = waits('net', deadline(0, undici.names, undici.more));
  addMembers(rows, `undici#${type}`, ['close', 'destroy'], makes('promise', { orCallback: true }));
}
rows['undici#setGlobalDispatcher'] = makes('void');

// node-fetch waits for ever; 2 has a `timeout`, 3 only a signal.
const nodeFetch = (names: readonly string[]): ApiModel => ({ waits: 'net', returns: 'promise<global#Response>', ...deadline(1, names, { signal: 'signal', defaultMs: 'never' }) });
for (const name of ['default', 'fetch']) rows[`node-fetch#${name}`] = nodeFetch(['signal']);

// superagent waits for ever; a request is sent when it is awaited, given a `then`, or `end`ed.
const superagent: ApiModel = { waits: 'net', returns: 'superagent#Request', lazy: true, ...deadline([], [], { methods: ['timeout'], defaultMs: 'never' }) };
addMembers(rows, 'superagent#', ['get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'default'], superagent);
addMembers(rows, 'superagent#Request', ['set', 'query', 'send', 'timeout', 'retry', 'attach', 'field', 'auth', 'type', 'accept', 'redirects', 'ok', 'buffer', 'use', 'withCredentials'], makes('this'));
rows['superagent#Request.end'] = makes('void', { callbacks: [done(0)] });
rows['superagent#agent'] = makes('superagent#Agent');

export const httpClients: PackageTables = {
  rows,
  versions: [
    { package: 'node-fetch', below: 3, rows: { 'node-fetch#default': nodeFetch(['signal', 'timeout']), 'node-fetch#fetch': nodeFetch(['signal', 'timeout']) } },
  ],
};
