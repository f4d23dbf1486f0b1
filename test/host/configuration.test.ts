/** Reading and merging configurations: what governs a file, and how mistakes are told. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../server/host/configuration.ts';
import { readProject, type Project, type ProjectRequest } from '../../server/host/project.ts';
import { getJsonSchema } from '../../server/host/schema.ts';
import { makeFolder } from './temporaryFolder.ts';

const code = 'export const x = 1;\n';
const ruleIds = ['sync-io-on-hot-path', 'floating-promise', 'request-without-deadline'];

async function read(folder: string, request: Partial<ProjectRequest> = {}): Promise<Project> {
  return readProject({ paths: ['.'], cwd: folder, ruleIds, ...request });
}

/** The message of a configuration that is refused. */
async function refuse(text: string, name = 'loopwise.config.jsonc'): Promise<string> {
  const error: unknown = await read(makeFolder({ [name]: text, 'a.ts': code })).then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  return error instanceof Error ? error.message : '';
}

describe('a mistake names file, line, column, field, value and what is allowed', () => {
  test.each<[string, string, string]>([
    ['a level', '{\n  "rules": {\n    "floating-promise": "warn"\n  }\n}', 'loopwise.config.jsonc:3:25: `rules.floating-promise` is "warn"; allowed: "off", "info", "warning", "error", or [level, { options }] (did you mean "warning"?).'],
    ['a rule', '{ "rules": { "sync-io": "off" } }', 'loopwise.config.jsonc:1:14: there is no rule `sync-io`; did you mean `sync-io-on-hot-path`?'],
    ['a rule nothing is like', '{ "rules": { "zzz": "off" } }', 'loopwise.config.jsonc:1:14: there is no rule `zzz`; `loopwise explain` lists them.'],
    ['a rule in an override', '{ "overrides": [{ "files": ["a"], "rules": { "floting-promise": "off" } }] }', 'loopwise.config.jsonc:1:46: there is no rule `floting-promise`; did you mean `floating-promise`?'],
    ['a field', '{ "ignores": [] }', 'loopwise.config.jsonc:1:3: there is no field `ignores`; did you mean `ignore`? Allowed: root, extends, files, ignore, entry, minConfidence, rules, overrides, apis, requireReason, baseline.'],
    ['an inner field', '{ "apis": { "block": [] } }', 'loopwise.config.jsonc:1:13: there is no field `apis.block`; did you mean `blocking`? Allowed: blocking, nonBlocking, limiters, network, detachedOk, rows.'],
    ['a type', '{ "files": "src" }', 'loopwise.config.jsonc:1:12: `files` is "src"; allowed: an array of strings.'],
    ['a value', '{ "minConfidence": "sure" }', 'loopwise.config.jsonc:1:20: `minConfidence` is "sure"; allowed: "certain", "likely", "possible".'],
    ['a missing field', '{ "overrides": [{ "rules": {} }] }', 'loopwise.config.jsonc:1:1: `overrides[0].files` is missing; allowed: an array of strings.'],
    ['the whole file', '[]', 'loopwise.config.jsonc:1:1: the configuration is []; allowed: an object.'],
    ['no text', '', 'loopwise.config.jsonc:1:1: the file is not valid JSON with comments: value expected.'],
    ['broken JSON', '{\n  "root": tru\n}', 'loopwise.config.jsonc:2:11: the file is not valid JSON with comments: invalid symbol.'],
    ['a package as base', '{ "extends": "acme" }', 'loopwise.config.jsonc:1:14: `extends` is "acme"; allowed: a relative path that starts with "./" or "../".'],
    ['a base that is missing', '{ "extends": ["./base.jsonc"] }', 'loopwise.config.jsonc:1:15: `extends` names "./base.jsonc", which does not exist.'],
    ['a circle', '{ "extends": "./loopwise.config.jsonc" }', 'loopwise.config.jsonc:1:14: `extends` leads back to loopwise.config.jsonc; take one of the two out.'],
  ])('%s', async (_, text, message) => {
    expect((await refuse(text)).split('\n')[0]).toBe(message);
  });

  test('several mistakes are told at once', async () => {
    expect((await refuse('{ "root": 1, "rules": { "zzz": 3 } }')).split('\n')).toHaveLength(3);
  });

  test('in package.json', async () => {
    expect(await refuse('{\n  "name": "x",\n  "loopwise": { "root": "yes" }\n}', 'package.json')).toBe('package.json:3:25: `loopwise.root` is "yes"; allowed: true or false.');
  });

  test('a circle over two files', async () => {
    const folder = makeFolder({ 'loopwise.config.jsonc': '{ "extends": "./b.jsonc" }', 'b.jsonc': '{ "extends": "./loopwise.config.jsonc" }', 'a.ts': code });
    await expect(read(folder)).rejects.toThrow('b.jsonc:1:14: `extends` leads back to loopwise.config.jsonc');
  });

  test('a tolerant reader gets defaults and the problem with its place', async () => {
    const project = await read(makeFolder({ 'loopwise.config.jsonc': '{ "root": 1 }', 'a.ts': code }), { isTolerant: true });
    expect(project.problems.map((problem) => problem.range?.start)).toEqual([{ line: 1, column: 11 }]);
    expect(project.settings.minConfidence).toBe('likely');
  });

  test('prototype names are fields like any other', async () => {
    expect(await refuse('{ "__proto__": {} }')).toContain('there is no field `__proto__`');
  });
});

