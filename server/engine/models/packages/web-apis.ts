/**
 * Procedure calls, GraphQL, web sockets and functions in the cloud: who calls the user's resolvers, procedures and listeners.
 * Read: @trpc/server 11.25 (10 has the same names), @apollo/server 5.5, graphql 16.15, graphql-yoga 5.24, @graphql-tools/schema 10.1, socket.io 4.8,
 * ws 8.23, @grpc/grpc-js 1.14, firebase-functions 7, @google-cloud/functions-framework 5, @azure/functions 4, @middy/core 7.
 */
import { addEmitter, addMembers, consumer, deadline, done, handler, listener, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// tRPC: `t = initTRPC.context<C>().create()`, `t.procedure.input(schema).query(resolver)`. Resolvers are awaited.
const procedure = '@trpc/server#ProcedureBuilder';
addMembers(rows, '@trpc/server#TRPCBuilder', ['context', 'meta'], makes('@trpc/server#TRPCBuilder'));
rows['@trpc/server#TRPCBuilder.create'] = makes('@trpc/server#TRPCRootObject');
addMembers(rows, procedure, ['input', 'output', 'meta', 'concat', 'unstable_concat'], makes('this'));
rows[`${procedure}.use`] = makes('this', { callbacks: [handler('procedure middleware', 0)] });
addMembers(rows, procedure, ['query', 'mutation', 'subscription'], makes('value', { callbacks: [handler('tRPC {name}', 0)] }));
rows['@trpc/server#TRPCRootObject.middleware'] = makes('value', { callbacks: [handler('procedure middleware', 0)] });
addMembers(rows, '@trpc/server#TRPCRootObject', ['router', 'mergeRouters', 'createCallerFactory'], makes('value'));
const adapters = [
  ['express', 'createExpressMiddleware'], ['standalone', 'createHTTPServer'], ['standalone', 'createHTTPHandler'], ['next', 'createNextApiHandler'],
  ['fetch', 'fetchRequestHandler'], ['aws-lambda', 'awsLambdaRequestHandler'], ['ws', 'applyWSSHandler'], ['node-http', 'nodeHTTPRequestHandler'],
] as const;
for (const [adapter, name] of adapters) {
  rows[`@trpc/server/adapters/${adapter}#${name}`] = makes(name === 'fetchRequestHandler' ? 'promise' : 'value', { callbacks: [handler('tRPC {key}', { arg: 0, option: ['createContext', 'onError'] })] });
}

// GraphQL: resolvers are awaited by the executor. `resolvers.*` are types, `resolvers.*.*` their fields.
const resolverPaths = (base: string): string[] => ['*.*', '*.*.resolve', '*.*.subscribe', '*.*.*', '*.*.*.resolve', '*.*.*.subscribe'].map((path) => `${base}.${path}`);
const resolvers = handler('GraphQL {key}', { arg: 0, option: resolverPaths('resolvers') });
rows['@apollo/server#ApolloServer'] = makes('@apollo/server#ApolloServer', { callbacks: [resolvers] });
addMembers(rows, '@apollo/server#ApolloServer', ['start', 'stop', 'executeOperation'], waits('net'));
rows['@apollo/server/standalone#startStandaloneServer'] = waits('net', { callbacks: [handler('context of a GraphQL request', { arg: 1, option: 'context' })] });
rows['@apollo/server/express4#expressMiddleware'] = makes('value', { callbacks: [handler('context of a GraphQL request', { arg: 1, option: 'context' })] });
rows['@as-integrations/express5#expressMiddleware'] = rows['@apollo/server/express4#expressMiddleware']!;
for (const name of ['apollo-server#ApolloServer', 'apollo-server-express#ApolloServer']) rows[name] = makes(name, { callbacks: [resolvers, handler('context of a GraphQL request', { arg: 0, option: 'context' })] });
for (const name of ['@graphql-tools/schema#makeExecutableSchema', 'graphql-yoga#createSchema', 'graphql-tools#makeExecutableSchema']) rows[name] = makes('value', { callbacks: [resolvers] });
rows['graphql-yoga#createYoga'] = makes('value', { callbacks: [handler('context of a GraphQL request', { arg: 0, option: 'context' })] });
rows['graphql#GraphQLObjectType'] = makes('graphql#GraphQLObjectType', { callbacks: [handler('GraphQL {key}', { arg: 0, option: ['fields.*.resolve', 'fields.*.subscribe'] })] });
rows['graphql#graphql'] = makes('promise', { cpu: 'per-item' });
addMembers(rows, 'graphql#', ['parse', 'buildSchema', 'graphqlSync', 'print', 'validate'], { cpu: 'per-byte', returns: 'value' });

// Web sockets: plain emitter listeners.
rows['ws#WebSocketServer'] = makes('ws#WebSocketServer');
addMembers(rows, 'ws#', ['WebSocket', 'default'], makes('ws#WebSocket', { waits: 'net', ...deadline([1, 2], ['handshakeTimeout', 'timeout', 'signal'], { defaultMs: 'never' }) }));
addEmitter(rows, 'ws#WebSocketServer', ['ws#WebSocket', 'http#IncomingMessage']);
addEmitter(rows, 'ws#WebSocket');
rows['ws#WebSocket.send'] = makes('void', { callbacks: [done()] });
addMembers(rows, 'ws#WebSocket', ['close', 'terminate', 'ping', 'pong'], makes('void'));
rows['ws#WebSocket.addEventListener'] = makes('void', { callbacks: [listener()] });
rows['socket.io#Server'] = makes('socket.io#Server');
for (const type of ['socket.io#Server', 'socket.io#Namespace', 'socket.io#Socket']) {
  addEmitter(rows, type, ['socket.io#Socket']);
  rows[`${type}.emit`] = makes('value');
}
for (const type of ['socket.io#Server', 'socket.io#Namespace']) rows[`${type}.use`] = makes('this', { callbacks: [handler('socket middleware', 0, ['socket.io#Socket'], 'dropped')] });
rows['socket.io#Server.of'] = makes('socket.io#Namespace');
// `socket.timeout(5000).emitWithAck(…)` bounds the wait.
rows['socket.io#Socket.emitWithAck'] = waits('net');
addMembers(rows, 'socket.io#Socket', ['timeout', 'to', 'in', 'join', 'leave', 'disconnect'], makes('this'));

// gRPC: every method of the implementation is a handler, and answers by its callback.
rows['@grpc/grpc-js#Server'] = makes('@grpc/grpc-js#Server');
rows['@grpc/grpc-js#Server.addService'] = makes('void', { callbacks: [handler('gRPC {key}', { arg: 1, option: '*' }, [], 'dropped')] });
rows['@grpc/grpc-js#Server.bindAsync'] = makes('void', { callbacks: [done()] });

// Functions in the cloud: the platform awaits the handler.
rows['@google-cloud/functions-framework#http'] = makes('void', { callbacks: [handler('function {0}', 1, ['express#Request', 'express#Response'])] });
rows['@google-cloud/functions-framework#cloudEvent'] = makes('void', { callbacks: [consumer('event of {0}', 1)] });
rows['@azure/functions#app.http'] = makes('void', { callbacks: [handler('function {0}', { arg: 1, option: 'handler' })] });
addMembers(rows, '@azure/functions#app', ['get', 'post', 'put', 'patch', 'deleteRequest'], makes('void', { callbacks: [handler('function {0}', 1), handler('function {0}', { arg: 1, option: 'handler' })] }));
addMembers(rows, '@azure/functions#app', ['timer', 'storageQueue', 'storageBlob', 'serviceBusQueue', 'serviceBusTopic', 'eventHub', 'eventGrid', 'cosmosDB'], makes('void', { callbacks: [consumer('function {0}', { arg: 1, option: 'handler' })] }));
addMembers(rows, 'firebase-functions/v2/https#', ['onRequest', 'onCall'], makes('value', { callbacks: [handler('cloud function', { from: 0 })] }));
for (const module of ['firestore#onDocumentCreated', 'firestore#onDocumentUpdated', 'firestore#onDocumentDeleted', 'firestore#onDocumentWritten', 'pubsub#onMessagePublished', 'scheduler#onSchedule', 'storage#onObjectFinalized']) rows[`firebase-functions/v2/${module}`] = makes('value', { callbacks: [consumer('cloud function', 1)] });
rows['@middy/core#default'] = makes('value', { callbacks: [handler('Lambda handler', 0)] });

export const webApis: PackageTables = { rows };
