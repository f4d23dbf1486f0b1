/**
 * Puts the real engine together for one command: the native compiler, the rules, the session. The only place of the CLI that
 * starts a process.
 */
import { createCompiler } from '../compiler/compiler.ts';
import type { Rule } from '../engine/lint/rule.ts';
import { createSession } from '../engine/session.ts';
import { getCompilerBinary } from '../host/compilerBinary.ts';
import type { Engine } from './surroundings.ts';

/** Starts the compiler; whoever calls this must close it. Throws `CompilerMissing`. */
export async function openEngine(rules: readonly Rule[], log: (message: string) => void): Promise<Engine> {
  const compiler = createCompiler({ binary: getCompilerBinary(), log });
  const session = createSession({ compiler, rules });
  return {
    session, compiler,
    close: async () => {
      await session.close();
      await compiler.close();
    },
  };
}
