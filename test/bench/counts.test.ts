/**
 * Work done on the bundled example, counted: nodes, facts, links, questions. A change that makes the engine do more shows in
 * counts.txt and has to be committed with it; `npx vitest run test/bench -u` writes the file anew. Times are the bench's business.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Compiler } from '../../server/engine/syntax/compiler.ts';
import { collectFacts, isTooManyNodes } from '../../server/engine/facts/collect.ts';
import { createSession } from '../../server/engine/session.ts';
import { readProject } from '../../server/host/project.ts';
import { repository } from '../support/project.ts';

test('the example takes as much work as before', async () => {
  const folder = path.posix.join(repository, 'test/example');
  const project = await readProject({ paths: [folder], cwd: folder });
  const native = createCompiler({ cwd: folder });
  const asked = new Map<string, number>();
  const count = (name: string, by: number): void => { asked.set(name, (asked.get(name) ?? 0) + by); };
  const compiler: Compiler = {
    ...native,
    tree(file) { count('trees fetched', 1); return native.tree(file); },
    modules(file, nodes) { count('modules asked', nodes.length); return native.modules(file, nodes); },
    symbols(file, nodes) { count('symbols asked', nodes.length); return native.symbols(file, nodes); },
    types(file, nodes) { count('types asked', nodes.length); return native.types(file, nodes); },
    expectedReturns(file, nodes) { count('expected returns asked', nodes.length); return native.expectedReturns(file, nodes); },
  };
  const session = createSession({ compiler, rules });
  try {
    const rows = new Map<string, number>();
    await session.update({ files: project.files, skipped: project.skipped, packages: project.packages, settings: project.settings });
    const report = await session.refine();
    const cold = new Map(asked);
    asked.clear();
    const [file = ''] = project.files;
    const text = (await native.tree(file))?.text ?? '';
    await session.update({ texts: new Map([[file, `${text}\nexport const typed = 1;\n`]]) });
    session.current();
    const edited = new Map(asked);
    for (const each of project.files) {
      const tree = await native.tree(each);
      const facts = tree && collectFacts({ file: each, text: tree.text, hash: '', tree, language: 'ts' });
      if (!facts || isTooManyNodes(facts)) continue;
      for (const [table, value] of Object.entries(facts)) if (Array.isArray(value) && table !== 'lines') rows.set(table, (rows.get(table) ?? 0) + value.length);
    }
    const stages = report.stats.flatMap(({ stage, counts }) => Object.entries(counts).map(([name, value]) => [`${stage}: ${name}`, value] as const));
    const sections = [
      ['facts', [...rows]], ['stages', stages], ['asked of the compiler by a cold check', [...cold].sort()], ['asked until the first report after an edit', [...edited].sort()],
    ] as const;
    await expect(sections.map(([title, lines]) => `${title}\n${lines.map(([name, value]) => `  ${name} ${value}`).join('\n')}\n`).join('\n')).toMatchFileSnapshot('counts.txt');
  } finally {
    await Promise.all([session.close(), native.close()]);
  }
});
