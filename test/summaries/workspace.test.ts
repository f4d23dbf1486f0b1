/**
 * Five packages checked one by one, with summaries of what they use, against one check of all: the same findings, and summaries that hold
 * wherever the sources are the same.
 */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyWorkspace, packages, type CheckRun, type PackageName, type WorkspaceCopy } from './runs.ts';

/** The libraries each package uses, however far away. */
const uses: Readonly<Record<PackageName, readonly PackageName[]>> = { util: [], storage: ['util'], core: ['storage', 'util'], app: ['core', 'storage', 'util'], jobs: ['core', 'storage', 'util'] };
const toFile = (name: PackageName): string => `summaries/${name}.json`;

let copy: WorkspaceCopy;
let whole: CheckRun;
const summaries = new Map<PackageName, Buffer>();
const parts = new Map<PackageName, CheckRun>();

beforeAll(async () => {
  copy = copyWorkspace();
  whole = await copy.check(['.']);
  for (const name of packages) summaries.set(name, await copy.summarize(`packages/${name}`, toFile(name)));
  for (const name of packages) parts.set(name, await copy.check([`packages/${name}`], { root: '.', ...(uses[name].length > 0 ? { summaries: uses[name].map(toFile) } : {}) }));
}, 180_000);
afterAll(() => copy.close());

/** `file rule context`, for reading. */
function list({ report }: CheckRun): string[] {
  return report.findings.map((finding) => `${finding.file.slice('packages/'.length)} ${finding.ruleId} ${finding.context}`);
}

describe('the union of the parts', () => {
  test('is the whole run, to the last hop', async () => {
    expect(whole.stderr).toBe('');
    for (const [name, part] of parts) {
      expect(part.stderr).toBe('');
      copy.write(`reports/${name}.json`, part.text);
    }
    const merged = await copy.merge(packages.map((name) => `reports/${name}.json`));
    expect(merged.findings).toEqual(whole.report.findings);
    expect(new Set(whole.report.findings.map((finding) => finding.file.split('/')[1]))).toEqual(new Set(['app', 'core', 'storage', 'util']));
    expect(new Set(whole.report.findings.map((finding) => finding.context))).toEqual(new Set(['event', 'library', 'request']));
  });

  test('holds what only the run with the root can know, in the file of the library', () => {
    const inCore = 'core/src/billing/index.ts sync-io-on-hot-path event';
    expect(list(whole)).toContain(inCore);
    expect([...parts].filter(([, part]) => list(part).includes(inCore)).map(([name]) => name)).toEqual(['jobs']);
    const inUtil = 'util/src/files.ts sync-io-on-hot-path request';
    expect([...parts].filter(([, part]) => list(part).includes(inUtil)).map(([name]) => name)).toEqual(['app']);
  });

  test('does not hold what a library alone must assume and its callers disprove', () => {
    // `readConfig` is called at start-up only; the comment in meter.ts silences a path that util alone does not have.
    expect(list(parts.get('util')!)).toContain('util/src/files.ts sync-io-on-hot-path library');
    expect(whole.report.findings.filter(({ file, context }) => file.endsWith('files.ts') && context === 'library')).toEqual([]);
    expect(whole.report.findings.filter(({ ruleId }) => ruleId === 'unused-suppression')).toEqual([]);
  });

  test('names each finding alike in every run', () => {
    const ids = new Map(whole.report.findings.map((finding) => [finding.id, `${finding.file} ${finding.ruleId}`]));
    for (const { report } of parts.values()) {
      for (const finding of report.findings) if (ids.has(finding.id)) expect(`${finding.file} ${finding.ruleId}`).toBe(ids.get(finding.id));
    }
  });
});

test('a check over summaries alone is a check over the sources', async () => {
  const { report, stderr } = await copy.check(['.'], { summaries: packages.map(toFile) });
  expect(stderr).toBe('');
  expect(report.findings).toEqual(whole.report.findings);
  expect(report.files).toBe(whole.report.files);
});

describe('the same sources give the same bytes', () => {
  test('in another folder, compressed or not', async () => {
    const other = copyWorkspace('some/where else');
    try {
      for (const name of ['core', 'jobs'] as const) expect((await other.summarize(`packages/${name}`, toFile(name))).equals(summaries.get(name)!), name).toBe(true);
      const packed = await other.summarize('packages/core', 'out/core.json.gz');
      expect(gunzipSync(packed).equals(summaries.get('core')!)).toBe(true);
      expect(packed.length).toBeLessThan(summaries.get('core')!.length / 2);
    } finally {
      await other.close();
    }
  });

  test('without the workspace around, where nothing of it is used', async () => {
    const alone = copyWorkspace('util', 'packages/util');
    try {
      expect((await alone.summarize('.', 'util.json')).equals(summaries.get('util')!)).toBe(true);
    } finally {
      await alone.close();
    }
  });

  test('and no path, no time', () => {
    for (const bytes of summaries.values()) {
      expect(bytes.toString()).not.toContain(copy.folder);
      expect(bytes.toString()).not.toMatch(/\d{4}-\d\d-\d\dT|17\d{11}/);
    }
  });
});

