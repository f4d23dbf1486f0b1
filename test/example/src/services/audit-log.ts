// Who did what, for the yearly audit. Entries are rows; nothing is written to disk.
import type { Pool } from 'pg';

export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
}

export class AuditLog {
  #written = 0;

  constructor(private readonly pool: Pool) {}

  async record(entry: AuditEntry): Promise<void> {
    await this.pool.query('insert into audit (actor, action, subject) values ($1, $2, $3)', [
      entry.actor,
      entry.action,
      entry.subject,
    ]);
    this.count();
  }

  /** Counts only; not a promise. */
  count(): number {
    this.#written += 1;
    return this.#written;
  }
}
