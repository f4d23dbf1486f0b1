// Endpoints for the people who run the service.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { pool } from './replica.js';

const execFileAsync = promisify(execFile);
const tables = ['orders', 'customers', 'audit'];

export async function registerOperations(app) {
  app.addHook('onRequest', async (request) => {
    request.startedAt = performance.now();
  });

  app.addHook('onResponse', async (request, reply) => {
    recordUsage(request.routeOptions.url, reply.statusCode).catch((error) => request.log.warn(error));
  });

  app.get('/disk', async () => {
    const output = execFileSync('df', ['-k', '/srv'], { encoding: 'utf8' });
    return { lines: output.trim().split('\n') };
  });

  app.get('/uptime', async () => {
    const { stdout } = await execFileAsync('uptime', [], { timeout: 2000 });
    return { uptime: stdout.trim() };
  });

  app.post('/reindex', async (request, reply) => {
    const { rows } = await pool.query('select id from orders where indexed_at is null');
    const started = [];
    for (const { id } of rows) {
      started.push(pool.query('select reindex_order($1)', [id]));
    }
    await Promise.all(started);
    reply.code(202);
    return { reindexed: rows.length };
  });

  app.post('/analyze', async () => {
    const started = [];
    for (const table of tables) {
      started.push(pool.query(`analyze ${table}`));
    }
    await Promise.all(started);
    return { analyzed: tables };
  });

  app.get('/peers', async () => {
    const response = await fetch(process.env.PEERS_URL, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(2000),
    });
    return response.json();
  });
}

async function recordUsage(route, status) {
  await pool.query('insert into usage (route, status) values ($1, $2)', [route, status]);
}