describe('what governs a file', () => {
  test('the nearest configuration; comments, trailing commas and a byte order mark are fine', async () => {
    const folder = makeFolder({
      'loopwise.config.jsonc': '\ufeff{ /* outer */ "rules": { "floating-promise": "off", }, "minConfidence": "possible" }', 'a.ts': code,
      'inner/package.json': '{ "loopwise": { "rules": { "sync-io-on-hot-path": ["error", { "n": 1 }] } } }', 'inner/b.ts': code, 'plain/package.json': '{ "name": "loopwise" }', 'plain/c.ts': code,
    });
    const { settings, root } = await read(folder);
    const getRules = (name: string): unknown => Object.fromEntries(settings.forFile(path.join(root, name)).rules);
    expect(getRules('a.ts')).toEqual({ 'floating-promise': { level: 'off', options: {} } });
    expect(getRules('inner/b.ts')).toEqual({ 'sync-io-on-hot-path': { level: 'error', options: { n: 1 } } });
    expect(getRules('plain/c.ts')).toEqual(getRules('a.ts'));
    expect(settings.minConfidence).toBe('possible');
  });

  test('a configuration above the checked folder', async () => {
    const folder = makeFolder({ 'loopwise.config.jsonc': '{ "minConfidence": "certain", "apis": { "limiters": ["./lib/pool#run", "p-limit#default"] } }', 'src/a.ts': code });
    const { settings, root } = await read(folder, { paths: ['src'] });
    expect(root).toBe(path.join(folder, 'src'));
    expect(settings.minConfidence).toBe('certain');
    expect(settings.forFile(path.join(root, 'a.ts')).apis.limiters).toEqual(['../lib/pool#run', 'p-limit#default']);
  });

  test('bases are weaker, overrides stronger, a level alone keeps options', async () => {
    const folder = makeFolder({
      'base.jsonc': '{ "requireReason": false, "rules": { "floating-promise": ["warning", { "n": 1 }] }, "overrides": [{ "files": ["**/*.test.ts"], "rules": { "floating-promise": "off" } }] }',
      'loopwise.config.jsonc': '{ "extends": "./base.jsonc", "rules": { "floating-promise": "error" }, "overrides": [{ "files": ["./scripts/**"], "apis": { "blocking": ["x#y"] } }], "entry": { "cli": ["scripts/**"] } }',
      'a.ts': code, 'b.ts': code, 'a.test.ts': code, 'scripts/c.ts': code,
    });
    const { settings, root } = await read(folder);
    const get = (name: string): ReturnType<typeof settings.forFile> => settings.forFile(path.join(root, name));
    expect(get('a.ts').rules.get('floating-promise')).toEqual({ level: 'error', options: { n: 1 } });
    expect(get('a.test.ts').rules.get('floating-promise')).toEqual({ level: 'off', options: { n: 1 } });
    expect(get('scripts/c.ts')).toMatchObject({ entry: 'cli', apis: { blocking: ['x#y'] } });
    expect(get('a.ts')).toBe(get('b.ts'));
    expect(get('a.ts').entry).toBeUndefined();
    expect(settings.requireReason).toBe(false);
  });

  test('`files` and `ignore` choose files; what is named by hand is checked', async () => {
    const folder = makeFolder({ 'loopwise.config.jsonc': '{ "files": ["src/**"], "ignore": ["*.gen.ts", "legacy/"] }', 'src/a.ts': code, 'src/b.gen.ts': code, 'src/legacy/c.ts': code, 'other.ts': code });
    const toNames = (project: Project): string[] => project.files.map((file) => path.relative(folder, file));
    expect(toNames(await read(folder))).toEqual(['src/a.ts']);
    expect(toNames(await read(folder, { paths: ['other.ts', 'src/b.gen.ts'] }))).toEqual(['other.ts', 'src/b.gen.ts']);
  });

  test('the hash follows every change and nothing else', async () => {
    const folder = makeFolder({ 'a.ts': code });
    const plain = (await read(folder)).settings.hash;
    expect((await read(folder)).settings.hash).toBe(plain);
    const hashes = await Promise.all(['{}', '{ "requireReason": false }', '{ "rules": { "floating-promise": "off" } }'].map(async (text) => {
      const other = await read(makeFolder({ 'loopwise.config.jsonc': text, 'a.ts': code }));
      return other.settings.hash;
    }));
    expect(new Set([plain, ...hashes]).size).toBe(4);
  });
});

test('the schema for editors completes rule names, also in overrides', () => {
  const schema = JSON.stringify(getJsonSchema(['b', 'a']));
  expect(schema.match(/"propertyNames":\{"enum":\["a","b","suppression-without-reason","unused-suppression"\]\}/g)).toHaveLength(2);
  expect(schema).toContain('http://json-schema.org/draft-07/schema#');
});
