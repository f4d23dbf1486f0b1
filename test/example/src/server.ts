// Entry of the service: reads settings, builds the services, listens, and stops cleanly.
import { createApp } from './app.js';
import { drain } from './async/detach.js';
import { loadConfig } from './config.js';
import { createPool } from './db/pool.js';
import { subscribe } from './events/order-events.js';
import { startSchedule } from './jobs/schedule.js';
import { startConsumer, startSettlement } from './queue/consumer.js';
import { createServices } from './services/index.js';
import { readTemplate } from './templates/template-store.js';

const config = loadConfig();
const pool = createPool(config.databaseUrl);
const services = createServices(config, pool);

services.reports.prepare();
if (!readTemplate('report').includes('{{month}}')) throw new Error('templates/report.html has no {{month}} placeholder.');

subscribe(services.orderRows, services.webhooks, services.index);
const stopSchedule = startSchedule(services);
const consumer = startConsumer(services, config.redisUrl, config.dataFolder);
const settlement = startSettlement(services, config.redisUrl);
const server = createApp(services, config.dataFolder).listen(config.port, () => {
  console.log(`Harbour listens on port ${String(config.port)}.`);
});

process.once('SIGTERM', async () => {
  try {
    stopSchedule();
    server.close();
    await consumer.close();
    await settlement.close();
    await drain();
    await pool.end();
  } catch (error) {
    console.error('shutdown was not clean', error);
    process.exitCode = 1;
  }
});
