/**
 * Configurations as people have them, opened for real: which project each file gets, what is adjusted, and that the compiler
 * has nothing to complain about in what it is handed. All folders share one compiler.
 */
import { SyntaxKind } from 'typescript/unstable/ast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCompiler } from '../../server/compiler/compiler.ts';
import { startNativeProcess } from '../../server/compiler/nativeProcess.ts';
import { createOverlay } from '../../server/compiler/overlay.ts';
import { planProjects } from '../../server/compiler/projects/projectMap.ts';
import { createSourceReader } from '../../server/compiler/projects/sourceReader.ts';
import type { CompilerProblem } from '../../server/engine/syntax/compiler.ts';
import { getCompilerBinary } from '../../server/host/compilerBinary.ts';
import { describeName, findIds, makeFolder } from './folder.ts';

const folder = makeFolder({
  // NestJS as its command line tool writes it.
  'nest/tsconfig.json': { compilerOptions: { module: 'commonjs', declaration: true, removeComments: true, emitDecoratorMetadata: true, experimentalDecorators: true, allowSyntheticDefaultImports: true, target: 'ES2023', sourceMap: true, outDir: './dist', baseUrl: './', incremental: true, skipLibCheck: true, strictNullChecks: true, forceConsistentCasingInFileNames: true, noImplicitAny: false, strictBindCallApply: false, noFallthroughCasesInSwitch: false } },
  'nest/src/main.ts': 'import { Service } from "src/service"; import * as fs from "fs"; @deco() class App { constructor(private readonly service: Service) {} go() { return this.service.run(); } }\nfunction deco(): ClassDecorator { return () => {}; } fs.readFileSync("x"); fromGlobals();',
  'nest/src/service.ts': 'export class Service { run() { return Promise.resolve(1); } }',
  'nest/src/globals.d.ts': 'declare function fromGlobals(): void;',
  'nest/dist/globals.d.ts': 'declare function fromOutput(): void;',
  // Long before bundlers had a say.
  'old/tsconfig.json': { compilerOptions: { target: 'es5', module: 'amd', moduleResolution: 'node', baseUrl: 'app', paths: { '@lib/*': ['lib/*'], '@top': ['../top'] }, lib: ['es2015', 'dom'], downlevelIteration: true, importsNotUsedAsValues: 'remove', keyofStringsOnly: true, out: 'x.js' } },
  'old/app/main.ts': 'import { helper } from "@lib/helper"; import { top } from "@top"; import { plain } from "plain"; helper(); top(); plain();',
  'old/app/lib/helper.ts': 'export const helper = () => 1;',
  'old/top.ts': 'export const top = () => 1;',
  'old/app/plain.ts': 'export const plain = () => 1;',
  // JavaScript beside TypeScript.
  'mixed/tsconfig.json': { compilerOptions: { strict: true, module: 'nodenext', target: 'es2022' }, include: ['src/**/*.ts'] },
  'mixed/package.json': { name: 'mixed', type: 'commonjs' },
  'mixed/src/typed.ts': 'import { plain } from "./plain.js"; plain();',
  'mixed/src/plain.js': '/** @returns {Promise<number>} */ exports.plain = function plain() { return require("fs").promises.readFile("x"); };',
  'mixed/scripts/tool.js': 'const fs = require("fs"); fs.readFileSync("x");',
  // A solution with references, one of them built and one not.
  'solution/tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.node.json' }] },
  'solution/tsconfig.app.json': '{ "extends": "./tsconfig.base.json", "compilerOptions": { "composite": true, "tsBuildInfoFile": "./x.tsbuildinfo", "lib": ["es2022", "dom"], "jsx": "react-jsx", "types": [] }, "include": ["src"], /* comment */ "exclude": ["src/**/*.spec.ts",], }',
  'solution/tsconfig.node.json': { extends: './tsconfig.base.json', compilerOptions: { composite: true, types: ['node'] }, include: ['vite.config.ts', 'src/**/*.spec.ts'] },
  'solution/tsconfig.base.json': { compilerOptions: { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', strict: true } },
  'solution/src/app.tsx': 'export const app = () => document.title;',
  'solution/src/app.spec.ts': 'import { app } from "./app"; app(); process.cwd();',
  'solution/vite.config.ts': 'import fs from "node:fs"; fs.readFileSync("x");',
  'solution/loose.ts': 'export const loose = 1;',
  // A workspace: "built" has its output, "fresh" has none, "plain" is JavaScript.
  'work/package.json': { name: 'root', workspaces: ['packages/*'] },
  'work/packages/built/package.json': { name: '@w/built', main: 'dist/index.js', types: 'dist/index.d.ts' },
  'work/packages/built/src/index.ts': 'export function fromSource() {}',
  'work/packages/built/dist/index.d.ts': 'export declare function fromSource(): void;',
  'work/packages/built/dist/index.js': 'exports.fromSource = () => {};',
  'work/packages/built/tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src', composite: true } },
  'work/packages/fresh/package.json': { name: '@w/fresh', exports: { '.': { import: './dist/esm/main.js' }, './deep': { types: './dist/deep/thing.d.ts', default: './dist/deep/thing.js' } } },
  'work/packages/fresh/src/main.ts': 'export function notBuilt() {}',
  'work/packages/fresh/src/deep/thing.ts': 'export function deepThing() {}',
  'work/packages/plain/package.json': { name: 'plain-package', main: './lib/start.js' },
  'work/packages/plain/lib/start.js': 'exports.start = function start() {};',
  'work/packages/user/package.json': { name: 'user' },
  'work/packages/user/tsconfig.json': { compilerOptions: { module: 'nodenext' }, references: [{ path: '../built' }] },
  'work/packages/user/index.ts': 'import { fromSource } from "@w/built"; import { notBuilt } from "@w/fresh"; import { deepThing } from "@w/fresh/deep"; import { start } from "plain-package"; fromSource(); notBuilt(); deepThing(); start();',
  // jsconfig, no configuration at all, and a package that the configuration above does not mention.
  'script/jsconfig.json': { compilerOptions: { baseUrl: '.', checkJs: true, target: 'es6' }, include: ['**/*.js'] },
  'script/main.js': 'import { helper } from "lib/helper"; helper();',
  'script/lib/helper.js': 'export function helper() {}',
  'loose/main.mjs': 'import { other } from "./other.mjs"; import fs from "node:fs"; other(); fs.readFileSync("x");',
  'loose/other.mjs': 'export function other() {}',
  'loose/view.jsx': 'export const View = () => <p>{[1].map((n) => n)}</p>;',
  'loose/module.cts': 'import fs = require("fs"); fs.readFileSync("x"); export = fs;',
  'narrow/tsconfig.json': { compilerOptions: { target: 'es2022' }, include: ['src'] },
  'narrow/src/main.ts': 'export const main = 1;',
  'narrow/fixtures/inner/package.json': { name: 'inner' },
  'narrow/fixtures/inner/index.js': 'exports.inner = 1;',
  // Broken ones.
  'circle/tsconfig.json': { extends: './a.json', compilerOptions: { strict: true } },
  'circle/a.json': { extends: './b.json' },
  'circle/b.json': { extends: './a.json', compilerOptions: { target: 'es2022' } },
  'circle/main.ts': 'export const later = async () => 1; later();',
  'broken/tsconfig.json': '{\n  "compilerOptions": {\n    "strict": true,\n    "target": es2022\n  }\n}\n',
  'broken/main.ts': 'export const later = async () => 1; later();',
  'lost/tsconfig.json': { extends: ['@tsconfig/not-there/tsconfig.json', './base', 'shared-config'], references: [{ path: '../gone' }] },
  'lost/base.json': { compilerOptions: { target: 'es2021', outDir: '${configDir}/out' }, exclude: ['skip'] },
  'lost/node_modules/shared-config/package.json': { name: 'shared-config', tsconfig: 'strict.json' },
  'lost/node_modules/shared-config/strict.json': { compilerOptions: { noUncheckedIndexedAccess: true } },
  'lost/main.ts': 'export const later = async () => 1; later();',
});
for (const project of ['nest', 'mixed', 'solution', 'work/packages/user', 'loose', '']) folder.install(['@types/node'], project);
folder.install(['undici-types']);

