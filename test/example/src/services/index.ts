// Builds the object graph by hand, and re-exports what other folders need from here.
import type { Pool } from 'pg';
import type { Config } from '../config.js';
import { CarrierClient } from '../http/carrier-client.js';
import { RatesClient } from '../http/rates-client.js';
import { CustomerRepository } from '../repositories/customer-repository.js';
import { OrderRepository } from '../repositories/order-repository.js';
import { WebhookClient } from '../webhooks/client.js';
import { WebhookDispatcher } from '../webhooks/dispatcher.js';
import { AuditLog } from './audit-log.js';
import { type DocumentStore, SharedFolderStore } from './document-store.js';
import { MailService } from './mail-service.js';
import { OrderService } from './order-service.js';
import { PricingService } from './pricing-service.js';
import { ReportService } from './report-service.js';
import { SearchIndex } from './search-index.js';

export { MailService, OrderService, PricingService, ReportService };

export interface Services {
  readonly orders: OrderService;
  readonly orderRows: OrderRepository;
  readonly customers: CustomerRepository;
  readonly reports: ReportService;
  readonly documents: DocumentStore;
  readonly mail: MailService;
  readonly carrier: CarrierClient;
  readonly rates: RatesClient;
  readonly webhooks: WebhookDispatcher;
  readonly webhookClient: WebhookClient;
  readonly index: SearchIndex;
}

export function createServices(config: Config, pool: Pool): Services {
  const orderRows = new OrderRepository(pool);
  const customers = new CustomerRepository(pool);
  const rates = new RatesClient(config.ratesUrl);
  const webhookClient = new WebhookClient(process.env.WEBHOOK_SECRET ?? '');
  const webhooks = new WebhookDispatcher(customers, webhookClient);
  return {
    orders: new OrderService(orderRows, new PricingService(rates), webhooks, new AuditLog(pool)),
    orderRows,
    customers,
    reports: new ReportService(orderRows, `${config.dataFolder}/reports`),
    documents: new SharedFolderStore(config.dataFolder),
    mail: new MailService(process.env.MAIL_RELAY ?? 'http://localhost:8025/send'),
    carrier: new CarrierClient(config.carrierUrl),
    rates,
    webhooks,
    webhookClient,
    index: new SearchIndex(process.env.SEARCH_URL ?? 'http://localhost:9200'),
  };
}
