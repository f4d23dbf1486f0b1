// SQL for customers.
import type { Pool } from 'pg';
import type { Customer } from '../model.js';

export class CustomerRepository {
  constructor(private readonly pool: Pool) {}

  async findById(id: string): Promise<Customer | undefined> {
    const result = await this.pool.query('select * from customers where id = $1', [id]);
    return result.rows[0];
  }

  async listSubscribed(): Promise<Customer[]> {
    const result = await this.pool.query('select * from customers where webhook_url is not null');
    return result.rows;
  }

  async listByIds(ids: readonly string[]): Promise<Customer[]> {
    const result = await this.pool.query('select * from customers where id = any($1)', [ids]);
    return result.rows;
  }

  async rename(id: string, name: string): Promise<void> {
    await this.pool.query('update customers set name = $2 where id = $1', [id, name]);
  }
}
