// SQL for orders. Returns plain records; no business rules.
import type { Pool } from 'pg';
import QueryStream from 'pg-query-stream';
import type { Order, OrderLine, OrderStatus } from '../model.js';

export class OrderRepository {
  constructor(private readonly pool: Pool) {}

  async findById(id: string): Promise<Order | undefined> {
    const result = await this.pool.query('select * from orders where id = $1', [id]);
    return result.rows[0];
  }

  async listOpen(): Promise<Order[]> {
    const result = await this.pool.query("select * from orders where status = 'open' order by created_at");
    return result.rows;
  }

  async listRecent(limit: number): Promise<Order[]> {
    const result = await this.pool.query('select * from orders order by created_at desc limit $1', [limit]);
    return result.rows;
  }

  async create(customerId: string, currency: string, lines: readonly OrderLine[]): Promise<Order> {
    const result = await this.pool.query(
      'insert into orders (customer_id, currency, lines) values ($1, $2, $3) returning *',
      [customerId, currency, JSON.stringify(lines)],
    );
    return result.rows[0];
  }

  async setStatus(id: string, status: OrderStatus): Promise<void> {
    await this.pool.query('update orders set status = $2 where id = $1', [id, status]);
  }

  /** Streams the orders of one month with a server-side cursor; the client goes back to the pool when the loop ends. */
  async *streamMonth(month: string): AsyncGenerator<Order> {
    const client = await this.pool.connect();
    try {
      const rows = client.query(new QueryStream("select * from orders where to_char(created_at, 'YYYY-MM') = $1", [month]));
      for await (const row of rows) yield row as Order;
    } finally {
      client.release();
    }
  }
}
