/** Each report format, from hand-made findings. */
import { createColors } from 'picocolors';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { findCodeFrame } from '../../server/cli/reporters/codeFrame.ts';
import { escapeData, escapeProperty, toGithub, toStepSummary } from '../../server/cli/reporters/github.ts';
import { toJson } from '../../server/cli/reporters/json.ts';
import { toAgent, toUnix } from '../../server/cli/reporters/lines.ts';
import { toPretty } from '../../server/cli/reporters/pretty.ts';
import { toSarif } from '../../server/cli/reporters/sarif.ts';
import { toStats } from '../../server/cli/reporters/stats.ts';
import type { CheckResult, View } from '../../server/cli/result.ts';
import type { Finding } from '../../server/engine/lint/finding.ts';
import { makeFinding, makeHop, on } from './findings.ts';

const root = '/project';
const source = "import { readFileSync } from 'node:fs';\nexport const load = (path: string) => {\n\tconst tpl = readFileSync(path);\n\treturn tpl;\n};\n";

const reported = makeFinding(root, 'src/config.ts', {
  range: on(3, 14, 32),
  trace: [makeHop(root, 'src/app.ts', 12, 'GET /report'), makeHop(root, 'src/report.ts', 20, 'calls buildReport'), { ...makeHop(root, 'src/config.ts', 3, 'readFileSync blocks'), range: on(3, 14, 32) }],
  otherPaths: [[makeHop(root, 'src/bulk.ts', 7, 'POST /bulk'), { ...makeHop(root, 'src/config.ts', 3, 'readFileSync blocks'), range: on(3, 14, 32) }]],
  fixes: [{ title: 'Use `await readFile()` from node:fs/promises', kind: 'quickfix', safety: 'review', edits: [{ file: '/project/src/config.ts', start: 90, end: 102, newText: 'await readFile' }] }],
});
const lone = makeFinding(root, 'src/größe [1].ts', { id: 'lone', severity: 'warning', confidence: 'likely', ruleId: 'floating-promise', family: 'fire-and-forget', context: 'event', message: 'Nothing awaits this task', fixes: [] });

function makeResult(part: Partial<CheckResult> = {}): CheckResult {
  return { root, files: 312, findings: [reported, lone], baselined: [], staleEntries: 0, skipped: [], problems: [], stats: [], ms: 2100, ...part };
}

function makeView(part: Partial<View> = {}): View {
  return { base: root, colors: createColors(false), width: 100, version: '1.2.3', findText: (file) => (file === '/project/src/config.ts' ? source : undefined), findRulePage: () => undefined, ...part };
}

describe('pretty', () => {
  test('a finding with its path, frame and fix, one without, and the counts', () => {
    expect(toPretty(makeResult({ baselined: [lone], staleEntries: 2, skipped: [{ file: '/project/a.ts', reason: 'minified' }] }), makeView())).toBe([
      'src/config.ts:3:14  error  `readFileSync` blocks the event loop on every `GET /report` request  sync-io-on-hot-path',
      '      GET /report (src/app.ts:12) → calls buildReport (src/report.ts:20) → readFileSync blocks (src/config.ts:3)  and 1 other path',
      '    3 │     const tpl = readFileSync(path);',
      '      │                 ^^^^^^^^^^^^^^^^^^',
      '   fix  Use `await readFile()` from node:fs/promises (review)',
      '',
      'src/größe [1].ts:1:1  warning  Nothing awaits this task  floating-promise',
      '',
      '1 error, 1 warning in 2 of 312 files · 1 fixable · 1 in baseline · 2 stale in baseline (--update-baseline removes them) · 1 file skipped · 2.1 s',
      '',
    ].join('\n'));
  });

  test('nothing found is one line', () => {
    expect(toPretty(makeResult({ findings: [], files: 2171, ms: 640 }), makeView())).toBe('No findings in 2,171 files · 640 ms\n');
  });

  test('a long path keeps both ends', () => {
    const trace = Array.from({ length: 9 }, (_, index) => makeHop(root, 'a.ts', index + 1, `hop ${index}`));
    expect(toPretty(makeResult({ findings: [{ ...lone, trace }] }), makeView()).split('\n')[1])
      .toBe('      hop 0 (a.ts:1) → hop 1 (a.ts:2) → hop 2 (a.ts:3) → … 4 more … → hop 7 (a.ts:8) → hop 8 (a.ts:9)');
  });

  test('source text and names cannot write to the terminal', () => {
    const nasty = makeFinding(root, 'a\u001b[2J.ts', { message: 'bad\u001b]0;title\u0007\nname', range: on(1, 1, 2) });
    const text = toPretty(makeResult({ findings: [nasty] }), makeView({ findText: () => 'x\u001b[31m\u202e' }));
    expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(text).toContain('bad␛]0;title␇ name');
  });
});

