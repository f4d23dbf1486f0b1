/**
 * Database drivers: what waits, what is acquired from a pool and how it goes back, which calls take a callback instead.
 * Read: pg 8.23, mysql2 3.24, mysql 2.18, mongodb 3.7 to 7.8, mongoose 6.13 to 9.12, better-sqlite3 12.11, sqlite3 5.1.
 */
import type { ApiModel, ClientModel } from '../model.ts';
import { acquires, addEmitter, addMembers, begins, deadline, done, listener, makes, now, perElement, task, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const query = waits('db', { orCallback: true, callbacks: [done()] });
const sql = { lookup: { by: 'query', key: 'sql' } } as const;

// pg: no limit of its own on connecting or on a query.
const pgClient: ClientModel = {
  options: [0], sql: true,
  bounds: [
    { on: 'connecting', names: ['connectionTimeoutMillis'], write: 'connectionTimeoutMillis: 5_000' },
    { on: 'a query', names: ['query_timeout', 'statement_timeout'], write: 'statement_timeout: 30_000' },
  ],
};
rows['pg#Pool'] = makes('pg#Pool', { client: pgClient, ...acquires('pool', 'end') });
rows['pg#Client'] = makes('pg#Client', { client: pgClient, ...acquires('connection', 'end') });
for (const type of ['pg#Pool', 'pg#Client', 'pg#PoolClient']) {
  rows[`${type}.query`] = { ...query, ...sql, ...deadline([], [], { clientNames: ['query_timeout', 'statement_timeout'], defaultMs: 'never' }) };
  if (type !== 'pg#PoolClient') rows[`${type}.end`] = query;
  addEmitter(rows, type);
}
rows['pg#Pool.connect'] = { ...query, returns: 'promise<pg#PoolClient>', ...acquires('connection', 'release') };
rows['pg#Client.connect'] = query;
rows['pg#PoolClient.release'] = makes('void');
// postgres: thirty seconds to connect, no limit on a query.
const postgresClient: ClientModel = { options: [0, 1], inside: ['connection'], sql: true, bounds: [{ on: 'a query', names: ['statement_timeout'] }], related: ['connect_timeout', 'idle_timeout', 'max_lifetime'] };
rows['postgres#default'] = makes('postgres#Sql', { lazy: true, client: postgresClient });

// mysql2: promises from `mysql2/promise`, callbacks from `mysql2` and `mysql`.
// Ten seconds to connect; a query has a limit only where its own call gives one.
const mysqlClient: ClientModel = { options: [0], sql: true, bounds: [{ on: 'a query', names: [] }], related: ['connectTimeout', 'acquireTimeout', 'timeout'] };
rows['mysql2/promise#createPool'] = makes('mysql2/promise#Pool', { client: mysqlClient, ...acquires('pool', 'end') });
rows['mysql2/promise#createConnection'] = { waits: 'db', returns: 'promise<mysql2/promise#Connection>', client: mysqlClient, ...acquires('connection', 'end', 'destroy') };
for (const type of ['mysql2/promise#Pool', 'mysql2/promise#Connection', 'mysql2/promise#PoolConnection']) {
  addMembers(rows, type, ['query', 'execute'], waits('db', { ...sql, ...deadline(0, ['timeout'], { defaultMs: 'never' }) }));
  rows[`${type}.end`] = waits('db');
}
rows['mysql2/promise#Pool.getConnection'] = { waits: 'db', returns: 'promise<mysql2/promise#PoolConnection>', ...acquires('connection', 'release', 'destroy') };
for (const type of ['mysql2/promise#Connection', 'mysql2/promise#PoolConnection']) {
  rows[`${type}.beginTransaction`] = waits('db', begins('transaction', 'commit', 'rollback'));
  addMembers(rows, type, ['commit', 'rollback', 'ping'], waits('db'));
}
rows['mysql2/promise#PoolConnection.release'] = makes('void');
for (const pkg of ['mysql2', 'mysql']) {
  rows[`${pkg}#createPool`] = makes(`${pkg}#Pool`, { client: mysqlClient, ...acquires('pool', 'end') });
  rows[`${pkg}#createConnection`] = makes(`${pkg}#Connection`, { client: mysqlClient, ...acquires('connection', 'end', 'destroy') });
  const called: ApiModel = { waits: 'db', returns: 'value', callbacks: [done()] };
  for (const type of ['Pool', 'Connection']) {
    addMembers(rows, `${pkg}#${type}`, pkg === 'mysql2' ? ['query', 'execute'] : ['query'], called);
    rows[`${pkg}#${type}.end`] = makes('void', { callbacks: [done()] });
    addEmitter(rows, `${pkg}#${type}`);
  }
  rows[`${pkg}#Pool.getConnection`] = { waits: 'db', returns: 'void', callbacks: [{ at: 0, runs: 'later', promise: 'dropped', params: [undefined, `${pkg}#PoolConnection`] }] };
  addMembers(rows, `${pkg}#Connection`, ['beginTransaction', 'commit', 'rollback'], called);
  rows[`${pkg}#PoolConnection.release`] = makes('void');
}
rows['mysql2#Pool.promise'] = makes('mysql2/promise#Pool');
rows['mysql2#Connection.promise'] = makes('mysql2/promise#Connection');

const mongoClient: ClientModel = {
  options: [1], bounds: [{ on: 'a query', names: ['socketTimeoutMS', 'timeoutMS'], write: 'socketTimeoutMS: 60_000' }],
  related: ['serverSelectionTimeoutMS', 'connectTimeoutMS', 'waitQueueTimeoutMS', 'wtimeoutMS', 'maxTimeMS'],
};
// mongodb: thirty seconds to find a server, then no limit. Cursors do their work when they are read.
rows['mongodb#MongoClient'] = makes('mongodb#MongoClient', { client: mongoClient, ...acquires('pool', 'close') });
rows['mongodb#MongoClient.connect'] = waits('db', acquires('pool', 'close'));
rows['mongodb#MongoClient.close'] = waits('db');
rows['mongodb#MongoClient.db'] = makes('mongodb#Db');
rows['mongodb#MongoClient.startSession'] = makes('mongodb#ClientSession', acquires('session', 'endSession'));
rows['mongodb#MongoClient.withSession'] = waits('db', { callbacks: [task({ from: 0 }, ['mongodb#ClientSession'])] });
rows['mongodb#ClientSession.withTransaction'] = waits('db', { callbacks: [task(0, ['mongodb#ClientSession'])] });
addMembers(rows, 'mongodb#ClientSession', ['commitTransaction', 'abortTransaction', 'endSession'], waits('db'));
rows['mongodb#ClientSession.startTransaction'] = makes('void', begins('transaction', 'commitTransaction', 'abortTransaction'));
rows['mongodb#Db.collection'] = makes('mongodb#Collection');
addMembers(rows, 'mongodb#Db', ['command', 'stats', 'dropDatabase', 'createCollection', 'dropCollection', 'collections', 'createIndex'], waits('db'));
const mongoLimit = deadline([1, 2], ['maxTimeMS', 'timeoutMS', 'signal'], { defaultMs: 'never' });
rows['mongodb#Collection.findOne'] = waits('db', { ...mongoLimit, lookup: { by: 'find', key: 'filter' } });
addMembers(rows, 'mongodb#Collection', ['countDocuments'], waits('db', mongoLimit));
rows['mongodb#Collection.distinct'] = waits('db', deadline(2, ['maxTimeMS', 'timeoutMS'], { defaultMs: 'never' }));
rows['mongodb#Collection.estimatedDocumentCount'] = waits('db', deadline(0, ['maxTimeMS', 'timeoutMS'], { defaultMs: 'never' }));
addMembers(rows, 'mongodb#Collection', ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'bulkWrite', 'replaceOne', 'findOneAndUpdate', 'findOneAndDelete', 'findOneAndReplace', 'createIndex', 'createIndexes', 'dropIndex', 'drop', 'indexes'], waits('db'));
rows['mongodb#Collection.find'] = makes('mongodb#FindCursor', mongoLimit);
rows['mongodb#Collection.aggregate'] = makes('mongodb#AggregationCursor', mongoLimit);
rows['mongodb#Collection.watch'] = makes('mongodb#ChangeStream', acquires('watcher', 'close'));
addEmitter(rows, 'mongodb#ChangeStream');
for (const type of ['mongodb#FindCursor', 'mongodb#AggregationCursor']) {
  addMembers(rows, type, ['toArray', 'next', 'tryNext', 'hasNext', 'close', 'explain'], waits('db'));
  rows[`${type}.forEach`] = waits('db', { callbacks: [perElement(0, 'dropped', 'later')] });
  addMembers(rows, type, ['limit', 'skip', 'sort', 'project', 'batchSize', 'maxTimeMS', 'addCursorFlag', 'stream', 'map'], makes('this'));
}
rows['mongodb#FindCursor.stream'] = makes('stream#Readable');
rows['mongodb#AggregationCursor.stream'] = makes('stream#Readable');
rows['mongodb#FindCursor.limit'] = makes('this', { size: 'argument' });

