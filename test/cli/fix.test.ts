/** `loopwise fix` with the real engine on real files: what it writes, what it leaves and says, and when it refuses to write. */
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { openEngine } from '../../server/cli/openEngine.ts';
import type { Engine, Surroundings } from '../../server/cli/surroundings.ts';
import { runFix, type FixOptions } from '../../server/cli/verbs/fix.ts';
import { defineRule, type Rule } from '../../server/engine/lint/rule.ts';
import { makeFolder } from '../host/temporaryFolder.ts';
import { makeSurroundings } from './findings.ts';

const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const project = {
  'package.json': '{ "private": true, "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "noUnusedLocals": true }, "include": ["src"] }',
  'src/save.ts': 'export async function save(id: string): Promise<void> { await fetch(id, { signal: AbortSignal.timeout(1000) }); }\n',
  'src/app.ts': [
    "import { save } from './save.js';", '', 'export function later(id: string): number {', '  save(id); // at once', '  return 1;', '}', '',
    'export async function get(url: string, signal: AbortSignal): Promise<Response> {', '  signal.throwIfAborted();', '  return await fetch(url);', '}', '',
  ].join('\r\n'),
};

interface Run { readonly code: number; readonly stdout: string; readonly json: { changed: object[]; applied: { title: string; safety: string }[]; left: { title: string; reason: string }[]; refused: object[] } }

function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const folder = makeFolder({ ...project, ...files });
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

async function fix(folder: string, options: Partial<FixOptions> = {}, part: { readonly rules?: readonly Rule[]; readonly wrap?: (engine: Engine) => Engine } = {}): Promise<Run> {
  const open: Surroundings['openEngine'] = async (root) => { const engine = openEngine(root, part.rules ?? rules, () => undefined); return part.wrap?.(engine) ?? engine; };
  const { around, seen } = makeSurroundings(folder, {}, { openEngine: open, ruleIds: [...rules, ...part.rules ?? []].map((rule) => rule.id) });
  const code = await runFix([], { review: false, rule: [], dryRun: false, format: 'json', color: false, ...options }, around);
  return { code, stdout: seen.stdout, json: options.format === 'pretty' ? { changed: [], applied: [], left: [], refused: [] } : JSON.parse(seen.stdout) as Run['json'] };
}

const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

test('safe fixes are applied, others are left with the reason', async () => {
  const folder = makeProject();
  const { code, json } = await fix(folder);
  expect(code).toBe(0);
  expect(json.applied.map(({ title, safety }) => [title, safety])).toEqual([['Pass `signal` on', 'safe']]);
  expect(json.left).toMatchObject([{ title: 'Report a rejection with `console.error`', reason: expect.stringContaining('--review') }]);
  expect(read(folder, 'src/app.ts')).toBe(project['src/app.ts'].replace('fetch(url)', 'fetch(url, { signal })'));
  expect(readdirSync(path.join(folder, 'src'))).toEqual(['app.ts', 'save.ts']);
});

test('with --review all are, line ends and comments stay, and a second run changes nothing', async () => {
  const folder = makeProject();
  const { stdout } = await fix(folder, { review: true, format: 'pretty' });
  expect(stdout).toMatch(/^fixed {2}src\/app\.ts:4:3 {2}Report a rejection/m);
  expect(stdout).toMatch(/\nChanged 1 file with 2 fixes · /);
  const text = read(folder, 'src/app.ts');
  expect(text).toContain('  save(id).catch((error: unknown) => { console.error(error); }); // at once\r\n');
  expect((await fix(folder, { review: true })).json).toMatchObject({ changed: [], applied: [], left: [] });
  expect(read(folder, 'src/app.ts')).toBe(text);
});

test('--rule, --dry-run, and a rule that does not exist', async () => {
  const folder = makeProject();
  const { json } = await fix(folder, { review: true, dryRun: true, rule: ['floating-promise'] });
  expect(json.applied).toHaveLength(1);
  expect(read(folder, 'src/app.ts')).toBe(project['src/app.ts']);
  await expect(fix(folder, { rule: ['no-such-rule'] })).rejects.toThrow('There is no rule no-such-rule');
});

test('a file that changed since it was analysed refuses the run', async () => {
  const folder = makeProject();
  const mine = `// mine\n${project['src/app.ts']}`;
  const { code, json } = await fix(folder, { review: true }, {
    wrap: (engine) => ({ ...engine, compiler: { ...engine.compiler, errors: async (file) => { writeFileSync(path.join(folder, 'src/app.ts'), mine); return engine.compiler.errors(file); } } }),
  });
  expect([code, json.refused]).toEqual([1, [{ file: 'src/app.ts', reason: 'has changed since it was analysed' }]]);
  expect(read(folder, 'src/app.ts')).toBe(mine);
});

