/**
 * The engine thread of the language server: compiler, session and the files of the workspace, put together. How they are driven
 * is in serveEngine.ts and analysisLoop.ts.
 */
import { rules } from '../../rules/index.ts';
import { createCompiler } from '../compiler/compiler.ts';
import { createSession } from '../engine/session.ts';
import { getCommentPlace } from '../engine/syntax/commentPlace.ts';
import { createRegexAnalyser } from '../regex/regexAnalyser.ts';
import { readSource } from '../host/text.ts';
import { FixTrial } from './fixTrial.ts';
import { ProjectFiles } from './projectFiles.ts';
import { serveEngine } from './serveEngine.ts';

await serveEngine(async (log, folder) => {
  const open = (): ReturnType<typeof createCompiler> => createCompiler({ cwd: folder ?? process.cwd().replaceAll('\\', '/'), log });
  const compiler = open();
  const regexes = createRegexAnalyser({ log });
  const session = createSession({ compiler, regexes, rules });
  const projects = new ProjectFiles(rules.map((rule) => rule.id));
  const trial = new FixTrial({
    createCompiler: open, readText: readSource, importersOf: (files) => session.importersOf(files),
    isDependency: (file, name) => projects.packages.some((each) => file.startsWith(`${each.folder}/`) && each.dependencies[name] !== undefined),
  });
  return {
    session, projects,
    checkFix: (made) => trial.check(made),
    note: (change) => { trial.note(change); },
    async findCommentPlace(file, offset) {
      const tree = await compiler.tree(file);
      return tree === undefined ? undefined : getCommentPlace(tree, offset);
    },
    getProcessIds: () => [...compiler.pids(), ...trial.pids()],
    // Together: the session waits for answers that only a closed compiler stops owing.
    async close() { await Promise.all([session.close(), compiler.close(), trial.close(), regexes.close()]); },
  };
});