const sources = [
  'nest/src/main.ts', 'nest/src/service.ts', 'old/app/main.ts', 'old/app/lib/helper.ts', 'old/top.ts', 'old/app/plain.ts', 'mixed/src/typed.ts', 'mixed/src/plain.js', 'mixed/scripts/tool.js',
  'solution/src/app.tsx', 'solution/src/app.spec.ts', 'solution/vite.config.ts', 'solution/loose.ts', 'work/packages/built/src/index.ts', 'work/packages/fresh/src/main.ts', 'work/packages/fresh/src/deep/thing.ts',
  'work/packages/plain/lib/start.js', 'work/packages/user/index.ts', 'script/main.js', 'script/lib/helper.js', 'loose/main.mjs', 'loose/other.mjs', 'loose/view.jsx', 'loose/module.cts', 'narrow/src/main.ts',
  'narrow/fixtures/inner/index.js', 'circle/main.ts', 'broken/main.ts', 'lost/main.ts',
];
const files = sources.map(folder.at);
const compiler = createCompiler({ cwd: folder.root });
let problems: readonly CompilerProblem[] = [];
beforeAll(async () => {
  const result = await compiler.update({ files });
  problems = result.problems;
  expect([...result.retype].sort()).toEqual([...files].sort());
});
afterAll(() => compiler.close());

