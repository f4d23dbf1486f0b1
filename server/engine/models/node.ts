/**
 * Node.js core modules. Source: the Node.js 20 and 22 documentation; every name is checked against `@types/node` by test/models.
 */
import type { ApiModel, CallbackModel, ModelTable } from './model.ts';

const rows: Record<string, ApiModel> = {};

// fs: every `xSync` blocks on the disk and has a twin of the same name in fs/promises, a few under another name.
const fsSync = [
  'access', 'appendFile', 'chmod', 'chown', 'copyFile', 'cp', 'exists', 'lchown', 'link', 'lstat', 'lutimes', 'mkdir', 'mkdtemp', 'open',
  'opendir', 'readFile', 'readdir', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'statfs', 'symlink', 'truncate', 'unlink',
  'utimes', 'writeFile',
];
const fsHandleSync = ['close', 'fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes', 'read', 'readv', 'write', 'writev'];
const diskDeadline = { options: [1, 2], names: ['signal'], signal: 'signal' } as const;
const readsWhole = new Set(['readFile', 'writeFile', 'appendFile']);
for (const name of fsSync) {
  rows[`fs#${name}Sync`] = { blocks: { on: 'disk', twin: `fs/promises#${name === 'exists' ? 'access' : name}` }, returns: name === 'readdir' ? 'fs#Dirent[]' : 'value' };
  if (name === 'exists') continue;
  const row: ApiModel = {
    waits: 'disk', returns: name === 'open' ? 'promise<fs/promises#FileHandle>' : name === 'readdir' ? 'promise<fs#Dirent[]>' : 'promise',
    ...(readsWhole.has(name) ? { deadline: diskDeadline } : {}),
  };
  if (name !== 'lchown' || row.waits) rows[`fs/promises#${name}`] = row;
  rows[`fs#${name}`] = { waits: 'disk', returns: 'void', callbacks: [later(-1)] };
}
for (const name of fsHandleSync) {
  rows[`fs#${name}Sync`] = { blocks: { on: 'disk', twin: `fs/promises#FileHandle.${name.replace(/^f(?=chmod|chown|datasync|stat|sync|truncate|utimes)/, '').replace('datasync', 'datasync')}` }, returns: 'value' };
  rows[`fs#${name}`] = { waits: 'disk', returns: 'void', callbacks: [later(-1)] };
}
for (const name of ['appendFile', 'chmod', 'close', 'datasync', 'read', 'readFile', 'readv', 'stat', 'sync', 'truncate', 'utimes', 'write', 'writeFile', 'writev']) {
  rows[`fs/promises#FileHandle.${name}`] = { waits: 'disk', returns: 'promise' };
}
rows['fs#exists'] = { waits: 'disk', returns: 'void', callbacks: [later(1)] };
rows['fs#createReadStream'] = { returns: 'fs#ReadStream' };
rows['fs#createWriteStream'] = { returns: 'fs#WriteStream' };
rows['fs#watch'] = { returns: 'events#EventEmitter', callbacks: [event(-1, 'fs.watch listener')] };
rows['fs#watchFile'] = { returns: 'events#EventEmitter', callbacks: [event(-1, 'fs.watchFile listener')] };

// child_process: a child started with exec or execFile has no time limit unless one is given.
const childDeadline = { options: [1, 2], names: ['timeout', 'signal'], signal: 'signal' } as const;
for (const name of ['exec', 'execFile', 'spawn', 'fork']) {
  rows[`child_process#${name}`] = { waits: 'child', starts: 'process', returns: 'child_process#ChildProcess', deadline: childDeadline, acquires: { what: 'process', release: ['kill'] }, ...(name.startsWith('exec') ? { callbacks: [later(-1)] } : {}) };
  if (name !== 'fork') rows[`child_process#${name}Sync`] = { blocks: { on: 'child process', twin: `child_process#${name}` }, returns: 'value' };
}

// crypto and zlib: the `Sync` forms and the forms without a callback burn CPU on the calling thread.
// `hkdf` and `generateKey` are no slow functions: they have a form of each kind, but nobody waits for them.
const keyWork: Readonly<Record<string, ApiModel['light'] | null>> = {
  pbkdf2: { arg: 2, below: 1000 }, scrypt: { arg: 3, option: 'N', below: 2048 }, generateKeyPair: { arg: 0, values: ['ec', 'ed25519', 'ed448', 'x25519', 'x448'] }, generatePrime: { arg: 0, below: 256 }, checkPrime: null,
};
for (const name of ['pbkdf2', 'scrypt', 'hkdf', 'generateKeyPair', 'generateKey', 'generatePrime', 'checkPrime']) {
  const light = keyWork[name];
  rows[`crypto#${name}Sync`] = { cpu: 'fixed', ...(light === undefined ? {} : { twin: `crypto#${name}` }), ...(light ? { light } : {}), returns: 'value' };
  rows[`crypto#${name}`] = { waits: 'pool', returns: 'void', callbacks: [later(-1)] };
}
for (const name of ['randomBytes', 'randomFill', 'randomInt']) rows[`crypto#${name}`] = { cpu: 'fixed', returns: 'value', callbacks: [later(-1)] };
for (const name of ['gzip', 'gunzip', 'deflate', 'deflateRaw', 'inflate', 'inflateRaw', 'unzip', 'brotliCompress', 'brotliDecompress']) {
  rows[`zlib#${name}Sync`] = { cpu: 'per-byte', twin: `zlib#${name}`, returns: 'value' };
  rows[`zlib#${name}`] = { waits: 'pool', returns: 'void', callbacks: [later(-1)] };
}

