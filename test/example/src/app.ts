// Wires the HTTP application. Takes finished services, starts nothing.
import express, { type Express } from 'express';
import { answerErrors } from './middleware/errors.js';
import { requireApiKey } from './middleware/auth.js';
import { createCustomerRouter } from './routes/customers.js';
import { createDocumentRouter } from './routes/documents.js';
import { createOrderRouter } from './routes/orders.js';
import { ReportController } from './routes/reports.js';
import type { Services } from './services/index.js';

export function createApp(services: Services, folder: string): Express {
  const app = express();
  app.use(express.json({ limit: '200kb' }));
  app.get('/health', (_req, res) => { res.json({ status: 'ok' }); });
  app.use(requireApiKey);
  app.use('/orders', createOrderRouter(services.orders, services.mail));
  app.use('/reports', new ReportController(services.reports).routes());
  app.use('/documents', createDocumentRouter(services.documents, folder));
  app.use('/customers', createCustomerRouter(services));
  app.use(answerErrors);
  return app;
}
