// The reporting sub-service. A process of its own, so that a heavy report cannot delay orders.
import Fastify from 'fastify';
import { readFileSync } from 'node:fs';
import { registerFigures } from './figures.js';
import { registerOperations } from './operations.js';

const tls = {
  key: readFileSync(process.env.TLS_KEY ?? '/etc/harbour/tls.key'),
  cert: readFileSync(process.env.TLS_CERT ?? '/etc/harbour/tls.crt'),
};

export function buildServer(options = {}) {
  const app = Fastify({ logger: true, ...options });

  app.setErrorHandler(async (error, request, reply) => {
    request.log.error(error);
    return reply.code(500).send({ error: 'The report could not be made. Try again later.' });
  });

  app.register(registerFigures, { prefix: '/figures' });
  app.register(registerOperations, { prefix: '/operations' });
  return app;
}

if (process.argv[1] === import.meta.filename) {
  const app = buildServer({ https: tls });
  await app.listen({ port: Number(process.env.REPORTING_PORT ?? 8081), host: '0.0.0.0' });
}