// mongoose: a query runs when it is awaited, `exec`ed or given a callback (before 7); documents save at once.
rows['mongoose#connect'] = waits('db', { client: mongoClient });
addMembers(rows, 'mongoose#', ['disconnect'], waits('db'));
rows['mongoose#createConnection'] = makes('mongoose#Connection', { client: mongoClient, ...acquires('pool', 'close') });
rows['mongoose#model'] = makes('mongoose#Model');
rows['mongoose#Schema'] = makes('mongoose#Schema');
addMembers(rows, 'mongoose#Schema', ['pre', 'post'], makes('this', { callbacks: [{ at: -1, runs: 'later', promise: 'handled' }] }));
rows['mongoose#Connection.model'] = makes('mongoose#Model');
rows['mongoose#Connection.transaction'] = waits('db', { callbacks: [task(0)] });
rows['mongoose#startSession'] = waits('db', acquires('session', 'endSession'));
const lazyQuery = makes('mongoose#Query', { waits: 'db', lazy: true });
const queryNames = ['find', 'findOne', 'findById', 'findByIdAndUpdate', 'findByIdAndDelete', 'findOneAndUpdate', 'findOneAndDelete', 'findOneAndReplace', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'replaceOne', 'countDocuments', 'estimatedDocumentCount', 'distinct', 'exists', 'where'];
const lookups: Readonly<Record<string, Partial<ApiModel>>> = { findById: { lookup: { by: 'find', key: 0 } }, findOne: { lookup: { by: 'find', key: 'filter' } } };
for (const name of queryNames) rows[`mongoose#Model.${name}`] = name === 'where' ? makes('mongoose#Query') : { ...lazyQuery, ...lookups[name] };
addMembers(rows, 'mongoose#Model', ['create', 'insertMany', 'bulkWrite', 'bulkSave', 'syncIndexes', 'createIndexes', 'createCollection'], waits('db'));
rows['mongoose#Model.aggregate'] = makes('mongoose#Aggregate', { waits: 'db', lazy: true });
rows['mongoose#Model.watch'] = makes('mongodb#ChangeStream', acquires('watcher', 'close'));
for (const type of ['mongoose#Model', 'mongoose#Document']) addMembers(rows, type, type.endsWith('Document') ? ['save', 'populate', 'validate'] : [], waits('db'));
rows['mongoose#Document.deleteOne'] = lazyQuery;
rows['mongoose#Document.updateOne'] = lazyQuery;
addMembers(rows, 'mongoose#Query', ['exec', 'explain'], waits('db'));
addMembers(rows, 'mongoose#Aggregate', ['exec', 'explain'], waits('db'));
addMembers(rows, 'mongoose#Query', ['then', 'catch'], waits('db', { callbacks: [task({ from: 0 })] }));
addMembers(rows, 'mongoose#Query', ['lean', 'sort', 'select', 'skip', 'populate', 'session', 'maxTimeMS', 'setOptions', 'and', 'or', 'equals', 'gt', 'gte', 'in', 'lt', 'lte', 'ne', 'regex', 'hint', 'orFail'], makes('this'));
rows['mongoose#Query.limit'] = makes('this', { size: 'argument' });
rows['mongoose#Query.cursor'] = makes('mongoose#Cursor');
rows['mongoose#Aggregate.cursor'] = makes('mongoose#Cursor');
rows['mongoose#Cursor.eachAsync'] = waits('db', { callbacks: [perElement(0, 'handled', 'later')] });

