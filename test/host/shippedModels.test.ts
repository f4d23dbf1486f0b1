/** Rows about an API that an installed package ships about itself, and those of the configuration: read, refused with file and field, used. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { findBuiltIn, Models } from '../../server/engine/models/lookup.ts';
import { listIgnoredModels } from '../../server/engine/ignoredModels.ts';
import { getModelsJsonSchema } from '../../server/host/modelSchema.ts';
import { readPackages } from '../../server/host/packages.ts';
import { readProject } from '../../server/host/project.ts';
import { parseShippedModels } from '../../server/host/shippedModels.ts';
import { makeFolder } from './temporaryFolder.ts';

const models = {
  version: 1,
  apis: {
    hashSync: { blocks: { on: 'disk', twin: '@acme/native#hash' } },
    'Client.query': { waits: 'db', returns: 'promise', deadline: { options: [1], names: ['timeout'], defaultMs: 'never' } },
    './server#listen': { callbacks: [{ at: 1, runs: 'later', context: 'request', label: 'route {0}', promise: 'handled' }] },
  },
};

test('rows of an installed package stand under the package\'s own names', async () => {
  const folder = makeFolder({
    'package.json': '{ "dependencies": { "@acme/native": "^1.0.0", "plain": "1" } }',
    'node_modules/@acme/native/package.json': '{ "version": "1.2.0" }',
    'node_modules/@acme/native/loopwise.models.json': JSON.stringify(models),
    'node_modules/plain/package.json': '{ "version": "1.0.0" }',
  });
  const { packages, problems } = await readPackages([path.join(folder, 'src/a.ts')], (each) => each === folder);
  expect(problems).toEqual([]);
  expect(packages[0]?.dependencies).toEqual({ '@acme/native': '1.2.0', plain: '1.0.0' });
  expect(packages[0]?.models?.map(({ package: name, rows }) => [name, Object.keys(rows)])).toEqual([
    ['@acme/native', ['@acme/native#hashSync', '@acme/native#Client.query', '@acme/native/server#listen']],
  ]);
  const found = new Models(packages[0]?.dependencies, {}, packages[0]?.models);
  expect(found.find('@acme/native#hashSync')?.blocks?.on).toBe('disk');
  expect(found.find('@acme/native#Client.query')?.deadline?.names).toEqual(['timeout']);
});

test.each([
  ['{ "version": 1,', /^loopwise\.models\.json of acme is not used: it is not valid JSON/],
  ['{ "apis": {} }', /is not used: version: this version of Loopwise reads version 1/],
  ['{ "version": 2, "apis": {} }', /version: this version of Loopwise reads version 1/],
  ['{ "version": 1, "apis": { "hash": { "waits": "moon" } } }', /apis\.hash\.waits: /],
  ['{ "version": 1, "apis": { "hash": { "wait": "net" } } }', /apis\.hash: .*wait/],
  ['{ "version": 1, "apis": { "other-package#hash": {} } }', /apis\.other-package#hash: .*a name is/],
  ['{ "version": 1, "apis": { "hash": { "callbacks": [{ "at": "first", "runs": "now", "promise": "handled" }] } } }', /apis\.hash\.callbacks\.0\.at: allowed: an index/],
])('%s is refused with the field', (text, message) => {
  const result = parseShippedModels('acme', '/p/node_modules/acme/loopwise.models.json', text);
  expect(result).toMatchObject({ file: '/p/node_modules/acme/loopwise.models.json' });
  expect('message' in result ? result.message : '').toMatch(message);
});

test('a built-in row stays, and is named; a declared one wins', () => {
  const shipped = parseShippedModels('express', '/p/node_modules/express/loopwise.models.json', '{ "version": 1, "apis": { "Application.get": { "waits": "net" }, "own": { "waits": "net" } } }');
  if (!('rows' in shipped)) throw new Error(shipped.message);
  const found = new Models({}, {}, [shipped]);
  expect(found.find('express#Application.get')).toBe(findBuiltIn('express#Application.get'));
  expect(found.find('express#own')).toEqual({ waits: 'net' });
  const info = { folder: '/p', bin: [], exports: [], scripts: {}, dependencies: {}, private: true, models: [shipped] };
  expect(listIgnoredModels([info, info]).map((problem) => problem.message)).toEqual([
    'loopwise.models.json of express: 1 row is not used, because Loopwise knows `Application.get` itself. Write them under "apis.rows" in your configuration to use them.',
  ]);
  expect(new Models({}, { 'express#own': { waits: 'disk' } }, [shipped]).find('express#own')).toEqual({ waits: 'disk' });
});

test('rows of the configuration reach the settings as written', async () => {
  const folder = makeFolder({
    'loopwise.config.jsonc': '{ "root": true, "apis": { "rows": { "@acme/http#get": { "waits": "net", "returns": "promise", "deadline": { "options": [1], "names": ["limit"] } } } } }',
    'src/a.ts': 'export {};',
  });
  const project = await readProject({ paths: [folder], cwd: folder });
  expect(project.settings.forFile(`${folder}/src/a.ts`).apis.rows).toEqual({ '@acme/http#get': { waits: 'net', returns: 'promise', deadline: { options: [1], names: ['limit'] } } });
});

test('a wrong row of the configuration is told with its field', async () => {
  const folder = makeFolder({ 'loopwise.config.jsonc': '{ "root": true, "apis": { "rows": { "@acme/http#get": { "waits": "moon" } } } }', 'src/a.ts': 'export {};' });
  await expect(readProject({ paths: [folder], cwd: folder })).rejects.toThrow(/waits/);
});

test('authors get a schema', () => {
  const schema = getModelsJsonSchema();
  expect(schema).toMatchObject({ type: 'object', required: ['version', 'apis'], additionalProperties: false });
});