// Network.
for (const module of ['http', 'https', 'http2']) {
  const createServer = module === 'http2' ? ['createServer', 'createSecureServer'] : ['createServer'];
  for (const name of createServer) {
    rows[`${module}#${name}`] = {
      returns: 'http#Server',
      callbacks: [{ at: -1, runs: 'later', context: 'request', label: 'HTTP request listener', promise: 'dropped', params: ['http#IncomingMessage', 'http#ServerResponse'] }],
    };
  }
}
for (const module of ['http', 'https']) {
  for (const name of ['request', 'get']) {
    rows[`${module}#${name}`] = {
      waits: 'net', returns: 'http#ClientRequest',
      deadline: { options: [0, 1], names: ['timeout', 'signal'], methods: ['setTimeout'], signal: 'signal' },
      callbacks: [{ at: -1, runs: 'later', promise: 'dropped', params: ['http#IncomingMessage'] }],
    };
  }
}
rows['http#Server'] = { returns: 'http#Server', callbacks: rows['http#createServer']!.callbacks! };
for (const name of ['http#Server', 'net#Server']) {
  rows[`${name}.listen`] = { returns: 'this', callbacks: [{ at: -1, runs: 'later', context: 'startup', label: 'listen callback', promise: 'dropped' }] };
  rows[`${name}.close`] = { returns: 'this', callbacks: [later(0)] };
}
for (const name of ['http#ServerResponse', 'stream#Writable']) {
  rows[`${name}.end`] = { returns: 'this' };
  rows[`${name}.write`] = { returns: 'value' };
}
for (const name of ['http#ServerResponse', 'http#OutgoingMessage']) rows[`${name}.setHeader`] = { returns: 'this' };
rows['http#ServerResponse.writeHead'] = { returns: 'this' };
rows['net#createServer'] = { returns: 'net#Server', callbacks: [event(-1, 'socket connection')] };
rows['net#createConnection'] = { waits: 'net', returns: 'net#Socket', callbacks: [later(-1)] };
rows['net#connect'] = { waits: 'net', returns: 'net#Socket', callbacks: [later(-1)] };
rows['tls#createServer'] = { returns: 'net#Server', callbacks: [event(-1, 'TLS connection')] };
rows['tls#connect'] = { waits: 'net', returns: 'net#Socket', callbacks: [later(-1)] };
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'reverse']) {
  rows[`dns#${name}`] = { waits: name === 'lookup' ? 'pool' : 'net', returns: 'void', callbacks: [later(-1)] };
  rows[`dns/promises#${name}`] = { waits: name === 'lookup' ? 'pool' : 'net', returns: 'promise' };
}

