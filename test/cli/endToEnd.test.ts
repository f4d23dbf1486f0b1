/** The built command in a process of its own, with the native compiler, on a small project. */
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../scripts/start.ts';
import { makeFolder } from '../host/temporaryFolder.ts';

const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const cli = path.join(repository, 'dist/cli.js');

beforeAll(buildIfStale);

function makeProject(): string {
  const folder = makeFolder({
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022" } }', 'package.json': '{ "type": "module" }',
    'src/page.ts': "import { readFileSync } from 'node:fs';\n\nexport function load(path: string): string {\n\treturn /* 😀 */ readFileSync(path, 'utf8');\n}\n",
    'src/app.ts': "import http from 'node:http';\nimport { load } from './page.js';\n\nhttp.createServer((request, response) => {\n  response.end(load(request.url ?? ''));\n}).listen(8080);\n",
    'broken.ts': 'export function (', 'latin.js': Buffer.from([0x2f, 0x2f, 0xe9]),
  });
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

function run(cwd: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' } });
  return { code: status, stdout, stderr };
}

test('a blocking call behind a request is found through the call that leads to it', () => {
  const folder = makeProject();
  const { code, stdout, stderr } = run(folder, 'check', '--format', 'json', '.');
  const report = JSON.parse(stdout) as { files: number; findings: { ruleId: string; file: string; severity: string; range: unknown; trace: { file: string }[] }[] };
  expect(stderr).toBe('skipped latin.js: not UTF-8\n');
  expect(report.files).toBe(3);
  expect(report.findings).toMatchObject([{ ruleId: 'sync-io-on-hot-path', file: 'src/page.ts', severity: 'error', range: { start: { line: 4, column: 18 } } }]);
  expect(report.findings[0]?.trace.map((hop) => hop.file)).toEqual(['src/app.ts', 'src/app.ts', 'src/page.ts']);
  expect(stdout).not.toContain(folder);
  expect(code).toBe(1);
});

test('pretty, baseline, configuration and their exit codes', () => {
  const folder = makeProject();
  const pretty = run(folder, 'check');
  expect(pretty.stdout).toContain("    4 │     return /* 😀 */ readFileSync(path, 'utf8');\n      │                     ^^^^^^^^^^^^");
  expect(run(folder, 'check', '--update-baseline').code).toBe(0);
  expect(run(folder, 'check', '--baseline')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No findings in 3 files · 1 in baseline/) });
  expect(run(folder, 'init').code).toBe(0);
  expect(run(folder, 'check', '--format', 'yaml')).toMatchObject({ code: 2, stderr: expect.stringContaining('Allowed choices are pretty, json') });
  expect(run(folder, 'explain', 'unused-suppression')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unused-suppression\n\n/) });
});

test('a reader that goes away early is no error', async () => {
  const folder = makeProject();
  const child = spawn(process.execPath, [cli, 'check', '--format', 'sarif'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => { stderr += part.toString(); });
  const code = await new Promise((resolve) => { child.on('close', resolve); });
  expect([code, stderr]).toEqual([1, 'skipped latin.js: not UTF-8\n']);
});

test('a group of the calibration measures in a process of its own and ends', async () => {
  const child = fork(path.join(repository, 'dist/calibration.js'), ['turns']);
  const [reply, code] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  expect([reply[0], code[0]]).toMatchObject([{ samples: { promiseTurnMs: expect.any(Array), jsonParseMsPerMb: expect.any(Array) } }, 0]);
});

test('advice as JSON, and a mistake in its input', () => {
  const folder = makeFolder({ 'good.json': '{"workload":"cpu","tasks":100,"taskMs":50,"cores":8,"isolation":null}', 'bad.json': '{"workload":"cpu","taskMs":"fast"}' });
  const { code, stdout, stderr } = run(folder, 'advise', '--input', 'good.json', '--format', 'json');
  expect([code, stderr, JSON.parse(stdout)]).toEqual([0, '', expect.objectContaining({ version: 1, approach: 'worker-pool' })]);
  expect(run(folder, 'advise', '--input', 'bad.json', '--format', 'json')).toEqual({ code: 2, stdout: '', stderr: 'bad.json: "taskMs" is "fast"; allowed: a number from 0 to 10,000,000,000, or null when it is not known.\n' });
});
