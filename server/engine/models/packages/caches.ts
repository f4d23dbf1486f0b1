/**
 * Redis and memcached clients. A client queues commands while it is not connected, so a dead server holds its callers.
 * Read: ioredis 5.8 and 6.0, redis 3.1 (callbacks) and 4 to 6.3 (promises), memcached 2.2.
 */
import type { ApiModel, ClientModel } from '../model.ts';
import { acquires, addEmitter, addMembers, begins, deadline, done, listener, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const commands = [
  'append', 'decr', 'del', 'eval', 'evalsha', 'exists', 'expire', 'flushall', 'flushdb', 'get', 'getdel', 'getset', 'hdel', 'hexists', 'hget', 'hgetall', 'hincrby', 'hkeys', 'hmget', 'hset', 'hvals', 'incr', 'incrby',
  'keys', 'lindex', 'llen', 'lpop', 'lpush', 'lrange', 'lrem', 'ltrim', 'mget', 'mset', 'persist', 'pexpire', 'ping', 'publish', 'pttl', 'rename', 'rpop', 'rpush', 'sadd', 'scan', 'scard', 'set', 'setex', 'setnx', 'sismember',
  'smembers', 'srem', 'ttl', 'type', 'unlink', 'xadd', 'xrange', 'zadd', 'zcard', 'zincrby', 'zrange', 'zrem', 'zscore',
];
/** Wait until something comes, for ever unless told otherwise. */
const blocking = ['blpop', 'brpop', 'bzpopmin', 'bzpopmax'];

// Ten seconds to connect; what is sent to a server that has gone silent waits.
const ioredisClient: ClientModel = {
  options: [0, 1, 2], bounds: [{ on: 'a command', names: ['commandTimeout', 'socketTimeout'], write: 'commandTimeout: 5_000' }],
  related: ['connectTimeout', 'maxRetriesPerRequest', 'enableOfflineQueue', 'retryStrategy', 'blockingTimeout'],
};
// ioredis: commands take a callback as well; a promise comes either way. Twenty reconnects, then it fails; no limit per command.
for (const name of ['ioredis#default', 'ioredis#Redis', 'ioredis#Cluster']) {
  const type = name === 'ioredis#default' ? 'ioredis#Redis' : name;
  rows[name] = makes(type, { ...(name === 'ioredis#Cluster' ? {} : { client: ioredisClient }), ...acquires('connection', 'quit', 'disconnect') });
}
for (const type of ['ioredis#Redis', 'ioredis#Cluster']) {
  addMembers(rows, type, [...commands, ...blocking, 'quit', 'subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'], waits('db', { callbacks: [done()] }));
  rows[`${type}.connect`] = waits('db');
  addMembers(rows, type, ['multi', 'pipeline'], makes('ioredis#ChainableCommander'));
  rows[`${type}.disconnect`] = makes('void');
  addEmitter(rows, type);
}
// A cluster keeps keys on several servers, so that `mget` of any keys is no form of `get` there.
rows['ioredis#Redis.get'] = waits('db', { callbacks: [done()], lookup: { by: 'mget', key: 0 } });
rows['ioredis#Redis.hget'] = waits('db', { callbacks: [done()], lookup: { by: 'hmget', key: 1 } });
rows['ioredis#Redis.duplicate'] = makes('ioredis#Redis', acquires('connection', 'quit', 'disconnect'));
rows['ioredis#Redis.defineCommand'] = makes('void');
rows['ioredis#Redis.scanStream'] = makes('stream#Readable');
addMembers(rows, 'ioredis#ChainableCommander', commands.filter((name) => !['ping'].includes(name)), makes('this'));
rows['ioredis#ChainableCommander.exec'] = waits('db', { callbacks: [done()] });

// redis 4 and later: promises only, commands in camel case (and capitals).
const camel = [...commands.filter((name) => !['getdel', 'getset', 'hdel', 'hexists', 'hget', 'hgetall', 'hincrby', 'hkeys', 'hmget', 'hset', 'hvals', 'incrby', 'setex', 'setnx', 'sadd', 'scard', 'sismember', 'smembers', 'srem', 'flushall', 'flushdb', 'evalsha', 'lindex', 'llen', 'lpop', 'lpush', 'lrange', 'lrem', 'ltrim', 'mget', 'mset', 'pexpire', 'pttl', 'rpop', 'rpush', 'xadd', 'xrange', 'zadd', 'zcard', 'zincrby', 'zrange', 'zrem', 'zscore'].includes(name)),
  'getDel', 'getSet', 'hDel', 'hExists', 'hGet', 'hGetAll', 'hIncrBy', 'hKeys', 'hmGet', 'hSet', 'hVals', 'incrBy', 'setEx', 'setNX', 'sAdd', 'sCard', 'sIsMember', 'sMembers', 'sRem', 'flushAll', 'flushDb', 'evalSha', 'lIndex', 'lLen', 'lPop', 'lPush', 'lRange', 'lRem', 'lTrim',
  'mGet', 'mSet', 'pExpire', 'pTTL', 'rPop', 'rPush', 'xAdd', 'xRange', 'zAdd', 'zCard', 'zIncrBy', 'zRange', 'zRem', 'zScore', 'blPop', 'brPop', 'sendCommand'];
// Five seconds to connect; from 5 on a command or the socket can have a limit.
const redisClient: ClientModel = {
  options: [0], inside: ['socket', 'commandOptions'], bounds: [{ on: 'a command', names: ['socketTimeout', 'timeout'] }],
  related: ['connectTimeout', 'disableOfflineQueue', 'pingInterval', 'commandsQueueMaxLength', 'reconnectStrategy'],
};
rows['redis#createClient'] = makes('redis#RedisClientType', { client: redisClient, ...acquires('connection', 'quit', 'close', 'disconnect', 'destroy') });
rows['redis#createCluster'] = makes('redis#RedisClientType', acquires('connection', 'quit', 'close', 'disconnect', 'destroy'));
addMembers(rows, 'redis#RedisClientType', camel, waits('db'));
rows['redis#RedisClientType.get'] = waits('db', { lookup: { by: 'mGet', key: 0 } });
rows['redis#RedisClientType.hGet'] = waits('db', { lookup: { by: 'hmGet', key: 1 } });
rows['redis#RedisClientType.connect'] = waits('db', acquires('connection', 'quit', 'close', 'disconnect', 'destroy'));
addMembers(rows, 'redis#RedisClientType', ['quit', 'close', 'disconnect'], waits('db'));
addMembers(rows, 'redis#RedisClientType', ['subscribe', 'pSubscribe', 'sSubscribe'], waits('db', { ...begins('subscription', 'unsubscribe', 'pUnsubscribe', 'sUnsubscribe'), callbacks: [listener(1, 'message on {0}')] }));
rows['redis#RedisClientType.duplicate'] = makes('redis#RedisClientType', acquires('connection', 'quit', 'close', 'disconnect', 'destroy'));
rows['redis#RedisClientType.multi'] = makes('redis#RedisClientMultiCommandType');
addMembers(rows, 'redis#RedisClientMultiCommandType', camel.filter((name) => name !== 'sendCommand'), makes('this'));
addMembers(rows, 'redis#RedisClientMultiCommandType', ['exec'], waits('db'));
addEmitter(rows, 'redis#RedisClientType');

// memcached: callbacks.
rows['memcached#default'] = makes('memcached#Memcached', deadline(1, ['timeout'], { defaultMs: 5000 }));
addMembers(rows, 'memcached#Memcached', ['get', 'set', 'add', 'del', 'incr', 'decr', 'getMulti', 'replace', 'touch'], { waits: 'db', returns: 'void', callbacks: [done()] });

// redis before 4: callbacks, commands in lower case, nothing to await.
const called: ApiModel = { waits: 'db', returns: 'value', callbacks: [done()] };
const callbackRows: Rows = { 'redis#createClient': makes('redis#RedisClient', acquires('connection', 'quit', 'end')) };
addMembers(callbackRows, 'redis#RedisClient', [...commands.filter((name) => !['getdel', 'xadd', 'xrange'].includes(name)), 'quit', 'subscribe'], called);
addEmitter(callbackRows, 'redis#RedisClient');

export const caches: PackageTables = { rows, versions: [{ package: 'redis', below: 5, rows: { 'redis#createClient': makes('redis#RedisClientType', acquires('connection', 'quit', 'disconnect')) } }, { package: 'redis', below: 4, rows: callbackRows }] };
