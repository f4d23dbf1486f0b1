/**
 * Types of functions and of parameters that say where a function runs: `const list: RequestHandler = …`, `function show(req: Request, res: Response)`.
 * They count where nobody is seen to register the function: a controller's file, an autoloaded plugin, a handler of a platform.
 * Read: the typings of express 4 and 5, koa 3, fastify 5, hapi 21, hono 4, next 16, h3 1, aws-lambda 8, @azure/functions 4, @google-cloud/functions-framework 4.
 */
import type { Context } from '../lint/finding.ts';

export interface FunctionTypeModel {
  readonly context: Context;
  readonly label: string;
  /** Types of the parameters, as in `ApiModel.returns`: the function need not annotate them. */
  readonly params?: readonly string[];
}

const request = (label: string, ...params: readonly string[]): FunctionTypeModel => ({ context: 'request', label, ...(params.length > 0 ? { params } : {}) });
const plugin: FunctionTypeModel = { context: 'startup', label: 'plugin', params: ['fastify#FastifyInstance'] };
const express = request('request handler', 'express#Request', 'express#Response');
const fastify = request('route handler', 'fastify#FastifyRequest', 'fastify#FastifyReply');

/** By the canonical name of the declared type. */
const functionTypes: Readonly<Record<string, FunctionTypeModel>> = {
  'express#RequestHandler': express, 'express#Handler': express,
  'express#ErrorRequestHandler': request('error handler'),
  'koa#Middleware': request('middleware', 'koa#Context'),
  'fastify#FastifyPluginAsync': plugin, 'fastify#FastifyPluginCallback': plugin, 'fastify#FastifyPlugin': plugin,
  '@fastify/type-provider-typebox#FastifyPluginAsyncTypebox': plugin, '@fastify/type-provider-typebox#FastifyPluginCallbackTypebox': plugin,
  '@fastify/type-provider-json-schema-to-ts#FastifyPluginAsyncJsonSchemaToTs': plugin,
  'fastify-type-provider-zod#FastifyPluginAsyncZod': plugin,
  'fastify#RouteHandlerMethod': fastify, 'fastify#RouteHandler': fastify,
  'fastify#preHandlerHookHandler': fastify, 'fastify#preHandlerAsyncHookHandler': fastify, 'fastify#onRequestHookHandler': fastify, 'fastify#onRequestAsyncHookHandler': fastify, 'fastify#preValidationHookHandler': fastify,
  'hono#Handler': request('handler', 'hono#Context'), 'hono#MiddlewareHandler': request('middleware', 'hono#Context'),
  '@hapi/hapi#Lifecycle.Method': request('route handler', '@hapi/hapi#Request', '@hapi/hapi#ResponseToolkit'),
  'next#NextApiHandler': request('API route'), 'next/server#NextMiddleware': request('middleware'),
  'next#GetServerSideProps': request('getServerSideProps'),
  'http#RequestListener': request('request listener', 'http#IncomingMessage', 'http#ServerResponse'),
  'h3#EventHandler': request('event handler'),
  '@sveltejs/kit#RequestHandler': request('request handler'), '@sveltejs/kit#Handle': request('handle hook'),
  '@google-cloud/functions-framework#HttpFunction': request('HTTP function', 'express#Request', 'express#Response'),
  '@azure/functions#AzureFunction': request('Azure function'), '@azure/functions#HttpHandler': request('HTTP function'),
};

/** Parameters of these types are only there while somebody is served. Where two are named, both have to be among the parameters. */
const parameterTypes: Readonly<Record<string, string | true>> = {
  'express#Request': true, 'express#Response': true, 'express#NextFunction': true,
  'koa#Context': true, 'koa#ParameterizedContext': true,
  'fastify#FastifyRequest': true, 'fastify#FastifyReply': true,
  'hono#Context': true, 'h3#H3Event': true,
  '@hapi/hapi#Request': true, '@hapi/hapi#ResponseToolkit': true,
  'next#NextApiRequest': true, 'next#NextApiResponse': true, 'next/server#NextRequest': true,
  '@vercel/node#VercelRequest': true, '@vercel/node#VercelResponse': true,
  '@azure/functions#HttpRequest': true, '@azure/functions#InvocationContext': true,
  // A client's answer is an IncomingMessage too.
  'http#IncomingMessage': 'http#ServerResponse',
};

/** What handlers call their parameters, from the first, where nothing is annotated. */
const parameterNames: readonly (readonly RegExp[])[] = [
  [/^_?req(?:uest)?$/, /^_?(?:res|response|reply)$/],
  [/^_?err(?:or)?$/, /^_?req(?:uest)?$/, /^_?res(?:ponse)?$/, /^_?next$/],
];

const lambdaHandler = /^aws-lambda#(?:\w*Handler)$/;
const lambdaEvent = /^aws-lambda#\w+Event(?:V2)?(?:With\w+)?$/;

/** What a function declared to be of this type is called for. */
export function findFunctionType(type: string): FunctionTypeModel | undefined {
  return Object.hasOwn(functionTypes, type) ? functionTypes[type] : lambdaHandler.test(type) ? request('Lambda handler') : undefined;
}

/** Whether a function with parameters of these types serves somebody: `sure` when two of them say so. */
export function findServing(types: readonly string[]): 'sure' | 'likely' | undefined {
  if (types.some((type) => lambdaEvent.test(type))) return 'sure';
  const telling = types.filter((type) => Object.hasOwn(parameterTypes, type) && (parameterTypes[type] === true || types.includes(parameterTypes[type] as string)));
  return telling.length === 0 ? undefined : telling.length > 1 || parameterTypes[telling[0]!] !== true ? 'sure' : 'likely';
}

/** What a function is called for whose parameters are called so, in a package with these dependencies; a guess. */
export function findServingByNames(names: readonly string[], dependencies: Readonly<Record<string, string>>): FunctionTypeModel | undefined {
  const shape = parameterNames.find((wanted) => wanted.every((name, i) => names[i] !== undefined && name.test(names[i])));
  if (shape === undefined) return undefined;
  if (shape.length > 2) return request('error handler');
  return 'fastify' in dependencies && !('express' in dependencies) ? fastify : express;
}

/** The names above, for the test that looks them up. */
export const namedFunctionTypes: readonly string[] = [...Object.keys(functionTypes), ...Object.keys(parameterTypes)];