// Emitters, streams, timers, workers.
const emitters = ['events#EventEmitter', 'net#Socket', 'net#Server', 'http#Server', 'http#IncomingMessage', 'http#ServerResponse', 'http#ClientRequest', 'child_process#ChildProcess', 'fs#ReadStream', 'fs#WriteStream', 'stream#Stream', 'stream#Readable', 'stream#Writable', 'stream#Duplex', 'stream#Transform', 'stream#PassThrough', 'worker_threads#Worker', 'readline#Interface', 'global#process', 'global#process.stdin', 'global#process.stdout', 'global#process.stderr'];
for (const emitter of emitters) {
  const dot = emitter.endsWith('#') ? '' : '.';
  for (const name of ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']) rows[`${emitter}${dot}${name}`] = { returns: 'this', callbacks: [event(1, "'{0}' listener")] };
  for (const name of ['off', 'removeListener', 'removeAllListeners']) rows[`${emitter}${dot}${name}`] = { returns: 'this' };
  rows[`${emitter}${dot}emit`] = { returns: 'value' };
}
for (const name of ['EventEmitter', 'default']) rows[`events#${name}`] = { returns: 'events#EventEmitter' };
rows['events#once'] = { waits: 'user', returns: 'promise', deadline: { options: [2], names: ['signal'], signal: 'signal' } };
rows['stream/promises#pipeline'] = { waits: 'disk', returns: 'promise', deadline: { options: [-1], names: ['signal'], signal: 'signal' } };
rows['stream/promises#finished'] = { waits: 'disk', returns: 'promise', deadline: { options: [1], names: ['signal'], signal: 'signal' } };
rows['stream#pipeline'] = { waits: 'disk', returns: 'value', callbacks: [later(-1)] };
rows['stream#finished'] = { returns: 'value', callbacks: [later(-1)] };
for (const name of ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough']) rows[`stream#${name}`] = { returns: `stream#${name}` };
for (const name of ['stream#Stream', 'stream#Readable', 'fs#ReadStream', 'http#IncomingMessage']) rows[`${name}.pipe`] = { returns: 'arg0' };
rows['timers/promises#setTimeout'] = { waits: 'timer', returns: 'promise', deadline: { options: [2], names: ['signal'], signal: 'signal' } };
rows['timers/promises#setImmediate'] = { waits: 'timer', returns: 'promise' };
rows['timers/promises#setInterval'] = { waits: 'timer' };
rows['timers/promises#scheduler.wait'] = { waits: 'timer', returns: 'promise' };
rows['timers/promises#scheduler.yield'] = { waits: 'timer', returns: 'promise' };
for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
  const row: ApiModel = { returns: 'value', callbacks: [{ at: 0, runs: 'later', context: 'event', label: `${name} callback`, promise: 'dropped' }] };
  rows[`timers#${name}`] = row;
  rows[`global#${name}`] = row;
}
for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) rows[`global#${name}`] = { returns: 'void' };
rows['global#queueMicrotask'] = { returns: 'void', callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] };
rows['global#process.nextTick'] = { returns: 'void', callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] };
rows['global#process.exit'] = { returns: 'void' };
// Code that listens on `parentPort` runs on the worker's own loop.
for (const name of ['on', 'once', 'addListener', 'addEventListener']) {
  rows[`worker_threads#parentPort.${name}`] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'worker', label: "'{0}' in the worker", promise: 'dropped' }] };
}
rows['worker_threads#Worker'] = { starts: 'thread', returns: 'worker_threads#Worker' };
rows['worker_threads#Worker.postMessage'] = { returns: 'void' };
rows['worker_threads#Worker.terminate'] = { returns: 'promise' };
rows['util#promisify'] = { returns: 'value' };
rows['readline#createInterface'] = { returns: 'readline#Interface' };
rows['readline/promises#createInterface'] = { returns: 'readline/promises#Interface' };
rows['readline/promises#Interface.question'] = { waits: 'user', returns: 'promise' };
rows['readline#Interface.question'] = { waits: 'user', returns: 'void', callbacks: [later(-1)] };
rows['http2#connect'] = { waits: 'net', returns: 'http2#ClientHttp2Session', callbacks: [later(-1)], acquires: { what: 'session', release: ['close', 'destroy'] } };
rows['dgram#createSocket'] = { returns: 'dgram#Socket', callbacks: [event(-1, 'datagram')], acquires: { what: 'connection', release: ['close'] } };
rows['dgram#Socket.send'] = { waits: 'net', returns: 'void', callbacks: [later(-1)] };
// Serialising, compiling and running another program's text are work of the calling thread.
for (const name of ['serialize', 'deserialize']) rows[`v8#${name}`] = { cpu: 'per-byte', returns: 'value' };
rows['v8#writeHeapSnapshot'] = { blocks: { on: 'disk' }, returns: 'value' };
for (const name of ['runInContext', 'runInNewContext', 'runInThisContext']) {
  rows[`vm#${name}`] = { cpu: 'fixed', returns: 'value' };
  rows[`vm#Script.${name}`] = { cpu: 'fixed', returns: 'value' };
}
rows['vm#Script'] = { cpu: 'per-byte', returns: 'vm#Script' };
rows['vm#compileFunction'] = { cpu: 'per-byte', returns: 'value' };
rows['perf_hooks#monitorEventLoopDelay'] = { returns: 'perf_hooks#IntervalHistogram', acquires: { what: 'timer', release: ['disable'] } };
rows['perf_hooks#PerformanceObserver'] = { returns: 'perf_hooks#PerformanceObserver', callbacks: [event(0, 'performance observer')] };
for (const name of ['on', 'once']) rows[`cluster#${name}`] = { returns: 'value', callbacks: [event(1, "cluster's '{0}' listener")] };
rows['cluster#fork'] = { returns: 'worker_threads#Worker' };
rows['async_hooks#AsyncLocalStorage'] = { returns: 'async_hooks#AsyncLocalStorage' };
rows['async_hooks#AsyncLocalStorage.run'] = { returns: 'value', callbacks: [{ at: 1, runs: 'now', promise: 'returned' }] };
// The test runner awaits what its callbacks return, and reports it: the promise it gives back need not be awaited.
for (const name of ['test', 'it', 'describe', 'suite', 'default', 'before', 'after', 'beforeEach', 'afterEach']) {
  rows[`test#${name}`] = { returns: 'promise', detachedOk: true, callbacks: [{ at: -1, runs: 'later', context: 'test', label: 'test', promise: 'handled' }] };
}

export const nodeModels: ModelTable = rows;

/** A Node-style callback: called once, later, in the flow of the caller; a promise it returns is lost. */
function later(at: number): CallbackModel {
  return { at, runs: 'later', promise: 'dropped' };
}

function event(at: number, label: string): CallbackModel {
  return { at, runs: 'later', context: 'event', label, promise: 'dropped' };
}
