/**
 * Packages people use, as far as the rules need them: web frameworks and their handlers, HTTP clients and their deadlines,
 * database clients, queues, limiters, file helpers. One block per package; the version in the comment is the one read.
 */
import type { ApiModel, CallbackModel, DecoratorModel, ModelTable, VersionedRows } from './model.ts';

const rows: Record<string, ApiModel> = {};
const httpVerbs = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all'];

/** Handlers of a router: every function argument after the path. */
function route(promise: CallbackModel['promise'], params: readonly (string | undefined)[], from = 1): readonly CallbackModel[] {
  return [{ at: { from }, runs: 'later', context: 'request', label: '{name} {0}', promise, params }];
}
function middleware(promise: CallbackModel['promise'], params: readonly (string | undefined)[]): readonly CallbackModel[] {
  return [{ at: { from: 0 }, runs: 'later', context: 'request', label: 'middleware', promise, params }];
}

// express 5 awaits what a handler returns and forwards a rejection to the error handler; express 4 drops it (see versionedRows).
const expressParams = ['express#Request', 'express#Response'];
function expressRows(promise: CallbackModel['promise']): Record<string, ApiModel> {
  const made: Record<string, ApiModel> = {};
  for (const type of ['express#Application', 'express#Router']) {
    for (const verb of httpVerbs) made[`${type}.${verb}`] = { returns: 'this', callbacks: route(promise, expressParams) };
    made[`${type}.use`] = { returns: 'this', callbacks: middleware(promise, expressParams) };
    made[`${type}.param`] = { returns: 'this', callbacks: route(promise, expressParams) };
    made[`${type}.route`] = { returns: 'express#IRoute' };
  }
  for (const verb of httpVerbs) made[`express#IRoute.${verb}`] = { returns: 'this', callbacks: route(promise, expressParams, 0) };
  return made;
}
Object.assign(rows, expressRows('handled'));
rows['express#default'] = { returns: 'express#Application' };
rows['express#Router'] = { returns: 'express#Router' };
rows['express#Application.listen'] = { returns: 'http#Server', callbacks: [{ at: -1, runs: 'later', context: 'startup', label: 'listen callback', promise: 'dropped' }] };
rows['express#Application.set'] = { returns: 'this' };
for (const name of ['json', 'send', 'status', 'sendStatus', 'end', 'set', 'type', 'redirect', 'render', 'cookie', 'header', 'sendFile', 'setHeader', 'location', 'vary', 'append', 'format', 'attachment', 'download', 'jsonp', 'links', 'clearCookie']) rows[`express#Response.${name}`] = { returns: 'this' };
rows['express#Response.write'] = { returns: 'value' };
for (const name of ['json', 'urlencoded', 'static', 'raw', 'text']) rows[`express#${name}`] = { returns: 'value' };
for (const name of ['on', 'once']) for (const type of ['express#Request', 'express#Response', 'express#Application']) rows[`${type}.${name}`] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] };

// fastify: handlers and hooks are awaited.
const fastifyParams = ['fastify#FastifyRequest', 'fastify#FastifyReply'];
rows['fastify#default'] = { returns: 'fastify#FastifyInstance' };
rows['fastify#fastify'] = rows['fastify#default'];
for (const verb of httpVerbs) rows[`fastify#FastifyInstance.${verb}`] = { returns: 'this', callbacks: route('handled', fastifyParams) };
rows['fastify#FastifyInstance.route'] = { returns: 'this', callbacks: [{ at: { arg: 0, option: 'handler' }, runs: 'later', context: 'request', label: 'route handler', promise: 'handled', params: fastifyParams }, { at: { arg: 0, option: 'preHandler' }, runs: 'later', context: 'request', label: 'preHandler', promise: 'handled', params: fastifyParams }] };
rows['fastify#FastifyInstance.addHook'] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'request', label: '{0} hook', promise: 'handled', params: fastifyParams }] };
for (const name of ['setErrorHandler', 'setNotFoundHandler']) rows[`fastify#FastifyInstance.${name}`] = { returns: 'this', callbacks: [{ at: -1, runs: 'later', context: 'request', label: name, promise: 'handled' }] };
rows['fastify#FastifyInstance.register'] = { returns: 'this', detachedOk: true, callbacks: [{ at: 0, runs: 'later', context: 'startup', label: 'plugin', promise: 'handled', params: ['fastify#FastifyInstance'] }] };
rows['fastify#FastifyInstance.decorate'] = { returns: 'this' };
rows['fastify#FastifyInstance.listen'] = { returns: 'promise', waits: 'net' };
for (const name of ['ready', 'close', 'inject']) rows[`fastify#FastifyInstance.${name}`] = { returns: 'promise' };
for (const name of ['send', 'code', 'status', 'header', 'headers', 'type', 'redirect', 'hijack']) rows[`fastify#FastifyReply.${name}`] = { returns: 'this', detachedOk: true };