/** Reports every call of the name and offers to put the text in its place, in this and in further files. */
function replacing(name: string, newText: string, created: Readonly<Record<string, string>> = {}): Rule {
  return defineRule({
    id: `no-${name}`, family: 'blocking', contexts: { library: 'warning', unknown: 'warning', startup: 'warning' },
    check({ unit, report }) {
      for (const call of unit.facts.calls) {
        if (call.callee.k !== 'ref' || unit.facts.bindings[call.callee.b]?.n !== name) continue;
        const { file } = unit.facts;
        const folder = file.slice(0, file.lastIndexOf('/'));
        report({
          at: call.name, f: call.f, message: `\`${name}\` is called`, sink: name,
          fixes: [{ title: 'Replace it', kind: 'quickfix', safety: 'safe', make: async () => ({ edits: [{ file, start: call.start, end: call.end, newText }], created: Object.entries(created).map(([base, text]) => ({ file: `${folder}/${base}`, text })) }) }],
        });
      }
    },
  });
}

test('a fix whose result would not compile is left, the others stay', async () => {
  const folder = makeProject({ 'src/numbers.ts': 'declare function one(): number;\ndeclare function two(): number;\nexport const sum: number = one() + two();\n' });
  const { json } = await fix(folder, {}, { rules: [replacing('one', '1'), replacing('two', "parseInt('2', 'x')")] });
  expect(json.applied).toHaveLength(1);
  expect(json.left).toMatchObject([{ reason: expect.stringMatching(/^the result would not compile: TS2345: /) }]);
  expect(read(folder, 'src/numbers.ts')).toContain('= 1 + two();');
});

test('a fix that leaves its finding, or brings another, is left', async () => {
  const folder = makeProject({ 'src/numbers.ts': 'declare function one(): number;\ndeclare function two(): number;\nexport const sum: number = one() + two();\n' });
  const { json } = await fix(folder, {}, { rules: [replacing('one', 'one() + 0'), replacing('two', 'one()')] });
  expect(json.applied).toEqual([]);
  expect(json.left.map(({ reason }) => reason)).toEqual(['its finding would still be there', 'the result has a finding more: no-one']);
  expect(json.changed).toEqual([]);
});

test('new files are written, once for all fixes that need them', async () => {
  const folder = makeProject({ 'src/numbers.ts': 'declare function one(): number;\nexport const a: number = one();\nexport const b: number = one();\n' });
  const { json } = await fix(folder, {}, { rules: [replacing('one', '1', { 'made.ts': 'export {};\n' })] });
  expect(json.applied).toHaveLength(2);
  expect(json.changed).toEqual([{ file: 'src/made.ts', created: true }, { file: 'src/numbers.ts', created: false }]);
  expect(read(folder, 'src/made.ts')).toBe('export {};\n');
  expect(existsSync(path.join(folder, 'src/numbers.ts'))).toBe(true);
});

test('what package.json names and nobody installed is no error of a fix', async () => {
  const { json } = await fix(makeProject({
    'package.json': '{ "private": true, "type": "module", "dependencies": { "not-there-yet": "1.0.0" } }',
    'src/numbers.ts': 'declare function one(): number;\ndeclare function two(): number;\nexport const all = [one(), two()];\n',
  }), {}, { rules: [replacing('one', "import('not-there-yet')"), replacing('two', "import('nobody-named-it')")] });
  expect(json.applied).toHaveLength(1);
  expect(json.left).toMatchObject([{ reason: expect.stringMatching(/^the result would not compile: TS2307: .*nobody-named-it/) }]);
});

test('of many fixes, only those that stand where the errors are wait', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const folder = makeProject({
    'src/numbers.ts': `declare function one(): number;\ndeclare function two(): number;\n${names.map((name) => `export const ${name}: number = one();\nexport const ${name}2: number = two();\n`).join('')}`,
  });
  let asked = 0;
  const { json } = await fix(folder, {}, {
    rules: [replacing('one', '1'), replacing('two', "'2'")],
    wrap: (engine) => ({ ...engine, session: new Proxy(engine.session, { get: (session, key: keyof Engine['session']) => {
      if (key === 'refine') asked++;
      const value: unknown = session[key];
      return typeof value === 'function' ? value.bind(session) as unknown : value;
    } }) }),
  });
  expect(json.applied).toHaveLength(names.length);
  expect(json.left).toHaveLength(names.length);
  // The first report, all together, the good ones, and the others once more.
  expect(asked).toBeLessThanOrEqual(5);
});
