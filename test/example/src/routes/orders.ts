// Orders over HTTP.
import { Router } from 'express';
import pLimit from 'p-limit';
import { detach } from '../async/detach.js';
import { getActor } from '../middleware/auth.js';
import type { MailService, OrderService } from '../services/index.js';
import type { NewOrder } from '../services/order-service.js';

const importLimit = pLimit(4);

export function createOrderRouter(orders: OrderService, mail: MailService): Router {
  const router = Router();

  router.get('/', async (_req, res) => {
    res.json(await orders.overview());
  });

  router.get('/:id', async (req, res) => {
    const order = await orders.find(req.params.id);
    if (order === undefined) res.sendStatus(404);
    else res.json(order);
  });

  router.post('/', async (req, res) => {
    const order = await orders.create(req.body as NewOrder, getActor(req));
    mail.sendConfirmation(order);
    res.status(201).json(order);
  });

  router.post('/bulk', async (req, res) => {
    const body = req.body as { orders: NewOrder[] };
    const created = await Promise.allSettled(body.orders.map((order) => orders.create(order, getActor(req))));
    res.json({ accepted: created.filter((result) => result.status === 'fulfilled').length });
  });

  router.post('/import', async (req, res) => {
    const body = req.body as { orders: NewOrder[] };
    const created = await Promise.all(body.orders.map((order) => importLimit(() => orders.create(order, getActor(req)))));
    res.status(201).json(created);
  });

  router.post('/:id/ship', async (req, res) => {
    await orders.ship(req.params.id, getActor(req));
    res.sendStatus(204);
  });

  router.post('/:id/cancel', async (req, res) => {
    await orders.cancel(req.params.id, getActor(req));
    const order = await orders.find(req.params.id);
    if (order !== undefined) detach(mail.sendCancellation(order), 'mail.cancellation');
    res.sendStatus(204);
  });

  router.get('/open/quotes', async (req, res) => {
    res.json(req.query.gentle === '1' ? await orders.quoteOpenGently() : await orders.quoteOpen());
  });

  router.get('/:id/quote/:currency', async (req, res) => {
    res.json((await orders.quote(req.params.id, req.params.currency)) ?? null);
  });

  router.post('/replay', async (req, res) => {
    await orders.replayOpen(req.query.pace === 'fast' ? 'fast' : 'batches');
    res.sendStatus(204);
  });

  return router;
}