// koa and its routers: middleware is awaited.
rows['koa#default'] = { returns: 'koa#Application' };
rows['koa#Application.use'] = { returns: 'this', callbacks: middleware('handled', ['koa#Context']) };
rows['koa#Application.listen'] = { returns: 'http#Server' };
rows['koa#Application.on'] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] };
for (const pkg of ['koa-router', '@koa/router']) {
  rows[`${pkg}#default`] = { returns: `${pkg}#Router` };
  rows[`${pkg}#Router`] = { returns: `${pkg}#Router` };
  for (const verb of [...httpVerbs, 'del', 'register']) rows[`${pkg}#Router.${verb}`] = { returns: 'this', callbacks: route('handled', ['koa#Context']) };
  rows[`${pkg}#Router.use`] = { returns: 'this', callbacks: middleware('handled', ['koa#Context']) };
}

// hono: handlers are awaited.
rows['hono#Hono'] = { returns: 'hono#Hono' };
for (const verb of [...httpVerbs, 'on']) rows[`hono#Hono.${verb}`] = { returns: 'this', callbacks: route('handled', ['hono#Context']) };
rows['hono#Hono.use'] = { returns: 'this', callbacks: middleware('handled', ['hono#Context']) };
for (const name of ['notFound', 'onError']) rows[`hono#Hono.${name}`] = { returns: 'this', callbacks: middleware('handled', []) };
rows['hono#Hono.route'] = { returns: 'this' };

// hapi.
rows['@hapi/hapi#server'] = { returns: '@hapi/hapi#Server' };
rows['@hapi/hapi#Server'] = { returns: '@hapi/hapi#Server' };
rows['@hapi/hapi#Server.route'] = { returns: 'void', callbacks: [{ at: { arg: 0, option: 'handler' }, runs: 'later', context: 'request', label: 'route handler', promise: 'handled' }] };
for (const name of ['start', 'stop', 'register', 'initialize']) rows[`@hapi/hapi#Server.${name}`] = { returns: 'promise' };

// ws, socket.io: listeners are plain emitter listeners.
for (const name of ['ws#WebSocketServer', 'ws#default', 'ws#WebSocket', 'ws#Server']) rows[name] = { returns: name === 'ws#default' ? 'ws#WebSocket' : name };
for (const type of ['ws#WebSocketServer', 'ws#WebSocket', 'ws#Server', 'socket.io#Server', 'socket.io#Socket']) {
  for (const name of ['on', 'once']) rows[`${type}.${name}`] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped', params: [type.startsWith('ws') ? 'ws#WebSocket' : 'socket.io#Socket'] }] };
}
rows['socket.io#Server'] = { returns: 'socket.io#Server' };

// HTTP clients. axios, superagent and node-fetch wait for ever by default; got, ky and undici have limits of their own
// (ky 10 s; undici 300 s headers and body), got none.
const axiosVerb = (options: number): ApiModel => ({ waits: 'net', returns: 'promise', deadline: { options: [options], names: ['timeout', 'signal'], signal: 'signal' } });
for (const type of ['axios#', 'axios#AxiosInstance.']) {
  for (const verb of ['get', 'delete', 'head', 'options']) rows[`${type}${verb}`] = axiosVerb(1);
  for (const verb of ['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm']) rows[`${type}${verb}`] = axiosVerb(2);
  rows[`${type}request`] = axiosVerb(0);
}
rows['axios#default'] = { waits: 'net', returns: 'promise', deadline: { options: [0, 1], names: ['timeout', 'signal'], signal: 'signal' } };
rows['axios#AxiosInstance'] = rows['axios#default'];
rows['axios#create'] = { returns: 'axios#AxiosInstance' };
for (const verb of ['default', 'get', 'post', 'put', 'patch', 'delete', 'head']) {
  const name = verb;
  rows[`got#${name}`] = { waits: 'net', returns: 'promise', deadline: { options: [1], names: ['timeout', 'signal'], signal: 'signal' } };
  rows[`ky#${name}`] = { waits: 'net', returns: 'promise' };
}
rows['got#got'] = rows['got#default']!;
for (const name of ['default', 'fetch']) rows[`node-fetch#${name}`] = { waits: 'net', returns: 'promise<global#Response>', deadline: { options: [1], names: ['signal', 'timeout'], signal: 'signal' } };
for (const name of ['fetch', 'request', 'stream']) rows[`undici#${name}`] = { waits: 'net', returns: name === 'fetch' ? 'promise<global#Response>' : 'promise', deadline: { options: [1], names: ['signal', 'headersTimeout', 'bodyTimeout', 'dispatcher'], signal: 'signal', without: '5 minutes' } };
for (const verb of ['get', 'post', 'put', 'patch', 'delete', 'head']) rows[`superagent#${verb}`] = { waits: 'net', returns: 'promise', deadline: { options: [], names: [], methods: ['timeout'] } };

