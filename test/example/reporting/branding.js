// Colours and logo of a tenant, edited by hand on the share.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.env.BRANDING_FOLDER ?? '/srv/branding';
const fallback = Object.freeze({ colour: '#004466', logo: null });

export function loadBranding(tenant) {
  return readBranding(join(folder, `${basename(String(tenant))}.json`));
}

function readBranding(file) {
  if (!existsSync(file)) return fallback;
  return JSON.parse(readFileSync(file, 'utf8'));
}
