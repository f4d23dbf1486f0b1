/**
 * Query builders and object mappers. Many of their queries are lazy: nothing happens until they are awaited.
 * Read: @prisma/client 5.22 to 7.10 (the client is generated; members by the runtime's list of operations), drizzle-orm 0.45, knex 3.3, sequelize 6.37, typeorm 0.3 and 1.1.
 */
import type { ApiModel, ClientModel } from '../model.ts';
import { acquires, addMembers, begins, deadline, makes, now, startup, task, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const db = waits('db');
const lazy = waits('db', { lazy: true });

// Prisma: one delegate per model of the user's schema; every operation is a promise that starts when it is awaited.
const prisma = '@prisma/client#PrismaClient';
rows[prisma] = makes(prisma, acquires('pool', '$disconnect'));
const operations = ['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'findMany', 'create', 'createMany', 'createManyAndReturn', 'update', 'updateMany', 'updateManyAndReturn', 'upsert', 'delete', 'deleteMany', 'aggregate', 'groupBy', 'count', 'findRaw', 'aggregateRaw'];
const findMany = { lookup: { by: 'findMany', key: 'where' } } as const;
for (const name of operations) {
  const row = /^find(?:Unique|First)/.test(name) ? { ...lazy, ...findMany } : lazy;
  rows[`${prisma}.*.${name}`] = row;
  rows[`@prisma/client#Prisma.*Delegate.${name}`] = row;
}
for (const type of [prisma, '@prisma/client#Prisma.TransactionClient']) addMembers(rows, type, ['$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe'], lazy);
for (const name of operations) rows[`@prisma/client#Prisma.TransactionClient.*.${name}`] = lazy;
rows[`${prisma}.$transaction`] = waits('db', { ...deadline(1, ['timeout', 'maxWait'], { defaultMs: 5000 }), callbacks: [task(0, [prisma])] });
addMembers(rows, prisma, ['$connect', '$disconnect'], db);
addMembers(rows, prisma, ['$extends'], makes('this'));
rows[`${prisma}.$on`] = makes('this', { callbacks: [{ at: 1, runs: 'later', context: 'event', label: "'{0}' listener", promise: 'dropped' }] });

// Drizzle: `db.select().from(t).where(…)` and the other builders run when they are awaited or `execute`d.
rows['drizzle-orm/*#drizzle'] = makes('drizzle-orm#Database');
addMembers(rows, 'drizzle-orm#*Database', ['select', 'selectDistinct', 'selectDistinctOn'], makes('drizzle-orm#SelectBuilder'));
rows['drizzle-orm#*Database.insert'] = makes('drizzle-orm#InsertBuilder');
rows['drizzle-orm#*Database.update'] = makes('drizzle-orm#UpdateBuilder');
rows['drizzle-orm#*Database.delete'] = makes('drizzle-orm#DeleteBase', { waits: 'db', lazy: true });
rows['drizzle-orm#*Database.execute'] = lazy;
addMembers(rows, 'drizzle-orm#*Database', ['run', 'all', 'get', 'values'], makes('value', { waits: 'db' }));
rows['drizzle-orm#*Database.transaction'] = waits('db', { callbacks: [task(0, ['drizzle-orm#Database'])] });
rows['drizzle-orm#*Database.batch'] = db;
rows['drizzle-orm#*Database.$count'] = lazy;
for (const name of ['findMany', 'findFirst']) {
  const row = name === 'findFirst' ? { ...lazy, ...findMany } : lazy;
  rows[`drizzle-orm#*Database.query.*.${name}`] = row;
  rows[`drizzle-orm#*RelationalQueryBuilder.${name}`] = row;
}
rows['drizzle-orm#*SelectBuilder.from'] = makes('drizzle-orm#SelectBase', { waits: 'db', lazy: true });
rows['drizzle-orm#*InsertBuilder.values'] = makes('drizzle-orm#InsertBase', { waits: 'db', lazy: true });
rows['drizzle-orm#*InsertBuilder.select'] = rows['drizzle-orm#*InsertBuilder.values']!;
rows['drizzle-orm#*UpdateBuilder.set'] = makes('drizzle-orm#UpdateBase', { waits: 'db', lazy: true });
for (const [base, names] of [
  ['Select*Base', ['where', 'orderBy', 'groupBy', 'having', 'leftJoin', 'innerJoin', 'rightJoin', 'fullJoin', 'offset', 'for', '$dynamic']],
  ['Insert*Base', ['returning', 'onConflictDoNothing', 'onConflictDoUpdate', 'onDuplicateKeyUpdate', '$returningId']],
  ['Update*Base', ['where', 'returning', 'from']], ['Delete*Base', ['where', 'returning']],
] as const) {
  addMembers(rows, `drizzle-orm#*${base}`, names, makes('this', { lazy: true }));
  rows[`drizzle-orm#*${base}.execute`] = db;
}
rows['drizzle-orm#*Select*Base.limit'] = makes('this', { lazy: true, size: 'argument' });
rows['drizzle-orm/*#migrate'] = db;

// Knex: builders change in place, so a step of one that stands alone is no mistake; they run when awaited.
// Sixty seconds for a connection from the pool; a query has no limit unless the driver gets one or `.timeout()` says so.
const bounded = /sqlite|mssql|sqljs|expo|cordova|react-native|capacitor|nativescript/;
const knexClient: ClientModel = {
  options: [0], inside: ['connection', 'pool'], sql: true, bounds: [{ on: 'a query', names: ['statement_timeout', 'query_timeout', 'requestTimeout', 'timeout', 'callTimeout'] }],
  related: ['acquireConnectionTimeout', 'acquireTimeoutMillis', 'connectTimeout', 'connectionTimeoutMillis'], kind: { option: 'client', bounded },
};
const builder = 'knex#Knex.QueryBuilder';
addMembers(rows, 'knex#', ['default', 'knex'], makes('knex#Knex', { client: knexClient, ...acquires('pool', 'destroy') }));
for (const type of ['knex#Knex', 'knex#Knex.Transaction']) {
  rows[type] = makes(builder, { waits: 'db' });
  addMembers(rows, type, ['select', 'from', 'insert', 'into', 'table', 'with', 'queryBuilder', 'batchInsert'], makes(builder, { waits: 'db' }));
  rows[`${type}.raw`] = makes('knex#Knex.Raw', { waits: 'db' });
}
rows['knex#Knex.transaction'] = waits('db', { callbacks: [task(0, ['knex#Knex.Transaction'])] });
addMembers(rows, 'knex#Knex.Transaction', ['commit', 'rollback'], makes('value', { waits: 'db' }));
rows['knex#Knex.destroy'] = db;
const knexSteps = ['select', 'from', 'insert', 'into', 'update', 'delete', 'del', 'where', 'andWhere', 'orWhere', 'whereIn', 'whereNotIn', 'whereNull', 'whereNotNull', 'whereRaw', 'whereBetween', 'whereNot', 'join', 'leftJoin', 'innerJoin', 'joinRaw', 'orderBy', 'groupBy', 'having', 'offset', 'first', 'count', 'sum', 'avg', 'min', 'max', 'distinct', 'returning', 'increment', 'decrement', 'pluck', 'columns', 'as', 'union', 'with', 'transacting', 'forUpdate', 'timeout', 'clone', 'modify'];
addMembers(rows, builder, knexSteps, makes('this'));
rows[`${builder}.onConflict`] = makes('knex#Knex.OnConflictQueryBuilder');
addMembers(rows, 'knex#Knex.OnConflictQueryBuilder', ['merge', 'ignore'], makes(builder));
rows[`${builder}.limit`] = makes('this', { size: 'argument' });
for (const type of [builder, 'knex#Knex.Raw']) {
  addMembers(rows, type, ['then', 'catch', 'finally'], waits('db', { callbacks: [task({ from: 0 })] }));
  rows[`${type}.stream`] = makes('stream#Readable', { waits: 'db' });
}
addMembers(rows, 'knex#Knex.SchemaBuilder', ['createTable', 'createTableIfNotExists', 'alterTable', 'table'], makes('this', { callbacks: [now(1, 'dropped')] }));
addMembers(rows, 'knex#Knex.SchemaBuilder', ['dropTable', 'dropTableIfExists', 'renameTable', 'raw'], makes('this'));
addMembers(rows, 'knex#Knex.SchemaBuilder', ['hasTable', 'hasColumn'], db);
rows['knex#Knex.migrate.latest'] = db;
rows['knex#Knex.migrate.rollback'] = db;

// Sequelize: queries start at once.
const sequelizeClient: ClientModel = {
  options: [0, 1, 2, 3], inside: ['dialectOptions', 'pool', 'options'], sql: true, bounds: [{ on: 'a query', names: ['statement_timeout', 'query_timeout', 'requestTimeout', 'socketTimeout'] }],
  related: ['acquire', 'connectTimeout', 'connectionTimeoutMillis', 'idle_in_transaction_session_timeout'], kind: { option: 'dialect', bounded },
};
rows['sequelize#Sequelize'] = makes('sequelize#Sequelize', { client: sequelizeClient, ...acquires('pool', 'close') });
addMembers(rows, 'sequelize#Sequelize', ['query', 'sync', 'authenticate', 'close', 'drop', 'truncate'], db);
rows['sequelize#Sequelize.transaction'] = waits('db', { ...acquires('transaction', 'commit', 'rollback'), callbacks: [task(0, ['sequelize#Transaction']), task(1, ['sequelize#Transaction'])] });
addMembers(rows, 'sequelize#Transaction', ['commit', 'rollback'], db);
rows['sequelize#Sequelize.define'] = makes('sequelize#Model');
rows['sequelize#Model'] = makes('sequelize#Model');
addMembers(rows, 'sequelize#Model', ['findAll', 'findByPk', 'findOne', 'count', 'findAndCountAll', 'max', 'min', 'sum', 'create', 'findOrBuild', 'findOrCreate', 'findCreateFind', 'upsert', 'bulkCreate', 'truncate', 'destroy', 'restore', 'update', 'increment', 'decrement', 'sync', 'drop', 'save', 'reload', 'validate'], db);
rows['sequelize#Model.findByPk'] = { ...db, lookup: { by: 'findAll', key: 0 } };
rows['sequelize#Model.findOne'] = { ...db, lookup: { by: 'findAll', key: 'where' } };
rows['sequelize#Sequelize.query'] = { ...db, lookup: { by: 'query', key: 'sql' } };
addMembers(rows, 'sequelize#Model', ['scope', 'unscoped', 'init'], makes('this'));
addMembers(rows, 'sequelize#Model', ['addHook', 'beforeCreate', 'afterCreate', 'beforeUpdate', 'afterUpdate', 'beforeSave', 'afterSave', 'beforeDestroy', 'afterDestroy'], makes('this', { callbacks: [{ at: -1, runs: 'later', promise: 'handled' }] }));

// TypeORM: repositories start at once; query builders end in a call that does.
const typeormClient: ClientModel = {
  options: [0], inside: ['extra', 'options'], sql: true, bounds: [{ on: 'a query', names: ['statement_timeout', 'query_timeout', 'requestTimeout', 'socketTimeoutMS', 'socketTimeout'] }],
  related: ['connectTimeout', 'connectTimeoutMS', 'acquireTimeout', 'connectionTimeoutMillis', 'serverSelectionTimeoutMS', 'maxQueryExecutionTime'], kind: { option: 'type', bounded },
};
rows['typeorm#DataSource'] = makes('typeorm#DataSource', { client: typeormClient, ...acquires('pool', 'destroy') });
rows['typeorm#DataSource.initialize'] = { waits: 'db', returns: 'promise<typeorm#DataSource>', ...acquires('pool', 'destroy') };
addMembers(rows, 'typeorm#DataSource', ['destroy', 'synchronize', 'dropDatabase', 'runMigrations', 'query'], db);
for (const type of ['typeorm#DataSource', 'typeorm#EntityManager']) {
  rows[`${type}.transaction`] = waits('db', { callbacks: [task({ from: 0 }, ['typeorm#EntityManager'])] });
  rows[`${type}.getRepository`] = makes('typeorm#Repository');
  rows[`${type}.createQueryBuilder`] = makes('typeorm#SelectQueryBuilder');
}
rows['typeorm#DataSource.createQueryRunner'] = makes('typeorm#QueryRunner', acquires('connection', 'release'));
const stored = ['save', 'remove', 'softRemove', 'recover', 'insert', 'update', 'upsert', 'delete', 'softDelete', 'restore', 'count', 'countBy', 'exists', 'existsBy', 'find', 'findBy', 'findAndCount', 'findAndCountBy', 'findOne', 'findOneBy', 'findOneOrFail', 'findOneByOrFail', 'query', 'clear', 'increment', 'decrement', 'sum', 'average', 'minimum', 'maximum', 'preload'];
addMembers(rows, 'typeorm#Repository', stored, db);
addMembers(rows, 'typeorm#EntityManager', stored.filter((name) => !['existsBy', 'sum', 'average', 'minimum', 'maximum'].includes(name)), db);
addMembers(rows, 'typeorm#BaseEntity', ['save', 'remove', 'reload', 'find', 'findBy', 'findOne', 'findOneBy', 'findOneOrFail', 'count', 'delete', 'insert', 'update', 'upsert'], db);
for (const type of ['typeorm#Repository', 'typeorm#EntityManager', 'typeorm#BaseEntity']) {
  for (const name of ['findOne', 'findOneOrFail', 'findOneBy', 'findOneByOrFail']) {
    // An entity manager is told the entity first; `findOneBy` with it is left out.
    if (rows[`${type}.${name}`] && !(type.endsWith('Manager') && name.includes('By'))) rows[`${type}.${name}`] = { ...db, lookup: { by: name.includes('By') ? 'findBy' : 'find', key: name.includes('By') ? 'filter' : 'where' } };
  }
  if (rows[`${type}.query`]) rows[`${type}.query`] = { ...db, lookup: { by: 'query', key: 'sql' } };
}
rows['typeorm#Repository.createQueryBuilder'] = makes('typeorm#SelectQueryBuilder');
const chained: ApiModel = makes('this');
addMembers(rows, 'typeorm#SelectQueryBuilder', ['select', 'addSelect', 'where', 'andWhere', 'orWhere', 'leftJoin', 'leftJoinAndSelect', 'innerJoin', 'innerJoinAndSelect', 'orderBy', 'addOrderBy', 'groupBy', 'having', 'skip', 'offset', 'setLock', 'cache', 'distinct', 'setParameter', 'setParameters', 'from'], chained);
addMembers(rows, 'typeorm#SelectQueryBuilder', ['take', 'limit'], makes('this', { size: 'argument' }));
addMembers(rows, 'typeorm#SelectQueryBuilder', ['getOne', 'getOneOrFail', 'getMany', 'getManyAndCount', 'getRawOne', 'getRawMany', 'getRawAndEntities', 'getCount', 'getExists', 'stream', 'execute'], db);
addMembers(rows, 'typeorm#QueryRunner', ['connect', 'release', 'query', 'commitTransaction', 'rollbackTransaction'], db);
rows['typeorm#QueryRunner.startTransaction'] = waits('db', begins('transaction', 'commitTransaction', 'rollbackTransaction'));
rows['@nestjs/typeorm#TypeOrmModule.forRootAsync'] = makes('value', { callbacks: [startup('database configuration', { arg: 0, option: 'useFactory' })] });

export const orms: PackageTables = { rows };
