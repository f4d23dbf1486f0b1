/**
 * Web frameworks: how they register handlers, and whether they await what a handler returns.
 * Read: express 4.21 and 5.3, koa 3.3, @koa/router 15.7, fastify 3.29 to 5.12, @hapi/hapi 21.4, hono 4.13, h3 1.15 and 2.0, express-async-handler 1.2.
 */
import type { CallbackModel } from '../model.ts';
import { addEmitter, addMembers, consumer, handler, httpVerbs, listener, makes, startup, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const route = (promise: CallbackModel['promise'], params: readonly string[], from = 1): readonly CallbackModel[] => [handler('{name} {0}', { from }, params, promise)];
const middleware = (promise: CallbackModel['promise'], params: readonly string[]): readonly CallbackModel[] => [handler('middleware', { from: 0 }, params, promise)];
const listening = startup('listen callback', -1, [], 'dropped');

// express 5 awaits what a handler returns and forwards a rejection to the error handler; express 4 drops it.
const expressParams = ['express#Request', 'express#Response'];
function expressRows(promise: CallbackModel['promise']): Rows {
  const made: Rows = {};
  for (const type of ['express#Application', 'express#Router']) {
    addMembers(made, type, httpVerbs, makes('this', { callbacks: route(promise, expressParams) }));
    made[`${type}.use`] = makes('this', { callbacks: middleware(promise, expressParams) });
    made[`${type}.param`] = makes('this', { callbacks: route(promise, expressParams) });
    made[`${type}.route`] = makes('express#IRoute');
  }
  addMembers(made, 'express#IRoute', httpVerbs, makes('this', { callbacks: route(promise, expressParams, 0) }));
  return made;
}
Object.assign(rows, expressRows('handled'));
rows['express#default'] = makes('express#Application');
rows['express#Router'] = makes('express#Router');
rows['express#Application.listen'] = makes('http#Server', { callbacks: [listening] });
addMembers(rows, 'express#Application', ['set', 'enable', 'disable', 'engine'], makes('this'));
addMembers(rows, 'express#Response', ['json', 'send', 'status', 'sendStatus', 'end', 'set', 'type', 'redirect', 'render', 'cookie', 'header', 'sendFile', 'setHeader', 'location', 'vary', 'append', 'format', 'attachment', 'download', 'jsonp', 'links', 'clearCookie'], makes('this'));
rows['express#Response.write'] = makes('value');
addMembers(rows, 'express#', ['json', 'urlencoded', 'static', 'raw', 'text'], makes('value'));
for (const type of ['express#Request', 'express#Response', 'express#Application']) addMembers(rows, type, ['on', 'once'], makes('this', { callbacks: [listener()] }));
rows['express-async-handler#default'] = makes('value', { callbacks: [{ at: 0, runs: 'later', promise: 'handled' }] });

// fastify: handlers and hooks are awaited. Before 4 `listen` took its port first and, with a callback last, gave no promise.
const fastifyParams = ['fastify#FastifyRequest', 'fastify#FastifyReply'];
const fastifyHooks = ['handler', 'onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse', 'onError', 'onTimeout'];
/** One function, or a list of them; there is one handler. */
const listPlaces = (option: string): string[] => (option === 'handler' ? [option] : [option, `${option}.*`]);
const inOption = (option: string, label: string): CallbackModel => handler(label, { arg: 0, option: listPlaces(option) }, fastifyParams);
addMembers(rows, 'fastify#', ['default', 'fastify'], makes('fastify#FastifyInstance'));
addMembers(rows, 'fastify#FastifyInstance', httpVerbs, makes('this', { callbacks: [...route('handled', fastifyParams), handler('{name} {0}', { arg: 1, option: fastifyHooks.flatMap(listPlaces) }, fastifyParams)] }));
rows['fastify#FastifyInstance.route'] = makes('this', { callbacks: fastifyHooks.map((hook) => inOption(hook, hook === 'handler' ? 'route handler' : hook)) });
rows['fastify#FastifyInstance.addHook'] = makes('this', { callbacks: [handler('{0} hook', 1, fastifyParams)] });
for (const name of ['setErrorHandler', 'setNotFoundHandler']) rows[`fastify#FastifyInstance.${name}`] = makes('this', { callbacks: [handler(name, -1)] });
rows['fastify#FastifyInstance.register'] = makes('this', { detachedOk: true, callbacks: [startup('plugin', 0, ['fastify#FastifyInstance'])] });
rows['fastify#FastifyInstance.after'] = makes('this', { detachedOk: true, callbacks: [startup('after callback', 0)] });
addMembers(rows, 'fastify#FastifyInstance', ['decorate', 'decorateRequest', 'decorateReply', 'withTypeProvider'], makes('this'));
rows['fastify#FastifyInstance.addContentTypeParser'] = makes('this', { callbacks: [handler('content type parser', -1)] });
rows['fastify#FastifyInstance.listen'] = waits('net', { orCallback: true, callbacks: [listening] });
rows['fastify#FastifyInstance.ready'] = waits('net', { orCallback: true, callbacks: [startup('ready callback', -1, [], 'dropped')] });
rows['fastify#FastifyInstance.close'] = waits('net', { orCallback: true, callbacks: [{ at: -1, runs: 'later', promise: 'dropped' }] });
rows['fastify#FastifyInstance.inject'] = makes('promise', { orCallback: true });
addMembers(rows, 'fastify#FastifyReply', ['send', 'code', 'status', 'header', 'headers', 'type', 'redirect', 'hijack'], makes('this', { detachedOk: true }));
rows['fastify-plugin#default'] = makes('arg0', { callbacks: [startup('plugin', 0, ['fastify#FastifyInstance'])] });

// koa and its routers: middleware is awaited.
rows['koa#default'] = makes('koa#Application');
rows['koa#Application'] = makes('koa#Application');
rows['koa#Application.use'] = makes('this', { callbacks: middleware('handled', ['koa#Context']) });
rows['koa#Application.listen'] = makes('http#Server', { callbacks: [listening] });
rows['koa#Application.callback'] = makes('value');
addEmitter(rows, 'koa#Application');
for (const pkg of ['koa-router', '@koa/router']) {
  addMembers(rows, `${pkg}#`, ['default', 'Router'], makes(`${pkg}#Router`));
  addMembers(rows, `${pkg}#Router`, [...httpVerbs, 'del', 'register'], makes('this', { callbacks: route('handled', ['koa#Context']) }));
  rows[`${pkg}#Router.use`] = makes('this', { callbacks: middleware('handled', ['koa#Context']) });
  rows[`${pkg}#Router.param`] = makes('this', { callbacks: [handler('param {0}', 1)] });
  addMembers(rows, `${pkg}#Router`, ['routes', 'middleware', 'allowedMethods'], makes('value'));
}

// hono: handlers are awaited.
const honoParams = ['hono#Context'];
rows['hono#Hono'] = makes('hono#Hono');
// It has no `head`: a HEAD request goes to the handler of `get`.
addMembers(rows, 'hono#Hono', [...httpVerbs.filter((verb) => verb !== 'head'), 'on'], makes('this', { callbacks: route('handled', honoParams) }));
rows['hono#Hono.use'] = makes('this', { callbacks: middleware('handled', honoParams) });
for (const name of ['notFound', 'onError']) rows[`hono#Hono.${name}`] = makes('this', { callbacks: [handler(name, 0)] });
addMembers(rows, 'hono#Hono', ['route', 'basePath', 'mount'], makes('this'));
rows['hono/factory#createMiddleware'] = makes('arg0', { callbacks: [handler('middleware', 0, honoParams)] });
rows['hono/streaming#stream'] = makes('value', { callbacks: [handler('stream', 1)] });
rows['hono/streaming#streamSSE'] = makes('value', { callbacks: [handler('event stream', 1)] });
rows['@hono/node-server#serve'] = makes('http#Server', { callbacks: [startup('listen callback', 1, [], 'dropped')] });

// hapi.
const hapiParams = ['@hapi/hapi#Request', '@hapi/hapi#ResponseToolkit'];
addMembers(rows, '@hapi/hapi#', ['server', 'Server'], makes('@hapi/hapi#Server'));
rows['@hapi/hapi#Server.route'] = makes('void', { callbacks: [handler('route handler', { arg: 0, option: ['handler', '*.handler', 'options.handler', '*.options.handler'] }, hapiParams)] });
rows['@hapi/hapi#Server.ext'] = makes('void', { callbacks: [handler('{0} extension', 1, hapiParams), handler('extension', { arg: 0, option: ['method', '*.method'] }, hapiParams)] });
rows['@hapi/hapi#Server.method'] = makes('void', { callbacks: [{ at: 1, runs: 'later', promise: 'returned' }] });
rows['@hapi/hapi#Server.decorate'] = makes('void');
addMembers(rows, '@hapi/hapi#Server', ['start', 'stop', 'register', 'initialize'], waits('net'));
rows['@hapi/hapi#Server.inject'] = makes('promise');

// h3, the server of nuxt and nitro; nitro gives these names to every file without an import.
for (const module of ['h3', 'nitropack/runtime', 'global']) {
  addMembers(rows, `${module}#`, ['defineEventHandler', 'eventHandler'], makes('value', { callbacks: [handler('event handler', 0), handler('event handler', { arg: 0, option: module === 'h3' ? 'handler' : ['handler', 'onRequest', 'onRequest.*', 'onBeforeResponse', 'onBeforeResponse.*'] })] }));
  if (module === 'h3') continue;
  rows[`${module}#defineCachedEventHandler`] = makes('value', { callbacks: [handler('cached event handler', 0)] });
  rows[`${module}#defineNitroPlugin`] = makes('value', { callbacks: [startup('nitro plugin', 0, ['nitropack/types#NitroApp'])] });
  rows[`${module}#defineTask`] = makes('value', { callbacks: [consumer('task', { arg: 0, option: 'run' })] });
}
// Hooks of a running server; `close` is its end.
addMembers(rows, 'nitropack/types#NitroApp', ['hooks.hook', 'hooks.hookOnce'], makes('value', { callbacks: [handler('{0} hook', 1)] }));
rows['h3#H3'] = makes('h3#H3');
addMembers(rows, 'h3#H3', httpVerbs, makes('this', { callbacks: route('handled', []) }));
rows['h3#H3.use'] = makes('this', { callbacks: middleware('handled', []) });
addMembers(rows, 'h3#', ['readBody'], waits('net'));

// Wrappers of the frameworks that call exports by their place.
rows['@sveltejs/kit/hooks#sequence'] = makes('value', { callbacks: [handler('handle hook', { from: 0 })] });
rows['astro:middleware#defineMiddleware'] = makes('arg0', { callbacks: [handler('middleware', 0)] });
rows['astro:middleware#sequence'] = makes('value', { callbacks: [handler('middleware', { from: 0 })] });
rows['astro:actions#defineAction'] = makes('value', { callbacks: [handler('action', { arg: 0, option: 'handler' })] });
rows['@nestjs/common#createParamDecorator'] = makes('value', { callbacks: [handler('parameter decorator', 0)] });

// Servers of runtimes: handlers are awaited.
rows['global#Bun.serve'] = makes('value', { callbacks: [handler('request handler', { arg: 0, option: 'fetch' }), listener({ arg: 0, option: ['websocket.message', 'websocket.open', 'websocket.close'] }, 'socket {key}')] });
rows['global#Deno.serve'] = makes('value', { callbacks: [handler('request handler', { from: 0 }), handler('request handler', { arg: 0, option: 'handler' })] });

export const webFrameworks: PackageTables = {
  rows,
  versions: [{ package: 'express', below: 5, unless: ['express-async-errors'], rows: expressRows('dropped') }],
};
