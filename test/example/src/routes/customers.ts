// Customers over HTTP: their webhooks, their containers, and what we announce to them.
import { Router, type Request, type Response } from 'express';
import type { Services } from '../services/index.js';

const ports = ['north', 'south', 'islands'] as const;

function abortOnClose(res: Response): AbortSignal {
  const controller = new AbortController();
  res.on('close', () => { controller.abort(); });
  return AbortSignal.any([controller.signal, AbortSignal.timeout(10_000)]);
}

export function createCustomerRouter(services: Services): Router {
  const router = Router();
  const { carrier, customers, index, webhookClient, webhooks } = services;

  router.get('/search', async (req, res) => {
    res.json(await index.query(String(req.query.q), { signal: abortOnClose(res) }));
  });

  router.get('/:id/logo', async (req: Request<{ id: string }>, res) => {
    const logo = await fetch(`https://logos.harbour.example/${encodeURIComponent(req.params.id)}.svg`);
    res.type('svg').send(await logo.text());
  });

  router.get('/:id/address', async (req, res) => {
    const customer = await customers.findById(req.params.id);
    const url = `https://addresses.harbour.example/lookup?name=${encodeURIComponent(customer?.name ?? '')}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    res.json(await answer.json());
  });

  router.put('/:id/webhook', async (req, res) => {
    const { url, challenge } = req.body as { url: string; challenge: string };
    const isUsable = (await webhookClient.probe(url)) && (await webhookClient.verify(url, challenge, abortOnClose(res)));
    res.sendStatus(isUsable ? 204 : 400);
  });

  router.post('/announcements/tariffs/:version', async (req, res) => {
    res.json({ told: await webhooks.announceTariffs(req.params.version) });
  });

  router.post('/announcements/closures/:port', async (req, res) => {
    await webhooks.announceClosure(req.params.port);
    res.sendStatus(204);
  });

  router.get('/ports/schedules', async (_req, res) => {
    const signal = abortOnClose(res);
    res.json(await Promise.all(ports.map((port) => carrier.getSchedule(port, signal))));
  });

  router.get('/ports/:port/berths', async (req, res) => {
    res.json(await carrier.getBerths(req.params.port, abortOnClose(res)));
  });

  router.get('/containers/:id/departure', async (req, res) => {
    res.json(await carrier.waitForDeparture(req.params.id, abortOnClose(res)));
  });

  return router;
}