// Databases.
for (const name of ['pg#Pool', 'pg#Client']) {
  rows[name] = { returns: name };
  rows[`${name}.query`] = { waits: 'db', returns: 'promise' };
  rows[`${name}.end`] = { waits: 'db', returns: 'promise' };
}
rows['pg#Pool.connect'] = { waits: 'db', returns: 'promise<pg#Client>' };
rows['pg#Client.connect'] = { waits: 'db', returns: 'promise' };
for (const pkg of ['mysql2/promise']) {
  rows[`${pkg}#createPool`] = { returns: `${pkg}#Pool` };
  rows[`${pkg}#createConnection`] = { waits: 'db', returns: `promise<${pkg}#Connection>` };
  for (const type of ['Pool', 'Connection']) for (const name of ['query', 'execute', 'end']) rows[`${pkg}#${type}.${name}`] = { waits: 'db', returns: 'promise' };
}
rows['mongodb#MongoClient'] = { returns: 'mongodb#MongoClient' };
rows['mongodb#MongoClient.db'] = { returns: 'mongodb#Db' };
rows['mongodb#Db.collection'] = { returns: 'mongodb#Collection' };
for (const name of ['connect', 'close']) rows[`mongodb#MongoClient.${name}`] = { waits: 'db', returns: 'promise' };
for (const name of ['findOne', 'insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'countDocuments', 'bulkWrite', 'replaceOne', 'findOneAndUpdate']) rows[`mongodb#Collection.${name}`] = { waits: 'db', returns: 'promise' };
for (const pkg of ['ioredis', 'redis']) {
  for (const name of pkg === 'redis' ? ['createClient'] : ['default', 'Redis']) rows[`${pkg}#${name}`] = { returns: `${pkg}#Client` };
  for (const name of ['get', 'set', 'del', 'incr', 'hget', 'hset', 'expire', 'publish', 'lpush', 'rpush', 'sadd', 'mget', 'connect', 'quit']) rows[`${pkg}#Client.${name}`] = { waits: 'db', returns: 'promise' };
  rows[`${pkg}#Client.on`] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] };
}
rows['@prisma/client#PrismaClient'] = { returns: '@prisma/client#PrismaClient' };

// Queues and schedulers: consumers await what the processor returns.
for (const name of ['Worker', 'Queue']) rows[`bullmq#${name}`] = { returns: `bullmq#${name}`, ...(name === 'Worker' ? { callbacks: [{ at: 1, runs: 'later', context: 'event', label: 'consumer of queue {0}', promise: 'handled' }] } : {}) };
rows['bullmq#Queue.add'] = { waits: 'queue', returns: 'promise' };
rows['bullmq#Worker.on'] = { returns: 'this', callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] };
rows['bullmq#Queue.on'] = rows['bullmq#Worker.on'];
rows['bull#default'] = { returns: 'bull#Queue' };
rows['bull#Queue.process'] = { returns: 'promise', detachedOk: true, callbacks: [{ at: { from: 0 }, runs: 'later', context: 'event', label: 'queue consumer', promise: 'handled' }] };
rows['node-cron#schedule'] = { returns: 'value', callbacks: [{ at: 1, runs: 'later', context: 'event', label: 'cron job {0}', promise: 'dropped' }] };
rows['cron#CronJob'] = { returns: 'value', callbacks: [{ at: 1, runs: 'later', context: 'event', label: 'cron job {0}', promise: 'dropped' }] };

