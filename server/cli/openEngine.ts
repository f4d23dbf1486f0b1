/**
 * Puts the real engine together for one command: the native compiler, the rules, the session. The only place of the CLI that
 * starts a process.
 */
import { createCompiler } from '../compiler/compiler.ts';
import type { Rule } from '../engine/lint/rule.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { createSession } from '../engine/session.ts';
import { createRegexAnalyser } from '../regex/regexAnalyser.ts';
import { getCompilerBinary, getCompilerVersion } from '../host/compilerBinary.ts';
import type { Engine } from './surroundings.ts';

/** Starts the compiler; whoever calls this must close it. Throws `CompilerMissing`, because a check without types in CI would pass for the wrong reason. */
export function openEngine(root: FilePath, rules: readonly Rule[], log: (message: string) => void): Engine {
  const executable = getCompilerBinary();
  const compiler = createCompiler({ cwd: root, executable, log });
  const regexes = createRegexAnalyser({ log });
  const session = createSession({ compiler, regexes, rules });
  return {
    session, compiler, compilerVersion: getCompilerVersion(executable),
    // Together: the session waits for answers that only a closed compiler stops owing.
    close: async () => { await Promise.all([session.close(), compiler.close(), regexes.close()]); },
  };
}
