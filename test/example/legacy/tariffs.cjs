// Tariffs by zone. Loaded once by the server; looked up afterwards.
var fs = require('fs');
var path = require('path');

var tariffs = null;

function load() {
  tariffs = JSON.parse(fs.readFileSync(path.join(__dirname, 'tariffs.json'), 'utf8'));
  return tariffs;
}

function find(zone) {
  if (tariffs === null) throw new Error('Call load() first.');
  return tariffs[zone];
}

module.exports = { load: load, find: find };