test.each([
  ['nest/src/main.ts', 'run', 'service.ts', 'baseUrl'],
  ['nest/src/main.ts', 'readFileSync', 'fs#readFileSync', 'types unset, @types/node installed'],
  ['old/app/main.ts', 'helper', 'helper.ts', 'paths relative to baseUrl'],
  ['old/app/main.ts', 'top', 'top.ts', 'an exact path'],
  ['old/app/main.ts', 'plain', 'plain.ts', 'baseUrl beside paths'],
  ['mixed/src/typed.ts', 'plain', 'plain.js', 'JavaScript from TypeScript without allowJs'],
  ['mixed/scripts/tool.js', 'readFileSync', 'fs#readFileSync', 'JavaScript that include leaves out still sees @types'],
  ['solution/vite.config.ts', 'readFileSync', 'fs#readFileSync', 'types listed in the referenced configuration'],
  ['solution/src/app.spec.ts', 'cwd', 'global#NodeJS.Process.cwd', 'the second reference'],
  ['solution/src/app.spec.ts', 'app', 'app.tsx', 'across references'],
  ['work/packages/user/index.ts', 'fromSource', 'index.ts', 'a workspace package that is built'],
  ['work/packages/user/index.ts', 'notBuilt', 'main.ts', 'one that is not'],
  ['work/packages/user/index.ts', 'deepThing', 'thing.ts', 'a subpath of exports'],
  ['script/main.js', 'helper', 'helper.js', 'jsconfig with baseUrl'],
  ['loose/main.mjs', 'other', 'other.mjs', 'no configuration'],
  ['loose/main.mjs', 'readFileSync', 'fs#readFileSync', 'no configuration, @types installed'],
  ['loose/module.cts', 'readFileSync', 'fs#readFileSync', 'import = require'],
  ['loose/view.jsx', 'map', 'global#Array.map', 'inside JSX'],
])('%s: %s leads to %s (%s)', async (file, name, expected) => {
  const answer = await describeName(compiler, folder.at(file), name);
  expect(typeof answer === 'string' ? answer : answer?.[0]).toBe(expected);
});

test('a CommonJS workspace package in JavaScript is found by its name', async () => {
  const file = folder.at('work/packages/user/index.ts');
  const [id] = await findIds(compiler, file, 'plain-package', SyntaxKind.StringLiteral).then(async (ids) => (ids.length > 0 ? ids : findIds(compiler, file, '"plain-package"', SyntaxKind.StringLiteral)));
  expect(await compiler.modules(file, [id!])).toEqual([folder.at('work/packages/plain/lib/start.js')]);
});

test('ambient declarations of the project count, those in its output do not', async () => {
  expect(await describeName(compiler, folder.at('nest/src/main.ts'), 'fromGlobals')).toEqual([]);
  const plan = makePlan(['nest/src/main.ts']);
  expect([...plan.projects.values()].map((project) => JSON.parse(project.text).files)).toEqual([[folder.at('nest/src/globals.d.ts'), folder.at('nest/src/main.ts')]]);
});

