/**
 * The least any tool on this compiler port has to do: open the projects of the given files and fetch every tree. Bundled and run
 * as a process of its own by the bench, with the folder and the list of files (one path per line) as arguments. It finds nothing.
 */
import { readFileSync } from 'node:fs';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { FilePath } from '../../server/engine/syntax/compiler.ts';

const [cwd = '.', list = ''] = process.argv.slice(2);
const files = readFileSync(list, 'utf8').split('\n').filter((line) => line !== '');
const compiler = createCompiler({ cwd });
const startedAt = performance.now();
await compiler.update({ files });
const openedAt = performance.now();
let fetched = 0;
const waiting = [...files];
const fetchAll = async (): Promise<void> => {
  for (let file: FilePath | undefined = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (await compiler.tree(file) !== undefined) fetched += 1;
    compiler.releaseTree(file);
  }
};
await Promise.all([fetchAll(), fetchAll(), fetchAll(), fetchAll()]);
const endedAt = performance.now();
await compiler.close();
process.stdout.write(JSON.stringify({ files: fetched, openMs: openedAt - startedAt, treesMs: endedAt - openedAt }));