// Limiters.
rows['p-limit#default'] = { limits: 'new', returns: 'p-limit#Limit' };
rows['p-limit#Limit'] = { limits: 'call', returns: 'promise', callbacks: [{ at: 0, runs: 'later', promise: 'returned' }] };
for (const name of ['default']) rows[`p-map#${name}`] = { limits: 'call', returns: 'promise', callbacks: [{ at: 1, runs: 'later', promise: 'returned', perElement: true }] };
rows['p-queue#default'] = { limits: 'new', returns: 'p-queue#PQueue' };
rows['p-queue#PQueue.add'] = { limits: 'call', returns: 'promise', callbacks: [{ at: 0, runs: 'later', promise: 'returned' }] };
rows['p-queue#PQueue.addAll'] = { limits: 'call', returns: 'promise' };
rows['bottleneck#default'] = { limits: 'new', returns: 'bottleneck#Bottleneck' };
rows['bottleneck#Bottleneck.schedule'] = { limits: 'call', returns: 'promise', callbacks: [{ at: { from: 0 }, runs: 'later', promise: 'returned' }] };
rows['async-sema#Sema'] = { limits: 'new', returns: 'async-sema#Sema' };
for (const name of ['mapLimit', 'eachLimit', 'forEachLimit', 'eachOfLimit', 'mapSeries', 'eachSeries']) rows[`async#${name}`] = { limits: 'call', returns: 'promise', callbacks: [{ at: { from: 2 }, runs: 'later', promise: 'handled', perElement: true }] };

// Work that leaves the thread.
for (const [pkg, type, run] of [['piscina', 'default', 'run'], ['piscina', 'Piscina', 'run'], ['tinypool', 'default', 'run'], ['tinypool', 'Tinypool', 'run']] as const) {
  rows[`${pkg}#${type}`] = { returns: `${pkg}#Pool`, limits: 'new' };
  rows[`${pkg}#Pool.${run}`] = { waits: 'pool', limits: 'call', returns: 'promise' };
}
rows['workerpool#pool'] = { returns: 'workerpool#Pool', limits: 'new' };
rows['workerpool#Pool.exec'] = { waits: 'pool', limits: 'call', returns: 'promise', callbacks: [{ at: 0, runs: 'elsewhere', promise: 'handled' }] };

// File helpers with the signatures of fs.
for (const name of ['readJson', 'writeJson', 'outputFile', 'outputJson', 'ensureDir', 'ensureFile', 'emptyDir', 'copy', 'move', 'remove', 'pathExists']) {
  rows[`fs-extra#${name}`] = { waits: 'disk', returns: 'promise' };
  rows[`fs-extra#${name}Sync`] = { blocks: { on: 'disk', twin: `fs-extra#${name}` }, returns: 'value' };
}
for (const [name, twin] of [['glob#sync', 'glob'], ['glob#globSync', 'glob'], ['fast-glob#sync', 'default'], ['fast-glob#globSync', 'default'], ['tinyglobby#globSync', 'glob'], ['globby#globbySync', 'globby']] as const) {
  rows[name] = { blocks: { on: 'disk', twin: `${name.slice(0, name.indexOf('#'))}#${twin}` }, returns: 'global#Array' };
}
rows['execa#execaSync'] = { blocks: { on: 'child process', twin: 'execa#execa' }, returns: 'value' };
rows['execa#execa'] = { waits: 'child', returns: 'promise', deadline: { options: [1, 2], names: ['timeout', 'cancelSignal', 'signal'], signal: 'cancelSignal' } };
rows['cross-spawn#sync'] = { blocks: { on: 'child process', twin: 'cross-spawn#spawn' }, returns: 'value' };

// React: effects and event callbacks; the promise an effect returns is taken for its clean-up function.
for (const name of ['useEffect', 'useLayoutEffect', 'useInsertionEffect']) rows[`react#${name}`] = { returns: 'void', callbacks: [{ at: 0, runs: 'later', context: 'ui', label: `${name} callback`, promise: 'dropped' }] };
for (const name of ['useCallback', 'useMemo']) rows[`react#${name}`] = { returns: 'arg0' };

