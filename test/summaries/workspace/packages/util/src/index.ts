export { readConfig, readTemplate } from './files.js';
export { fetchJson, postJson } from './http.js';
export { checksum } from './checksum.js';
export { Meter } from './meter.js';
export { each, type Visit } from './each.js';
