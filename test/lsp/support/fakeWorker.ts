/** The engine thread of the tests: everything of the real one except compiler and session. */
import { ProjectFiles } from '../../../server/lsp/projectFiles.ts';
import { serveEngine } from '../../../server/lsp/serveEngine.ts';
import { FakeSession } from './fakeSession.ts';

await serveEngine(async (log) => {
  const session = new FakeSession(log);
  return {
    session, projects: new ProjectFiles(['sync-io-on-hot-path']), findCommentPlace: async () => undefined, getProcessIds: () => [], close: () => session.close(), note: () => undefined,
    async checkFix(made) {
      const texts = made.edits.map(({ newText }) => newText).join();
      return texts.includes('broken') ? { is: 'bad', reason: 'the result would not compile: TS1: broken' } : { is: texts.includes('slow') ? 'unchecked' : 'good' };
    },
  };
});
