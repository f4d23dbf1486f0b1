// Read-only pool for the reporting process.
import pg from 'pg';

export const pool = new pg.Pool({
  connectionString: process.env.REPLICA_URL,
  connectionTimeoutMillis: 3000,
  statement_timeout: 30000,
});
