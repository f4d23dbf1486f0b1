/**
 * Message queues, job queues and schedulers: who awaits a consumer, and what a producer waits on.
 * Read: kafkajs 2.2, amqplib 2.3 (its typings 0.10), nats 2.29, bull 4.16, bullmq 6.7, agenda 6.2, @temporalio 1.24, inngest 4.24, cron 3.5 and 4.4, node-cron 2 to 4.6, node-schedule 2.1, croner 11, toad-scheduler 4.
 */
import type { ApiModel, CallbackModel } from '../model.ts';
import { acquires, addEmitter, addMembers, begins, consumer, deadline, done, listener, makes, startup, task, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// Kafka: a consumer's promise is awaited before the next message of its partition is taken.
rows['kafkajs#Kafka'] = makes('kafkajs#Kafka', deadline(0, ['requestTimeout', 'connectionTimeout'], { defaultMs: 30_000 }));
rows['kafkajs#Kafka.producer'] = makes('kafkajs#Producer', acquires('connection', 'disconnect'));
rows['kafkajs#Kafka.consumer'] = makes('kafkajs#Consumer', acquires('connection', 'disconnect'));
rows['kafkajs#Kafka.admin'] = makes('kafkajs#Admin', acquires('connection', 'disconnect'));
for (const type of ['kafkajs#Producer', 'kafkajs#Consumer', 'kafkajs#Admin']) {
  addMembers(rows, type, ['connect', 'disconnect'], waits('queue'));
  rows[`${type}.on`] = makes('value', { callbacks: [listener()] });
}
addMembers(rows, 'kafkajs#Producer', ['send', 'sendBatch'], waits('queue'));
rows['kafkajs#Producer.transaction'] = { waits: 'queue', returns: 'promise<kafkajs#Transaction>', ...acquires('transaction', 'commit', 'abort') };
addMembers(rows, 'kafkajs#Transaction', ['send', 'sendBatch', 'commit', 'abort', 'sendOffsets'], waits('queue'));
addMembers(rows, 'kafkajs#Consumer', ['subscribe', 'stop', 'commitOffsets'], waits('queue'));
rows['kafkajs#Consumer.run'] = waits('queue', { callbacks: [consumer('Kafka {key}', { arg: 0, option: ['eachMessage', 'eachBatch'] })] });
addMembers(rows, 'kafkajs#Admin', ['createTopics', 'deleteTopics', 'listTopics', 'fetchTopicMetadata', 'fetchOffsets'], waits('queue'));

// amqplib: a consumer is a plain callback.
rows['amqplib#connect'] = { waits: 'net', returns: 'promise<amqplib#ChannelModel>', ...deadline(1, ['timeout'], { defaultMs: 'never' }), ...acquires('connection', 'close') };
rows['amqplib#ChannelModel.createChannel'] = { waits: 'queue', returns: 'promise<amqplib#Channel>', ...acquires('session', 'close') };
rows['amqplib#ChannelModel.createConfirmChannel'] = { waits: 'queue', returns: 'promise<amqplib#ConfirmChannel>', ...acquires('session', 'close') };
rows['amqplib#ChannelModel.close'] = waits('queue');
addEmitter(rows, 'amqplib#ChannelModel');
for (const type of ['amqplib#Channel', 'amqplib#ConfirmChannel']) {
  addMembers(rows, type, ['assertQueue', 'checkQueue', 'deleteQueue', 'purgeQueue', 'bindQueue', 'assertExchange', 'deleteExchange', 'cancel', 'get', 'prefetch', 'close'], waits('queue'));
  rows[`${type}.consume`] = waits('queue', { ...begins('subscription', 'cancel'), callbacks: [consumer('consumer of {0}', 1, [], 'dropped')] });
  addMembers(rows, type, ['publish', 'sendToQueue'], makes('value', type === 'amqplib#Channel' ? {} : { callbacks: [done()] }));
  addMembers(rows, type, ['ack', 'nack', 'reject', 'ackAll', 'nackAll'], makes('void'));
  addEmitter(rows, type);
}
rows['amqplib#ConfirmChannel.waitForConfirms'] = waits('queue');

// NATS.
for (const pkg of ['nats', '@nats-io/transport-node']) {
  const connection = pkg === 'nats' ? 'nats#NatsConnection' : '@nats-io/nats-core#NatsConnection';
  rows[`${pkg}#connect`] = { waits: 'net', returns: `promise<${connection}>`, ...deadline(0, ['timeout'], { defaultMs: 20_000 }), ...acquires('connection', 'close', 'drain') };
}
rows['nats#NatsConnection.request'] = waits('net', deadline(2, ['timeout'], { defaultMs: 1000 }));
rows['nats#NatsConnection.requestMany'] = waits('net');
rows['nats#NatsConnection.subscribe'] = makes('nats#Subscription', { ...acquires('subscription', 'unsubscribe', 'drain'), callbacks: [consumer('subscription to {0}', { arg: 1, option: 'callback' }, [], 'dropped')] });
rows['nats#NatsConnection.publish'] = makes('void');
addMembers(rows, 'nats#NatsConnection', ['flush', 'drain', 'close', 'closed'], waits('net'));
addMembers(rows, 'nats#JetStreamClient', ['publish'], waits('queue', deadline(2, ['timeout'], { defaultMs: 5000 })));

// Bull and BullMQ: processors are awaited, a rejection fails the job. A processor given as a path runs in a process of its own.
rows['bull#default'] = makes('bull#Queue', acquires('connection', 'close'));
rows['bull#Queue.process'] = makes('promise', { detachedOk: true, callbacks: [consumer('queue consumer', { from: 0 })] });
addMembers(rows, 'bull#Queue', ['add', 'addBulk', 'close', 'pause', 'resume', 'empty', 'clean', 'count', 'getJob', 'getJobs', 'getJobCounts', 'isReady', 'obliterate'], waits('queue'));
addEmitter(rows, 'bull#Queue');
rows['bullmq#Worker'] = makes('bullmq#Worker', { ...acquires('connection', 'close'), callbacks: [consumer('consumer of queue {0}', 1)] });
for (const type of ['bullmq#Queue', 'bullmq#QueueEvents', 'bullmq#FlowProducer']) rows[type] = makes(type, acquires('connection', 'close'));
addMembers(rows, 'bullmq#Queue', ['add', 'addBulk', 'pause', 'resume', 'drain', 'obliterate', 'getJob', 'getJobs', 'getJobCounts', 'upsertJobScheduler', 'close'], waits('queue'));
addMembers(rows, 'bullmq#Worker', ['close', 'pause', 'waitUntilReady'], waits('queue'));
rows['bullmq#Worker.run'] = makes('promise');
addMembers(rows, 'bullmq#FlowProducer', ['add', 'addBulk'], waits('queue'));
addMembers(rows, 'bullmq#Job', ['updateProgress', 'log', 'remove', 'retry', 'waitUntilFinished', 'updateData'], waits('queue'));
for (const type of ['bullmq#Worker', 'bullmq#Queue', 'bullmq#QueueEvents']) addEmitter(rows, type);

// Agenda: a processor's promise is awaited; one with a second parameter calls `done` instead.
addMembers(rows, 'agenda#', ['Agenda', 'default'], makes('agenda#Agenda'));
rows['agenda#Agenda.define'] = makes('void', { callbacks: [consumer('job {0}', { from: 1 })] });
addMembers(rows, 'agenda#Agenda', ['start', 'stop', 'every', 'schedule', 'now', 'cancel', 'drain'], waits('queue'));
addEmitter(rows, 'agenda#Agenda');

// Temporal: activities run on the worker's loop and are awaited; workflow code runs in a sandbox of its own thread.
rows['@temporalio/worker#Worker.create'] = { waits: 'net', returns: 'promise<@temporalio/worker#Worker>', callbacks: [consumer('activity {key}', { arg: 0, option: 'activities.*' })] };
rows['@temporalio/worker#Worker.run'] = waits('net');
rows['@temporalio/worker#NativeConnection.connect'] = waits('net', acquires('connection', 'close'));
rows['@temporalio/client#Connection.connect'] = waits('net', { ...deadline(0, ['connectTimeout'], { defaultMs: 10_000 }), ...acquires('connection', 'close') });
rows['@temporalio/client#Client'] = makes('@temporalio/client#Client');
rows['@temporalio/client#WorkflowClient'] = makes('@temporalio/client#WorkflowClient');
for (const type of ['@temporalio/client#Client.workflow', '@temporalio/client#WorkflowClient']) addMembers(rows, type, ['start', 'execute', 'signalWithStart', 'result'], waits('net'));
addMembers(rows, '@temporalio/workflow#', ['sleep', 'condition'], waits('timer'));
rows['@temporalio/workflow#executeChild'] = waits('queue');

// Inngest: functions are called over HTTP and awaited; steps are awaited by the function.
rows['inngest#Inngest'] = makes('inngest#Inngest');
rows['inngest#Inngest.createFunction'] = makes('value', { callbacks: [consumer('Inngest function', -1)] });
rows['inngest#Inngest.send'] = waits('queue');

// Schedulers.
const job = (at: CallbackModel['at'], promise: CallbackModel['promise']): readonly CallbackModel[] => [consumer('cron job {0}', at, [], promise)];
rows['node-cron#schedule'] = makes('node-cron#ScheduledTask', { ...acquires('timer', 'stop', 'destroy'), callbacks: job(1, 'handled') });
rows['node-cron#createTask'] = rows['node-cron#schedule'];
addMembers(rows, 'node-cron#ScheduledTask', ['start', 'stop', 'destroy'], makes('value'));
const cronJob = (promise: CallbackModel['promise']): ApiModel => makes('cron#CronJob', { ...acquires('timer', 'stop'), callbacks: job(1, promise) });
rows['cron#CronJob'] = cronJob('handled');
rows['cron#CronJob.from'] = makes('cron#CronJob', { ...acquires('timer', 'stop'), callbacks: [consumer('cron job', { arg: 0, option: 'onTick' })] });
addMembers(rows, 'cron#CronJob', ['start', 'stop'], makes('value'));
// Its job emits `error` for a rejection, which ends in an unhandled one where nobody listens.
rows['node-schedule#scheduleJob'] = makes('node-schedule#Job', { ...acquires('timer', 'cancel'), callbacks: [consumer('scheduled job', { from: 1 }, [], 'dropped')] });
addMembers(rows, 'node-schedule#Job', ['on', 'once'], makes('this', { callbacks: [listener()] }));
rows['croner#Cron'] = makes('croner#Cron', { ...acquires('timer', 'stop'), callbacks: [consumer('cron job {0}', { from: 1 })] });
addMembers(rows, 'toad-scheduler#', ['Task', 'AsyncTask'], makes('value', { callbacks: [consumer('task {0}', 1)] }));
rows['node-schedule#gracefulShutdown'] = waits('timer');

// Files that change.
rows['chokidar#watch'] = makes('chokidar#FSWatcher', acquires('watcher', 'close'));
addEmitter(rows, 'chokidar#FSWatcher');
rows['chokidar#FSWatcher.close'] = waits('disk');

// Nest's application: what stands before `listen` is start-up.
rows['@nestjs/core#NestFactory.create'] = { returns: 'promise<@nestjs/common#INestApplication>' };
rows['@nestjs/core#NestFactory.createMicroservice'] = { returns: 'promise<@nestjs/common#INestMicroservice>' };
rows['@nestjs/core#NestFactory.createApplicationContext'] = makes('promise');
addMembers(rows, '@nestjs/common#INestApplication', ['listen', 'startAllMicroservices', 'init', 'close'], waits('net'));
rows['@nestjs/common#INestApplication.use'] = makes('this', { callbacks: [{ at: { from: 0 }, runs: 'later', context: 'request', label: 'middleware', promise: 'dropped' }] });
rows['@nestjs/common#INestMicroservice.listen'] = waits('net');
addMembers(rows, '@nestjs/microservices#ClientProxy', ['connect'], waits('net'));
rows['@nestjs/common#Module'] = makes('value', { callbacks: [startup('{key}', { arg: 0, option: 'providers.*.useFactory' })] });

// Retries and locks around a task.
rows['p-retry#default'] = makes('promise', { ...deadline(1, ['maxRetryTime', 'signal'], { signal: 'signal' }), callbacks: [task(0)] });

export const queues: PackageTables = {
  rows,
  versions: [
    { package: 'cron', below: 4, rows: { 'cron#CronJob': cronJob('dropped') } },
    // The options came between name and processor.
    { package: 'node-cron', below: 3, rows: { 'node-cron#schedule': makes('node-cron#ScheduledTask', { ...acquires('timer', 'stop', 'destroy'), callbacks: job(1, 'dropped') }) } },
  ],
};
