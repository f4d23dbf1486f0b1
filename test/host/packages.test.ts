/** package.json files as the engine gets them. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { readPackages } from '../../server/host/packages.ts';
import { makeFolder } from './temporaryFolder.ts';

test('packages at and above a file, with installed versions, and paths as written', async () => {
  const folder = makeFolder({
    'package.json': '{ "private": true, "scripts": { "start": "node ." }, "devDependencies": { "express": "^4.0.0" } }',
    'node_modules/express/package.json': '{ "version": "4.18.2" }',
    'packages/api/package.json': JSON.stringify({ name: '@acme/api', type: 'module', bin: { api: './dist/cli.js' }, main: 'dist/index.js', exports: { '.': { import: './dist/index.js', types: './dist/index.d.ts' }, './x': './dist/x.js' }, dependencies: { express: '^4.0.0', pg: 'workspace:*', fastify: '5' } }),
    'packages/api/node_modules/fastify/package.json': '{ "version": "5.1.0" }',
  });
  const { packages, problems } = await readPackages([path.join(folder, 'packages/api/src/a.ts')], (each) => each === folder);
  expect(problems).toEqual([]);
  const api = path.join(folder, 'packages/api');
  expect(packages).toEqual([
    { folder, private: true, bin: [], exports: [], scripts: { start: 'node .' }, dependencies: { express: '4.18.2' } },
    {
      folder: api, name: '@acme/api', type: 'module', private: false, scripts: {}, bin: [`${api}/dist/cli.js`],
      exports: [`${api}/dist/index.js`, `${api}/dist/index.d.ts`, `${api}/dist/x.js`], dependencies: { express: '4.18.2', pg: 'workspace:*', fastify: '5.1.0' },
    },
  ]);
});

test('a broken package.json is a problem, not an end', async () => {
  const folder = makeFolder({ 'package.json': '{ "name": ', 'list/package.json': '[]' });
  const { packages, problems } = await readPackages([path.join(folder, 'list/a.ts')], (each) => each === folder);
  expect(packages).toEqual([]);
  expect(problems.map((problem) => problem.message.replace(/\(.*?\)/, '(…)'))).toEqual([
    'package.json is not used: it is not valid JSON (…). Entry points and library versions of this package are unknown until it is mended.',
    'package.json is not used: it holds no JSON object. Entry points and library versions of this package are unknown until it is mended.',
  ]);
});
