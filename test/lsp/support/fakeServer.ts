/** The real protocol thread with the tests' engine thread. */
import { startServer } from '../../../server/lsp/server.ts';

startServer({ engineWorker: new URL('./fakeWorker.js', import.meta.url) });