describe('a summary that is not of now', () => {
  let other: WorkspaceCopy;
  beforeAll(() => { other = copyWorkspace(); });
  afterAll(() => other.close());

  /** Checks core with the summaries after a change, and gives what is said about them. */
  async function checkAfter(change: (place: WorkspaceCopy) => void): Promise<CheckRun> {
    for (const name of ['util', 'storage'] as const) other.write(toFile(name), summaries.get(name)!.toString());
    change(other);
    return other.check(['packages/core'], { summaries: [toFile('storage'), toFile('util')] });
  }

  test('is used as long as nothing changed', async () => {
    const run = await checkAfter(() => undefined);
    expect([run.stderr, run.report.findings]).toEqual(['', parts.get('core')!.report.findings]);
  });

  test.each<readonly [string, string, (place: WorkspaceCopy) => void]>([
    ['of another version', 'another version of Loopwise made it', (place) => { place.write(toFile('storage'), summaries.get('storage')!.toString().replace('"format":1', '"format":0')); }],
    ['of another compiler', 'it was made with TypeScript 6.0.0', (place) => { place.write(toFile('storage'), summaries.get('storage')!.toString().replace(/"compiler":"[^"]*"/, '"compiler":"6.0.0"')); }],
    ['that somebody changed', 'it was changed after it was written', (place) => { place.write(toFile('storage'), summaries.get('storage')!.toString().replace('warmUp', 'coolUp')); }],
  ])('%s is refused, and the source counts', async (_, reason, change) => {
    const run = await checkAfter(change);
    expect(run.stderr).toContain(`summaries/storage.json is not used: ${reason}`);
    expect(run.stderr).toContain('@quay/storage is analysed from its source instead');
    expect(run.report.findings).toEqual(parts.get('core')!.report.findings);
  });

  /** The same in a folder of its own, for changes to the sources. */
  async function checkFresh(change: (place: WorkspaceCopy) => void): Promise<CheckRun> {
    const fresh = copyWorkspace();
    try {
      for (const name of ['util', 'storage'] as const) fresh.write(toFile(name), summaries.get(name)!.toString());
      change(fresh);
      return await fresh.check(['packages/core'], { summaries: [toFile('storage'), toFile('util')] });
    } finally {
      await fresh.close();
    }
  }

  test('is refused when a source changes, and so are those that rest on it', async () => {
    const run = await checkFresh((place) => { place.append('packages/util/src/checksum.ts', "\nexport async function again(): Promise<string> {\n  return execSync('date').toString();\n}\n"); });
    expect(run.stderr).toContain('summaries/util.json is not used: src/checksum.ts changed since it was made. @quay/util is analysed from its source instead; write the summary again with `loopwise summarize`.');
    expect(run.stderr).toContain('summaries/storage.json is not used: @quay/util, which it depends on, changed since it was made.');
    expect(list(run).filter((line) => line === 'util/src/checksum.ts sync-io-on-hot-path library')).toHaveLength(2);
  });

  test.each([
    ['a new file', 'src/extra.ts is new', 'packages/storage/src/extra.ts', 'export const extra = 1;\n'],
    ['package.json', 'package.json or the installed version', 'packages/storage/package.json', '{ "name": "@quay/storage", "type": "commonjs", "main": "./dist/index.js", "dependencies": { "@quay/util": "*" } }'],
    ['tsconfig.json', 'tsconfig.json changed', 'packages/storage/tsconfig.json', '{ "extends": "../../tsconfig.base.json", "compilerOptions": { "strict": false } }'],
    ['a base of tsconfig.json', '../../tsconfig.base.json changed', 'tsconfig.base.json', '{ "compilerOptions": { "module": "nodenext" } }'],
  ])('is refused after a change to %s', async (_, reason, file, text) => {
    const { stderr } = await checkFresh((place) => { place.write(file, text); });
    expect(stderr).toContain(`summaries/storage.json is not used: ${reason}`);
  });

  test.each([
    ['nothing there', 'none.json', undefined, 'none.json is no package summary: it does not exist.'],
    ['something else', 'else.json', '{"version":1}', 'else.json is no package summary. Write one with'],
    ['half a file', 'half.json', '{"format":1,', 'half.json is no package summary: it is damaged.'],
  ])('%s is an error', async (_, name, text, message) => {
    if (text !== undefined) other.write(name, text);
    await expect(other.check(['packages/core'], { summaries: [name] })).rejects.toThrow(message);
  });
});

test('without the sources of a library its findings are found all the same', async () => {
  const place = copyWorkspace();
  try {
    for (const name of uses.app) {
      place.write(toFile(name), summaries.get(name)!.toString());
      place.remove(`packages/${name}/src`);
    }
    const run = await place.check(['packages/app'], { summaries: uses.app.map(toFile) });
    expect(run.stderr).toBe('');
    expect(list(run).sort()).toEqual(list(parts.get('app')!).sort());
  } finally {
    await place.close();
  }
});

test('a report that does not say what it looked at cannot be joined', async () => {
  const { text } = await copy.check(['packages/util']);
  copy.write('reports/plain.json', text);
  await expect(copy.merge(['reports/plain.json'])).rejects.toThrow('it does not say which files it speaks about');
});

test('only a folder with a named package can be summarized', async () => {
  await expect(copy.summarize('packages', 'out.json')).rejects.toThrow('packages is not the folder of a package');
});
