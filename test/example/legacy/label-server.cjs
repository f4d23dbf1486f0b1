// Prints shipping labels for the warehouse. Older than the rest; replaced harbour by harbour.
const http = require('http');
const { URL } = require('url');
const labels = require('./labels.cjs');
const tariffs = require('./tariffs.cjs');
const { notifyPrinter } = require('./printer.cjs');

tariffs.load();

function answer(res, status, body) {
  res.writeHead(status, { 'content-type': 'text/plain' });
  res.end(body);
}

const server = http.createServer(async (req, res) => {
  const url = new URL(req.url, 'http://localhost');
  if (url.pathname === '/label') {
    const label = labels.render(url.searchParams.get('order'));
    await notifyPrinter(label);
    answer(res, 200, label);
  } else if (url.pathname === '/tariff') {
    answer(res, 200, String(tariffs.find(url.searchParams.get('zone'))));
  } else {
    answer(res, 404, 'unknown');
  }
});

server.on('clientError', (error, socket) => {
  console.error('bad request', error);
  socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
});

if (require.main === module) server.listen(8082);

module.exports = { server };
