export { Orders } from './orders.js';
export { loadSettings } from './settings.js';
export { notify } from './notify.js';
export { schedule } from './schedule.js';
