// Deployment settings, read by the build image and by src/config.ts through the environment.
import { existsSync, readFileSync } from 'node:fs';

const revisionFile = new URL('./REVISION', import.meta.url);

function readRevision() {
  return existsSync(revisionFile) ? readFileSync(revisionFile, 'utf8').trim() : 'development';
}

export default {
  revision: readRevision(),
  regions: ['north', 'south', 'islands'],
  port: Number(process.env.PORT ?? 8080),
};
