/**
 * What a row about an API may say, as a schema: for `apis.rows` in the configuration and for the `loopwise.models.json` that a package ships about
 * itself. What the fields mean to the engine, server/engine/models/model.ts says; the descriptions here are for authors of rows.
 */
import { z } from 'zod';
import type { PackageInfo } from '../engine/report.ts';

export type ShippedModels = NonNullable<PackageInfo['models']>[number];

const index = z.number().int().describe('Index of an argument; negative from the end.');
const place = z.union([index, z.strictObject({ from: z.number().int().min(0) }), z.strictObject({ arg: index, option: z.union([z.string(), z.array(z.string()).min(1)]) })], {
  error: 'allowed: an index, { "from": index }, or { "arg": index, "option": "name" }',
});

const callback = z.strictObject({
  at: place.describe('Which arguments are called back.'),
  runs: z.enum(['now', 'later', 'elsewhere', 'once']).describe('`now`: before the call returns. `later`: in another turn of the same loop. `elsewhere`: on another thread or process. `once`: now, the first time only.'),
  context: z.enum(['request', 'event', 'ui', 'startup', 'cli', 'worker', 'build', 'test']).optional().describe('Where the callback runs when that differs from the caller.'),
  label: z.string().optional().describe('How a person names it: `{0}` is the text of argument 0, `{name}` the member called, `{key}` the option.'),
  promise: z.enum(['dropped', 'handled', 'returned']).describe('What becomes of a promise the callback returns.'),
  params: z.array(z.string().optional()).optional().describe('Types of its parameters, as `module#Type`.'),
  perElement: z.literal(true).optional().describe('Called once per element of the receiver or of argument 0.'),
});

const deadline = z.strictObject({
  options: z.array(index).describe('Index of the options argument; several for overloads.'),
  names: z.array(z.string()).describe('Options that bound the wait; one is enough.'),
  clientNames: z.array(z.string()).optional().describe('Options of the client that bound the wait of its calls.'),
  signalArg: index.optional().describe('Argument that is itself a signal.'),
  limitArg: index.optional().describe('Argument that is itself the limit, in milliseconds.'),
  methods: z.array(z.string()).optional().describe('Methods of the result that set the bound.'),
  signal: z.string().optional().describe('Option that takes an AbortSignal.'),
  without: z.string().optional().describe('What a caller waits for without one, for the message: `5 minutes`.'),
  defaultMs: z.union([z.number().positive(), z.literal('never')], { error: 'allowed: milliseconds, or "never"' }).optional().describe('When it gives up by itself.'),
});

export const row = z.strictObject({
  blocks: z.strictObject({ on: z.enum(['disk', 'child process', 'network', 'database', 'user', 'lock', 'storage']), twin: z.string().optional().describe('The asynchronous API to use instead, `module#name`.') }).optional().describe('Blocks the calling thread.'),
  cpu: z.enum(['per-byte', 'per-item', 'fixed']).optional().describe('Burns CPU on the calling thread.'),
  twin: z.string().optional().describe('What does the same without holding the thread.'),
  usesPool: z.literal(true).optional().describe('Takes a thread of the libuv pool while it lasts.'),
  waits: z.enum(['net', 'disk', 'db', 'timer', 'child', 'pool', 'queue', 'user']).optional().describe('What its promise or callback waits on.'),
  returns: z.string().optional().describe('`promise`, `promise<module#Type>`, `module#Type`, `this`, `arg0`, `void` or `value`.'),
  callbacks: z.array(callback).optional(),
  orCallback: z.literal(true).optional().describe('With a function last it calls that back and gives no promise.'),
  lazy: z.literal(true).optional().describe('Does its work only when awaited.'),
  acquires: z.strictObject({
    what: z.enum(['connection', 'transaction', 'lock', 'file', 'timer', 'listener', 'process', 'thread', 'pool', 'subscription', 'session', 'watcher']),
    release: z.array(z.string()).min(1).describe('Methods of the result that give it back.'),
    onReceiver: z.literal(true).optional().describe('The methods are the receiver\'s.'),
  }).optional().describe('Stays taken until it is given back.'),
  deadline: deadline.optional(),
  limits: z.enum(['call', 'new']).optional().describe('Bounds how many of the tasks handed to it run at once: `new` makes such a limiter.'),
  detachedOk: z.literal(true).optional().describe('Not awaiting the promise it returns is fine.'),
}).describe('What calling an API does.');

export const shippedModelsSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find the schema of this file.'),
  version: z.literal(1, { error: 'this version of Loopwise reads version 1' }).describe('Version of the format.'),
  apis: z.record(z.string().regex(/^(?:\.\/[\w./@-]+#)?[A-Za-z_$][\w$.]*$/, 'a name is `export`, `Type.member`, or `./path#export` for a path inside the package'), row)
    .describe('Rows by name: `hash`, `Client.query`, `default`, `./server#listen`.'),
}).describe('What the exports of a package do to the event loop: shipped as loopwise.models.json beside its package.json.');

/** The schema for authors (draft 7). */
export function getModelsJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(shippedModelsSchema, { io: 'input', target: 'draft-7' }), title: 'Loopwise models of a package' };
}
