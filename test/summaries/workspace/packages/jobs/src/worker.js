import { Worker } from 'bullmq';
import { Orders } from '@quay/core';
import { bill, loadRates } from '@quay/core/billing';
import { touch } from '@quay/storage';
import { createStore } from './store.js';
import { readTemplate } from '../../util/src/files.js';

const rates = loadRates();
const receipt = readTemplate('receipt');
const orders = new Orders(createStore());

new Worker('bills', async (job) => {
  await bill(job.data.account);
  await touch(job.data.account);
  orders.touchAll(job.data.orders);
  job.log(`${receipt} ${rates.length}`);
});
