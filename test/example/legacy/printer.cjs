// The label printer's little web interface.
const http = require('http');

function send(options, body) {
  return new Promise((resolve, reject) => {
    const req = http.request(options, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode));
    });
    req.on('timeout', () => req.destroy(new Error('The printer did not answer.')));
    req.on('error', reject);
    req.end(body);
  });
}

exports.notifyPrinter = function notifyPrinter(label) {
  return new Promise((resolve, reject) => {
    const req = http.request('http://printer.local/jobs', { method: 'POST' }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    req.on('error', reject);
    req.end(label);
  });
};

exports.checkPaper = function checkPaper() {
  return send({ host: 'printer.local', path: '/paper', timeout: 2000 }, '');
};