describe('code frames count UTF-16 and stand under terminal columns', () => {
  test.each<[string, string, Finding['range'], string, string]>([
    ['plain', 'let a = f();', on(1, 9, 12), 'let a = f();', '        ^^^'],
    ['tabs before and inside', '\tif\t(x) f();', on(1, 2, 5), '    if  (x) f();', '    ^^^^'],
    ['an emoji before', "log('👩‍👩‍👧'); f();", on(1, 18, 21), "log('👩‍👩‍👧'); f();", '           ^^^'],
    ['wide letters inside', 'say("日本")', on(1, 5, 9), 'say("日本")', '    ^^^^^^'],
    ['a combining mark', 'cafe\u0301(); f()', on(1, 10, 13), 'cafe\u0301(); f()', '        ^^^'],
    ['an empty range', 'await', on(1, 3, 3), 'await', '  ^'],
    ['beyond the end', 'ab', on(1, 9, 12), 'ab', '  ^'],
    ['several lines', 'f(  \n)', { start: { line: 1, column: 1 }, end: { line: 2, column: 2 } }, 'f(', '^^'],
    ['a byte order mark', '\ufefff();', on(1, 2, 3), ' f();', ' ^'],
    ['CRLF', 'a();\r\nb();\r\n', on(2, 1, 4), 'b();', '^^^'],
  ])('%s', (_, text, range, line, marks) => {
    expect(findCodeFrame(text, range)).toEqual({ line: range.start.line, source: line, marks });
  });

  test('a huge line shows the part around the mark, without half characters', () => {
    const frame = findCodeFrame(`${'😀'.repeat(5000)}target()${'y'.repeat(5000)}`, on(1, 10_001, 10_009));
    expect(frame?.source).toMatch(/^…(?:😀)+target\(\)y+…$/u);
    expect(frame?.source.length).toBeLessThan(200);
    expect(frame?.marks.trim()).toBe('^^^^^^^^');
  });

  test('a line the text does not have', () => {
    expect(findCodeFrame('a', on(7, 1, 2))).toBeUndefined();
  });
});

