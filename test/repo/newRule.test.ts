/** `npm run new-rule` writes three files that fit the repository, and that cannot be committed before a person has filled them in. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeNewRule } from '../../scripts/new-rule.ts';
import { parsePage, parseSuite } from '../support/fixture.ts';
import { root } from './checkout.ts';

const copy = mkdtempSync(path.join(tmpdir(), 'loopwise-new-rule-'));
afterAll(() => { rmSync(copy, { recursive: true, force: true }); });
for (const name of ['rules', 'README.md', 'package.json', 'package.nls.json']) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });

const run = (...names: string[]) => spawnSync(process.execPath, ['--import', 'tsx', path.join(root, 'scripts/new-rule.ts'), '--root', copy, ...names], { cwd: root, encoding: 'utf8' });
const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');

describe('npm run new-rule', () => {
  test('writes rule, page, test and the list of rules', () => {
    const { status, stdout, stderr } = run('leak/unbounded-sample-cache');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.match(/^wrote .*$/gm)).toEqual(['wrote rules/leak/unbounded-sample-cache.ts', 'wrote rules/leak/unbounded-sample-cache.md', 'wrote test/rules/unbounded-sample-cache.md', 'wrote rules/index.ts', 'wrote README.md']);
    expect(read('rules/index.ts')).toContain("import { unboundedSampleCache } from './leak/unbounded-sample-cache.ts';");
    expect(read('README.md')).toContain('[unbounded-sample-cache](rules/leak/unbounded-sample-cache.md)');
    for (const file of ['rules/leak/unbounded-sample-cache.ts', 'rules/leak/unbounded-sample-cache.md', 'test/rules/unbounded-sample-cache.md']) expect(read(file)).toContain('FIXME');
    expect(parsePage('page', read('rules/leak/unbounded-sample-cache.md')).map((example) => example.verdict)).toEqual(['reported', 'fine']);
    // A marker on code that nothing reports: the new test fails until the rule exists.
    expect(parseSuite('suite', read('test/rules/unbounded-sample-cache.md'))[0]?.files[0]?.expectations).toHaveLength(1);
  });

  test('writes a rule that compiles', () => {
    writeNewRule(copy, 'leak/unbounded-compiled-cache');
    const text = read('rules/leak/unbounded-compiled-cache.ts').replace("'../../server/engine/lint/rule.ts'", `'${path.join(root, 'server/engine/lint/rule.ts').split(path.sep).join('/')}'`);
    const file = path.join(copy, 'compiled.ts');
    writeFileSync(file, text);
    const options = ['--noEmit', '--strict', '--noUnusedLocals', '--noUnusedParameters', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--verbatimModuleSyntax', '--target', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler', '--allowImportingTsExtensions', '--skipLibCheck', '--types', 'node', '--typeRoots', path.join(root, 'node_modules/@types'), '--ignoreConfig'];
    const { stdout } = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), ...options, file], { encoding: 'utf8', cwd: copy });
    expect(stdout.split('\n').filter((line) => line.startsWith('compiled.ts'))).toEqual([]);
  });

  test.each([
    ['an unknown family', 'caching/unbounded-cache', 'one of the families blocking'],
    ['a name that is no id', 'leak/UnboundedCache', 'kebab-case'],
    ['a name that gives advice', 'leak/no-unbounded-cache', 'must name the hazard'],
    ['a path that climbs', 'leak/../x', 'is not <family>/<rule-id>'],
    ['a rule that exists', 'leak/unbounded-sample-cache', 'exists already'],
  ])('refuses %s and says what to do', (_, name, message) => {
    expect(() => writeNewRule(copy, name)).toThrow(message);
  });

  test('without a name it says how it is used', () => {
    const { status, stderr } = run();
    expect(stderr).toContain('Usage: npm run new-rule');
    expect(status).toBe(2);
  });
});