// better-sqlite3 works on the calling thread, by design; sqlite3 in the thread pool.
rows['better-sqlite3#default'] = makes('better-sqlite3#Database', { blocks: { on: 'database' }, ...acquires('file', 'close') });
rows['better-sqlite3#Database.prepare'] = makes('better-sqlite3#Statement');
addMembers(rows, 'better-sqlite3#Statement', ['run', 'get', 'all', 'iterate'], { blocks: { on: 'database' }, returns: 'value' });
addMembers(rows, 'better-sqlite3#Database', ['exec', 'pragma'], { blocks: { on: 'database' }, returns: 'this' });
rows['better-sqlite3#Database.transaction'] = makes('arg0', { callbacks: [now(0)] });
rows['better-sqlite3#Database.backup'] = waits('disk');
for (const type of ['better-sqlite3#Database', 'better-sqlite3#Statement']) addMembers(rows, type, type.endsWith('Database') ? ['close'] : [], makes('this'));
rows['sqlite3#Database'] = makes('sqlite3#Database', { usesPool: true, ...acquires('file', 'close'), callbacks: [done()] });
addMembers(rows, 'sqlite3#Database', ['run', 'get', 'all', 'exec', 'close'], makes('this', { waits: 'db', usesPool: true, callbacks: [done()] }));
rows['sqlite3#Database.each'] = makes('this', { waits: 'db', usesPool: true, callbacks: [perElement({ from: 1 }, 'dropped', 'later')] });
rows['sqlite3#Database.serialize'] = makes('void', { callbacks: [now(0, 'dropped')] });
rows['sqlite3#Database.prepare'] = makes('sqlite3#Statement', acquires('session', 'finalize'));
addMembers(rows, 'sqlite3#Statement', ['run', 'get', 'all', 'finalize'], makes('this', { waits: 'db', usesPool: true, callbacks: [done()] }));
rows['sqlite3#Database.on'] = makes('this', { callbacks: [listener()] });