describe('each file has one project', () => {
  test.each([
    ['solution/src/app.tsx', 'solution/tsconfig.app.json'],
    ['solution/src/app.spec.ts', 'solution/tsconfig.node.json'],
    ['solution/loose.ts', 'solution/tsconfig.json'],
    ['mixed/scripts/tool.js', 'mixed/tsconfig.json'],
    ['script/main.js', 'script/jsconfig.json'],
    ['narrow/src/main.ts', 'narrow/tsconfig.json'],
    ['narrow/fixtures/inner/index.js', undefined],
    ['loose/main.mjs', undefined],
    ['work/packages/fresh/src/main.ts', undefined],
  ])('%s: %s', async (file, configuration) => {
    const answer = await compiler.configurationOf(folder.at(file));
    expect(answer?.configFile).toBe(configuration === undefined ? undefined : folder.at(configuration));
    expect(answer?.compilerOptions).toMatchObject({ allowJs: true, noEmit: true, checkJs: false });
  });
});

test('every adjustment is told', async () => {
  const { adjustments, compilerOptions } = (await compiler.configurationOf(folder.at('old/app/main.ts')))!;
  expect(compilerOptions).toMatchObject({ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: ['*'] });
  for (const option of ['target', 'module', 'moduleResolution', 'baseUrl', 'types', 'allowJs']) expect(adjustments.filter((sentence) => sentence.startsWith(`"${option}"`))).toHaveLength(1);
  const lost = (await compiler.configurationOf(folder.at('lost/main.ts')))!;
  expect(lost.compilerOptions).toMatchObject({ target: 'es2021', noUncheckedIndexedAccess: true });
});

test('broken configurations are reported with their place, and their files still have answers', async () => {
  const messages = problems.map((problem) => problem.message.replaceAll(folder.root, ''));
  expect(messages).toEqual([
    expect.stringContaining('in a circle: /circle/a.json -> /circle/b.json -> /circle/a.json'),
    expect.stringContaining('/broken/tsconfig.json:4:15 is not valid JSON'),
    expect.stringContaining('/lost/tsconfig.json extends "@tsconfig/not-there/tsconfig.json", which was not found'),
  ]);
  for (const name of ['circle', 'broken', 'lost']) {
    const file = folder.at(`${name}/main.ts`);
    expect((await compiler.types(file, await findIds(compiler, file, 'later()', SyntaxKind.CallExpression)))[0]?.promise).toBe('yes');
  }
});

function makePlan(names: readonly string[], maxProjects = 32): ReturnType<typeof planProjects> {
  const overlay = createOverlay();
  return planProjects({ cwd: folder.root, files: names.map(folder.at), maxProjects, reader: createSourceReader(overlay), listVirtual: overlay.listBelow });
}

test('the compiler has nothing to say about the configurations it is handed', async () => {
  const plan = makePlan(sources);
  const native = await startNativeProcess({ executable: getCompilerBinary(), cwd: folder.root, callbacks: { readFile: (file) => plan.projects.get(file)?.text }, log: () => undefined });
  try {
    await native.request('initialize', null, 30_000);
    const { snapshot, projects } = await native.request('updateSnapshot', { openProjects: [...plan.projects.keys()] }, 30_000) as { snapshot: number; projects: { id: string; rootFiles: string[] }[] };
    expect(projects).toHaveLength(plan.projects.size);
    for (const project of projects) {
      expect(project.rootFiles.length).toBeGreaterThan(0);
      for (const method of ['getConfigFileParsingDiagnostics', 'getProgramDiagnostics']) {
        const diagnostics = await native.request(method, { snapshot, project: project.id }, 30_000) as { text: string }[] | null;
        expect([project.id, (diagnostics ?? []).map((diagnostic) => diagnostic.text)]).toEqual([project.id, []]);
      }
    }
  } finally {
    native.kill('the test is over');
    await native.ended;
  }
});

test('past the limit the smallest projects share one, and somebody is told', () => {
  const plan = makePlan(sources, 4);
  expect(plan.projects.size).toBe(4);
  expect(plan.projectOf.size).toBe(sources.length);
  expect(plan.problems.map((problem) => problem.message)).toContainEqual(expect.stringMatching(/^There are \d+ projects, more than the 4/));
});