// Test runners: a test's promise is awaited.
const testRow: ApiModel = { returns: 'void', callbacks: [{ at: { from: 0 }, runs: 'later', context: 'test', label: 'test', promise: 'handled' }] };
const jestApis = ['describe', 'it', 'test', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach'];
const mochaApis = ['describe', 'it', 'before', 'after', 'beforeEach', 'afterEach', 'suite', 'test'];
for (const [pkg, names] of Object.entries({
  vitest: [...jestApis, 'suite', 'bench'], '@jest/globals': jestApis, mocha: mochaApis, 'bun:test': jestApis, '@playwright/test': ['test'], global: new Set([...jestApis, ...mochaApis]),
})) for (const name of names) rows[`${pkg}#${name}`] = testRow;

// Command-line programs.
for (const type of ['commander#Command', 'commander#program']) {
  for (const name of ['command', 'option', 'argument', 'description', 'name', 'version']) rows[`${type}.${name}`] = { returns: 'commander#Command' };
  rows[`${type}.action`] = { returns: 'this', callbacks: [{ at: 0, runs: 'later', context: 'cli', label: 'command action', promise: 'handled' }] };
  rows[`${type}.parseAsync`] = { returns: 'promise' };
  rows[`${type}.parse`] = { returns: 'this' };
}
rows['commander#Command'] = { returns: 'commander#Command' };

// Functions that wrap functions.
for (const pkg of ['lodash', 'underscore']) {
  rows[`${pkg}#once`] = { returns: 'arg0', callbacks: [{ at: 0, runs: 'once', promise: 'returned' }] };
  rows[`${pkg}#memoize`] = { returns: 'arg0', callbacks: [{ at: 0, runs: 'once', promise: 'returned' }] };
  for (const name of ['debounce', 'throttle', 'partial', 'bind']) rows[`${pkg}#${name}`] = { returns: 'arg0' };
  for (const name of ['forEach', 'each']) rows[`${pkg}#${name}`] = { returns: 'value', callbacks: [{ at: 1, runs: 'now', promise: 'dropped', perElement: true }] };
  rows[`${pkg}#map`] = { returns: 'value', callbacks: [{ at: 1, runs: 'now', promise: 'returned', perElement: true }] };
  rows[`${pkg}#chunk`] = { returns: 'value', size: 'argument' };
}
rows['express-async-handler#default'] = { returns: 'value', callbacks: [{ at: 0, runs: 'later', promise: 'handled' }] };
// TanStack Query documents that these never reject, or report to the query's observers; they need not be awaited.
for (const pkg of ['@tanstack/react-query', '@tanstack/vue-query', '@tanstack/query-core']) {
  for (const name of ['QueryClient', 'useQueryClient']) rows[`${pkg}#${name}`] = { returns: '@tanstack/query-core#QueryClient' };
  for (const name of ['invalidateQueries', 'refetchQueries', 'resetQueries', 'cancelQueries', 'prefetchQuery', 'prefetchInfiniteQuery']) rows[`${pkg}#QueryClient.${name}`] = { returns: 'promise', detachedOk: true };
}
// Routers report a navigation that fails themselves.
for (const pkg of ['react-router', 'react-router-dom']) rows[`${pkg}#useNavigate`] = { returns: 'react-router#NavigateFunction' };
rows['react-router#NavigateFunction'] = { returns: 'promise', detachedOk: true };
rows['next/router#useRouter'] = { returns: 'next/router#NextRouter' };
for (const name of ['push', 'replace', 'prefetch']) rows[`next/router#NextRouter.${name}`] = { returns: 'promise', detachedOk: true };

export const packageModels: ModelTable = rows as ModelTable;

export const versionedRows: readonly VersionedRows[] = [
  { package: 'express', below: 5, unless: ['express-async-errors'], rows: expressRows('dropped') },
];

export const decoratorModels: Readonly<Record<string, DecoratorModel>> = Object.fromEntries([
  ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Options', 'Head'].flatMap((verb) => [
    [`@nestjs/common#${verb}`, { context: 'request', label: `${verb === 'All' ? 'ALL' : verb.toUpperCase()} {0}`, promise: 'handled' }],
    [`routing-controllers#${verb}`, { context: 'request', label: `${verb.toUpperCase()} {0}`, promise: 'handled' }],
  ]),
  ...['Query', 'Mutation', 'ResolveField'].flatMap((kind) => [
    [`@nestjs/graphql#${kind}`, { context: 'request', label: `GraphQL ${kind.toLowerCase()}`, promise: 'handled' }],
    [`type-graphql#${kind}`, { context: 'request', label: `GraphQL ${kind.toLowerCase()}`, promise: 'handled' }],
  ]),
  ...['MessagePattern', 'EventPattern'].map((kind) => [`@nestjs/microservices#${kind}`, { context: 'event', label: 'message {0}', promise: 'handled' }]),
  ...['SubscribeMessage'].map((kind) => [`@nestjs/websockets#${kind}`, { context: 'event', label: 'socket message {0}', promise: 'handled' }]),
  ...['Cron', 'Interval', 'Timeout'].map((kind) => [`@nestjs/schedule#${kind}`, { context: 'event', label: `${kind} job`, promise: 'handled' }]),
  ['@nestjs/event-emitter#OnEvent', { context: 'event', label: "'{0}' event", promise: 'handled' }],
  ['@nestjs/bull#Process', { context: 'event', label: 'queue consumer', promise: 'handled' }],
]) as Readonly<Record<string, DecoratorModel>>;
