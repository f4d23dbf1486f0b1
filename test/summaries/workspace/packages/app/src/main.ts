import express from 'express';
import { loadSettings, Orders, schedule } from '@quay/core';
import { DiskStore, warmUp } from '@quay/storage';
import { readTemplate } from '@quay/util';
import { cleanUp } from './clean-up.js';

const settings = await loadSettings();
const orders = new Orders(new DiskStore(settings['folder'] ?? '.'));
const welcome = readTemplate('welcome');
const app = express();

app.get('/', (_request, response) => {
  response.send(welcome);
});
app.get('/orders/:id', (request, response) => {
  response.send(orders.page(request.params.id));
});
app.post('/parts', async (request, response) => {
  response.json(await orders.parts(request.body as string[]));
});
app.post('/warm', (request, response) => {
  warmUp(request.body as string[]);
  response.end();
});
schedule(60, cleanUp);
app.listen(8080);
