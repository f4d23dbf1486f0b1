/**
 * What packages' own typings call things whose rows stand under another name: base classes, aliases, files that a package keeps
 * for itself. Names of the language and of Node are lookup.ts's business.
 */

/** Modules that give another one's API under the same names. */
export const packageModules: Readonly<Record<string, string>> = {
  '.prisma': '@prisma/client', '.prisma/client': '@prisma/client', '@types/express-serve-static-core': 'express', 'express-serve-static-core': 'express',
  '@redis/client': 'redis', 'pg-pool': 'pg', 'sequelize-typescript': 'sequelize',
  '@vueuse/shared': '@vueuse/core',
  '@vue/runtime-dom': '@vue/runtime-core', 'fs-extra/esm': 'fs-extra',
};

/** Members of namespaces that packages declare as globals, and where their rows stand. */
export const packageMembers: Readonly<Record<string, string>> = {
  'global#Handlebars.': 'handlebars#', 'global#Mocha.': 'mocha#', 'global#Electron.IpcMain.': 'electron#ipcMain.', 'global#Electron.App.': 'electron#app.', 'global#JQuery.': 'jquery#JQuery.', 'global#PDFKit.PDFDocument.': 'pdfkit#PDFDocument.', ...Object.fromEntries(['PDFText', 'PDFFont', 'PDFVector', 'PDFColor', 'PDFImage'].map((mixin) => [`global#PDFKit.Mixins.${mixin}.`, 'pdfkit#PDFDocument.'])), 'playwright#TestType.': '@playwright/test#test.',
  '@jest/types#Describe.': '@jest/globals#describe.', '@jest/types#It.': '@jest/globals#it.', '@jest/types#ItConcurrent.': '@jest/globals#it.',
};

/** Clients that Prisma writes into the user's own folders. */
export const generatedModules: readonly (readonly [RegExp, string])[] = [[/(?:^|\/)generated\/(?:\w+\/)?prisma(?:\/|$)|(?:^|\/)prisma\/(?:generated|client)(?:\/|$)/, '@prisma/client']];

/** Classes that are the default export of their module, and the name their members' rows stand under: `default.add` is `PQueue.add`. */
export const defaultClasses: Readonly<Record<string, string>> = {
  'p-queue': 'PQueue', bottleneck: 'Bottleneck', pdfkit: 'PDFDocument', memcached: 'Memcached', 'adm-zip': 'AdmZip', 'better-sqlite3': 'Database',
  koa: 'Application', 'koa-router': 'Router', ws: 'WebSocket', bull: 'Queue', ioredis: 'Redis', piscina: 'Piscina', tinypool: 'Tinypool', stripe: 'Stripe', openai: 'OpenAI', '@anthropic-ai/sdk': 'Anthropic', 'markdown-it': 'MarkdownIt',
};

/** Canonical names of types, and the name their rows stand under. */
export const packageTypes: Readonly<Record<string, string>> = {
  'express#Express': 'express#Application', 'express#IRouter': 'express#Router', 'express#core.Express': 'express#Application', 'express#e.Express': 'express#Application', 'express#e.Router': 'express#Router', 'express#e.Application': 'express#Application', 'express#IRouterMatcher': 'express#Router',
  'koa#Koa': 'koa#Application', 'telegraf#Composer': 'telegraf#Telegraf', 'grammy#Composer': 'grammy#Bot', 'discord.js#BaseClient': 'discord.js#Client', 'hono#HonoBase': 'hono#Hono', 'pg#ClientBase': 'pg#Client', 'axios#Axios': 'axios#AxiosInstance', 'axios#AxiosStatic': 'axios#AxiosInstance',
  'knex#Knex.QueryInterface': 'knex#Knex.QueryBuilder', 'knex#Knex.ChainableInterface': 'knex#Knex.QueryBuilder', 'knex#Knex.Migrator': 'knex#Knex.migrate',
  'better-sqlite3#BetterSqlite3.Database': 'better-sqlite3#Database', 'better-sqlite3#BetterSqlite3.Statement': 'better-sqlite3#Statement',
  'ws#Server': 'ws#WebSocketServer', 'ws#WebSocket.Server': 'ws#WebSocketServer', 'aws-sdk#DocumentClient': 'aws-sdk#DynamoDB.DocumentClient', '@trpc/server#initTRPC': '@trpc/server#TRPCBuilder', '@trpc/server#TRPCRootObject.procedure': '@trpc/server#ProcedureBuilder', 'superagent#SARequest': 'superagent#Request', '@koa/router#RouterImplementation': '@koa/router#Router',
};
