/**
 * Reads what `bench new` has to know of a function: the facts of its file and of the files its parameters' types are declared in. The
 * compiler resolves the imports; nothing is analysed beyond that.
 */
import type { DeclaringFiles } from '../advisor/bench/target.ts';
import { collectFacts } from '../engine/facts/collect.ts';
import type { FileFacts } from '../engine/facts/fileFacts.ts';
import { getLanguage } from '../engine/syntax/language.ts';
import type { Compiler, FilePath } from '../engine/syntax/compiler.ts';
import { getTextHash } from '../engine/syntax/textHash.ts';

/** Types lie in the file itself, beside it, or behind an index; further away they are not worth the reading. */
const mostFiles = 40;

/** Undefined for a file the compiler cannot read. The compiler is asked about the files that turn out to be needed, and no others. */
export async function readDeclaringFiles(file: FilePath, compiler: Compiler): Promise<{ readonly own: FileFacts; readonly files: DeclaringFiles } | undefined> {
  const facts = new Map<string, FileFacts>();
  const targets = new Map<string, readonly (FilePath | undefined)[]>();
  let wave: readonly FilePath[] = [file];
  while (wave.length > 0 && facts.size < mostFiles) {
    await compiler.update({ files: [...facts.keys(), ...wave] });
    const found = new Set<FilePath>();
    for (const next of wave) {
      const read = await readFacts(next, compiler);
      if (read === undefined) continue;
      facts.set(next, read);
      const modules = await compiler.modules(next, read.imports.map((row) => row.x));
      targets.set(next, modules);
      for (const module of modules) if (module !== undefined && !module.includes('/node_modules/')) found.add(module);
    }
    wave = [...found].filter((next) => !facts.has(next));
  }
  const own = facts.get(file);
  return own && { own, files: { facts, resolve: (from, m) => targets.get(from)?.[m] } };
}

async function readFacts(file: FilePath, compiler: Compiler): Promise<FileFacts | undefined> {
  const tree = await compiler.tree(file);
  if (tree === undefined) return undefined;
  const { text } = tree;
  const result = collectFacts({ file, text, hash: getTextHash(text), tree, language: getLanguage(file) });
  compiler.releaseTree(file);
  return 'kind' in result ? undefined : result;
}