/** Callbacks where later versions have promises only. */
function withCallbacks(names: readonly string[], type: string, from = type): Rows {
  return Object.fromEntries(names.map((name) => {
    const { deadline: limit, ...row } = rows[`${from}.${name}`]!;
    // Of today's options only the oldest is there.
    const old = limit?.names.includes('maxTimeMS') ? deadline(limit.options, ['maxTimeMS'], { defaultMs: 'never' }) : {};
    return [`${type}.${name}`, { ...row, ...old, orCallback: true as const, callbacks: [done()] }];
  }));
}
const mongoCollection = ['findOne', 'insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'countDocuments', 'bulkWrite', 'replaceOne', 'findOneAndUpdate', 'findOneAndDelete', 'distinct', 'createIndex'];

// SQLite in Node itself, since 22.5: each statement runs to its end on the calling thread.
rows['sqlite#DatabaseSync'] = { blocks: { on: 'database' }, returns: 'sqlite#DatabaseSync', ...acquires('connection', 'close') };
rows['sqlite#DatabaseSync.exec'] = { blocks: { on: 'database' }, returns: 'void' };
rows['sqlite#DatabaseSync.prepare'] = { returns: 'sqlite#StatementSync' };
addMembers(rows, 'sqlite#StatementSync', ['run', 'get', 'all', 'iterate'], { blocks: { on: 'database' }, returns: 'value' });
rows['sqlite#backup'] = waits('disk');

export const databases: PackageTables = {
  rows,
  versions: [
    { package: 'mongodb', below: 4, rows: { 'mongodb#Collection.find': makes('mongodb#Cursor'), 'mongodb#Collection.aggregate': makes('mongodb#AggregationCursor'), ...withCallbacks(['toArray', 'next', 'hasNext', 'close'], 'mongodb#Cursor', 'mongodb#FindCursor') } },
    { package: 'mongodb', below: 5, rows: { ...withCallbacks(mongoCollection, 'mongodb#Collection'), ...withCallbacks(['toArray', 'next'], 'mongodb#FindCursor'), ...withCallbacks(['connect', 'close'], 'mongodb#MongoClient') } },
    { package: 'mongoose', below: 7, rows: { ...withCallbacks(queryNames.filter((name) => name !== 'where'), 'mongoose#Model'), ...withCallbacks(['save'], 'mongoose#Document'), ...withCallbacks(['exec'], 'mongoose#Query') } },
  ],
};