describe('json', () => {
  test('exactly the documented fields, paths relative to the folder checked', () => {
    expect(JSON.parse(toJson(makeResult({ findings: [reported] })))).toEqual({
      version: 1, files: 312,
      findings: [{
        id: 'id-src/config.ts', ruleId: 'sync-io-on-hot-path', family: 'blocking', severity: 'error', confidence: 'certain',
        message: '`readFileSync` blocks the event loop on every `GET /report` request', file: 'src/config.ts', range: on(3, 14, 32), context: 'request',
        trace: [
          { file: 'src/app.ts', range: on(12, 3, 9), label: 'GET /report' }, { file: 'src/report.ts', range: on(20, 3, 9), label: 'calls buildReport' },
          { file: 'src/config.ts', range: on(3, 14, 32), label: 'readFileSync blocks' },
        ],
        otherPaths: [[{ file: 'src/bulk.ts', range: on(7, 3, 9), label: 'POST /bulk' }, { file: 'src/config.ts', range: on(3, 14, 32), label: 'readFileSync blocks' }]],
        fixes: [{ title: 'Use `await readFile()` from node:fs/promises', kind: 'quickfix', safety: 'review' }],
      }],
    });
  });

  test('otherPaths and functions appear only where there are any', () => {
    const functions = [{ name: 'load', file: '/project/src/config.ts', range: on(2, 1, 4), workload: 'io' as const, confidence: 'certain' as const, evidence: [makeHop(root, 'src/config.ts', 3, 'reads a file')], cost: { class: 'constant' as const, growth: '1' }, contexts: [] }];
    const parsed: unknown = JSON.parse(toJson(makeResult({ findings: [lone], functions })));
    expect(parsed).toMatchObject({ functions: [{ name: 'load', file: 'src/config.ts', range: on(2, 1, 4), workload: 'io', confidence: 'certain', evidence: [{ file: 'src/config.ts', range: on(3, 3, 9), label: 'reads a file' }] }] });
    expect(JSON.stringify(parsed)).not.toMatch(/otherPaths|contexts|\/project/);
    expect(toJson(makeResult())).not.toContain('"functions"');
  });

  test('nothing found', () => {
    expect(JSON.parse(toJson(makeResult({ findings: [], files: 0 })))).toEqual({ version: 1, files: 0, findings: [] });
  });
});

test('unix and agent: one line per finding', () => {
  expect(toUnix(makeResult(), makeView())).toBe('src/config.ts:3:14: `readFileSync` blocks the event loop on every `GET /report` request [error/sync-io-on-hot-path]\nsrc/größe [1].ts:1:1: Nothing awaits this task [warning/floating-promise]\n');
  expect(toUnix(makeResult({ findings: [] }), makeView())).toBe('');
  expect(toAgent(makeResult(), makeView({ base: '/project/src' }))).toBe([
    'config.ts:3:14: error sync-io-on-hot-path: `readFileSync` blocks the event loop on every `GET /report` request path: GET /report (app.ts:12) -> calls buildReport (report.ts:20) -> readFileSync blocks (config.ts:3) fix: Use `await readFile()` from node:fs/promises',
    'größe [1].ts:1:1: warning floating-promise: Nothing awaits this task',
    '1 error, 1 warning in 312 files checked; `loopwise explain <rule>` says more', '',
  ].join('\n'));
});

describe('github', () => {
  test('values cannot end a command or a property', () => {
    expect(escapeData('50% a\r\nb: c, d')).toBe('50%25 a%0D%0Ab: c, d');
    expect(escapeProperty('50% a\nb: c, d')).toBe('50%25 a%0Ab%3A c%2C d');
  });

  test('annotations carry place, path and fix', () => {
    expect(toGithub(makeResult({ findings: [reported] }), makeView())).toBe(
      '::error file=src/config.ts,line=3,endLine=3,col=14,endColumn=32,title=Loopwise sync-io-on-hot-path::`readFileSync` blocks the event loop on every `GET /report` request'
      + '%0A1. GET /report (src/app.ts:12)%0A2. calls buildReport (src/report.ts:20)%0A3. readFileSync blocks (src/config.ts:3)%0AFix: Use `await readFile()` from node:fs/promises\n1 error in 312 files\n');
  });

  test('the ten worst are annotated, the summary has them all', () => {
    const many = [...Array.from({ length: 12 }, (_, index) => ({ ...lone, id: `w${index}` })), { ...lone, id: 'i', severity: 'info' as const, range: { start: { line: 1, column: 1 }, end: { line: 2, column: 1 } } }, reported];
    const lines = toGithub(makeResult({ findings: many }), makeView()).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^::error /);
    expect(lines[10]).toBe('1 error, 12 warnings, 1 note in 312 files; 4 not annotated');
    expect(toStepSummary(makeResult({ findings: many }), makeView()).match(/^\| (?:error|warning|info)/gm)).toHaveLength(14);
    expect(toGithub(makeResult({ findings: many.slice(12, 13) }), makeView())).toMatch(/^::notice file=src\/größe \[1\]\.ts,line=1,endLine=2,title=/);
  });

  test('a cell holds bars, tags and breaks as text', () => {
    expect(toStepSummary(makeResult({ findings: [{ ...lone, message: 'a | b <img>\n`<T>`' }] }), makeView())).toContain('| a \\| b &lt;img> `<T>` |');
  });
});

