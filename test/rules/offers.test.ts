/** Every rule offers a fix on an example of its page, and the page says which; or the page says why none is offered. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { listApplicable } from '../../server/engine/lint/finding.ts';
import { loadFolders } from '../support/check.ts';
import { parsePage } from '../support/fixture.ts';
import { repository } from '../support/project.ts';

const pages = globSync('rules/**/*.md', { cwd: repository }).sort().filter((file) => !file.startsWith('rules/directive/')).map((file) => {
  const text = readFileSync(path.join(repository, file), 'utf8');
  const [, advice = ''] = /^## How to fix\n([^]*?)^## /m.exec(text) ?? [];
  return { ruleId: path.basename(file, '.md'), advice, examples: parsePage(file, text).filter(({ name }) => name.startsWith('Reported')) };
});

test('what the pages say about fixes is so', async () => {
  const examples = pages.flatMap(({ ruleId, examples: all }) => all.map((fixture) => ({ ruleId, fixture })));
  const loaded = await loadFolders(examples.map(({ fixture }) => new Map(fixture.files.map(({ name, text }) => [name, text]))));
  const offering = new Set<string>();
  for (const [i, { ruleId, fixture }] of examples.entries()) {
    const { report } = await loaded[i]!.check({ ...(fixture.settings && { settings: fixture.settings }), ...(fixture.package && { package: fixture.package }) });
    if (report.byFile.some(({ findings }) => findings.some((finding) => finding.ruleId === ruleId && listApplicable(finding.fixes).length > 0))) offering.add(ruleId);
  }
  const wrong = pages.flatMap(({ ruleId, advice }) => {
    const isDenied = /\bNo fix is offered: /.test(advice);
    if (isDenied) return offering.has(ruleId) ? [`${ruleId}: the page says that no fix is offered, and one is`] : [];
    if (!/\bFix(?:es)? offered/.test(advice)) return [`${ruleId}: "How to fix" says neither "Fix offered: …" nor "No fix is offered: …" (${offering.has(ruleId) ? 'one is' : 'none is'})`];
    return offering.has(ruleId) ? [] : [`${ruleId}: the page says that a fix is offered, and no example of it gets one`];
  });
  expect(wrong).toEqual([]);
}, 120_000);
