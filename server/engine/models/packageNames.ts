/**
 * What packages' own typings call things whose rows stand under another name: base classes, aliases, files that a package keeps
 * for itself. Names of the language and of Node are lookup.ts's business.
 */

/** Modules that give another one's API under the same names. */
export const packageModules: Readonly<Record<string, string>> = {
  '.prisma': '@prisma/client', '.prisma/client': '@prisma/client', '@types/express-serve-static-core': 'express', 'express-serve-static-core': 'express',
  '@fastify/middie': 'fastify', 'react-router': 'react-router', '@nestjs/platform-express': '@nestjs/common', '@redis/client': 'redis', 'pg-pool': 'pg',
  '@vue/runtime-dom': '@vue/runtime-core', 'underscore.string': 'underscore', 'fs-extra/esm': 'fs-extra', 'ethers/lib': 'ethers', '@tanstack/query-core': '@tanstack/react-query',
};

/** Clients that Prisma writes into the user's own folders. */
export const generatedModules: readonly (readonly [RegExp, string])[] = [[/(?:^|\/)generated\/(?:\w+\/)?prisma(?:\/|$)|(?:^|\/)prisma\/(?:generated|client)(?:\/|$)/, '@prisma/client']];

/** Canonical names of types, and the name their rows stand under. */
export const packageTypes: Readonly<Record<string, string>> = {
  'express#Express': 'express#Application', 'express#IRouter': 'express#Router', 'express#core.Express': 'express#Application', 'express#e.Express': 'express#Application', 'express#e.Router': 'express#Router', 'express#e.Application': 'express#Application', 'express#IRouterMatcher': 'express#Router',
  'koa#Koa': 'koa#Application', 'hono#HonoBase': 'hono#Hono', 'pg#ClientBase': 'pg#Client', 'pg#PoolClient': 'pg#Client', 'axios#Axios': 'axios#AxiosInstance', 'axios#AxiosStatic': 'axios#AxiosInstance',
};