describe('sarif', () => {
  const page = '# Sync I/O\n\nA call that [stops](x.md)\nthe loop.\n\n## Bad\n';
  const log = JSON.parse(toSarif(makeResult({ baselined: [{ ...lone, id: 'old' }], skipped: [{ file: '/project/big.ts', reason: 'larger than 1 MB' }], problems: [{ message: 'A rule failed.' }] }), makeView({ findRulePage: (id) => (id === 'sync-io-on-hot-path' ? page : undefined) }))) as Log;
  const run = log.runs[0];

  test('is one run of version 2.1.0 with the rules and their help', () => {
    expect([log.version, log.runs.length, run?.columnKind, run?.tool.driver.semanticVersion]).toEqual(['2.1.0', 1, 'utf16CodeUnits', '1.2.3']);
    expect(run?.tool.driver.rules).toEqual([
      { id: 'floating-promise', shortDescription: { text: 'floating-promise' } },
      { id: 'sync-io-on-hot-path', name: 'Sync I/O', shortDescription: { text: 'A call that stops the loop.' }, help: { text: page, markdown: page } },
    ]);
  });

  test('every reference leads somewhere', () => {
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      for (const { physicalLocation } of result.locations ?? []) {
        expect(Object.keys(run?.originalUriBaseIds ?? {})).toContain(physicalLocation?.artifactLocation?.uriBaseId);
        expect(physicalLocation?.artifactLocation?.uri).not.toMatch(/^\/|^[a-z]+:|\\|[ [\]]/);
      }
    }
  });

  test('results: fingerprint, path as code flow, fix, suppression of what the baseline accepts', () => {
    const [first, second, third] = run?.results ?? [];
    expect(first).toMatchObject({
      level: 'error', partialFingerprints: { 'loopwise/v1': 'id-src/config.ts' }, properties: { context: 'request', confidence: 'certain', family: 'blocking' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'src/config.ts', uriBaseId: 'SRCROOT' }, region: { startLine: 3, startColumn: 14, endLine: 3, endColumn: 32 } } }],
      fixes: [{ description: { text: 'Use `await readFile()` from node:fs/promises' }, artifactChanges: [{ replacements: [{ deletedRegion: { charOffset: 90, charLength: 12 }, insertedContent: { text: 'await readFile' } }] }] }],
    });
    expect(first?.codeFlows?.map((flow) => flow.threadFlows[0]?.locations.map((step) => step.location?.message?.text))).toEqual([['GET /report', 'calls buildReport', 'readFileSync blocks'], ['POST /bulk', 'readFileSync blocks']]);
    expect(second).not.toHaveProperty('codeFlows');
    expect(second?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('src/gr%C3%B6%C3%9Fe%20%5B1%5D.ts');
    expect([first, second, third].map((result) => result?.suppressions?.[0]?.kind)).toEqual([undefined, undefined, 'external']);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.map((each) => each.message.text)).toEqual(['A rule failed.', 'Not analysed: larger than 1 MB.']);
  });

  test('no absolute path gets in', () => {
    expect(JSON.stringify(log)).not.toContain('/project');
  });
});

test('stats: one line per stage and the whole run', () => {
  expect(toStats(makeResult({ stats: [{ stage: 'facts', ms: 12.4, counts: { files: 3, nodes: 120_000 } }] })).split('\n')).toEqual(['facts           12 ms  files 3, nodes 120,000', 'whole run     2100 ms  files 312, findings 2', '']);
});
