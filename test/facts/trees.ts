/**
 * Trees for tests of facts, straight from the compiler: one process, one virtual project, no library and no resolution. The trees
 * outlive the process, which is closed before this returns.
 */
import { API } from 'typescript/unstable/async';
import type { FileFacts } from '../../server/engine/facts/fileFacts.ts';
import type { Tree } from '../../server/engine/syntax/compiler.ts';

export type Language = FileFacts['language'];

/** One text to parse. `name` needs no folder; its extension decides how it is parsed. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const root = '/facts';
const options = { noLib: true, types: [], noResolve: true, allowJs: true, checkJs: false, jsx: 'preserve', module: 'esnext', moduleResolution: 'bundler' };

/** The tree of every source, in their order. Fails when the compiler has none for one of them. */
export async function getTrees(sources: readonly Source[]): Promise<Tree[]> {
  const texts = new Map(sources.map((source) => [`${root}/${source.name}`, source.text]));
  texts.set(`${root}/tsconfig.json`, JSON.stringify({ compilerOptions: options, files: sources.map((source) => source.name) }));
  const api = new API({ cwd: '/', fs: { readFile: (file: string) => texts.get(file) } });
  try {
    const snapshot = await api.updateSnapshot({ openProjects: [`${root}/tsconfig.json`] });
    const project = snapshot.getProject(`${root}/tsconfig.json`);
    const trees: Tree[] = [];
    for (const { name } of sources) {
      const tree = await project?.program.getSourceFile(`${root}/${name}`);
      if (tree === undefined) throw new Error(`The compiler gave no tree for ${name}.`);
      trees.push(tree);
    }
    return trees;
  } finally {
    await api.close();
  }
}

/** The language of a file by its extension. */
export function getLanguage(name: string): Language {
  const extension = /\.[cm]?([jt]sx?)$/.exec(name)?.[1];
  return extension === 'tsx' || extension === 'js' || extension === 'jsx' ? extension : 'ts';
}
