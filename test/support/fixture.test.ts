/** Tests of the fixture parser itself: what a marker means, and that a typo is an error and not a test that passes. */
import { describe, expect, test } from 'vitest';
import { parsePage, parseSuite } from './fixture.ts';

const fence = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

describe('markers', () => {
  const parseOne = (...lines: string[]) => parseSuite('x.md', `# Suite\n\n## A\n\n${fence('ts', ...lines)}`)[0]?.files[0];

  test('carets give the range on the line above, and leave the text', () => {
    const file = parseOne('const a = 1;', '  save(a);', '//^^^^^^^ some-rule: lost', 'done();');
    expect(file?.text).toBe('const a = 1;\n  save(a);\ndone();\n');
    expect(file?.expectations).toEqual([{ line: 2, startColumn: 1, endColumn: 10, ruleId: 'some-rule', message: 'lost' }]);
  });

  test('slashes that touch the carets count, slashes with a gap do not', () => {
    expect(parseOne('    save(a);', '//  ^^^^^^^ r')?.expectations).toMatchObject([{ startColumn: 5, endColumn: 12 }]);
    expect(parseOne('  save(a);', '  //^^^^^ r')?.expectations).toMatchObject([{ startColumn: 3, endColumn: 10 }]);
  });

  test('several markers, severity, confidence and trace', () => {
    const file = parseOne('f(g());', '//^^^^^ one!error certain: a: b', '// trace: GET / handler → … → g blocks', '// → end', '//  ^^^ two likely', '// trace of something else');
    expect(file?.text).toBe('f(g());\n// trace of something else\n');
    expect(file?.expectations).toEqual([
      { line: 1, startColumn: 1, endColumn: 8, ruleId: 'one', severity: 'error', confidence: 'certain', message: 'a: b', trace: ['GET / handler', '…', 'g blocks', 'end'] },
      { line: 1, startColumn: 5, endColumn: 8, ruleId: 'two', confidence: 'likely' },
    ]);
  });

  test('JSX comments', () => {
    const file = parseOne('<b onClick={async () => f()} />', '{/*        ^^^^^^^^^^^ r: m */}');
    expect(file?.expectations).toEqual([{ line: 1, startColumn: 12, endColumn: 23, ruleId: 'r', message: 'm' }]);
    expect(file?.text).toBe('<b onClick={async () => f()} />\n');
  });

  test('a marker that cannot be read is an error with its line', () => {
    expect(() => parseOne('f();', '// ^^^ Not A Rule')).toThrow('x.md:7: after the carets');
    expect(() => parseOne('f();', '// ^^^')).toThrow('after the carets');
    expect(() => parseOne('// ^^^ r')).toThrow('needs a line of code above');
  });
});

describe('sections', () => {
  test('headings name tests, files merge, and stay in their section', () => {
    const fixtures = parseSuite('x.md', [
      '# Suite', '## Group', '### One', fence('ts file=src/a.ts', 'a();'), 'prose', fence('ts file=src/b.ts', 'b();'), fence('ts file=src/a.ts', 'c();'),
      '## FP: two', 'Types: required.', fence('js', 'd();'),
    ].join('\n'));
    expect(fixtures.map((each) => [each.name, each.line, each.known, each.isTypesRequired])).toEqual([['Group › One', 3, undefined, false], ['FP: two', 17, 'FP', true]]);
    expect(fixtures[0]?.files.map((file) => [file.name, file.text])).toEqual([['src/a.ts', 'a();\nc();\n'], ['src/b.ts', 'b();\n']]);
    expect(fixtures[1]?.files.map((file) => file.name)).toEqual(['main.js']);
  });

  test('settings and package of a section without code hold for the sections below it', () => {
    const fixtures = parseSuite('x.md', [
      '# Suite', fence('json settings', '{ "minConfidence": "possible" }'),
      '## A', fence('json package', '{ "dependencies": { "express": "4.0.0" } }'), '### A1', fence('ts', 'a();'),
      '## B', fence('ts', 'b();'),
    ].join('\n'));
    expect(fixtures.map((each) => [each.name, each.settings, each.package])).toEqual([
      ['A › A1', { minConfidence: 'possible' }, { dependencies: { express: '4.0.0' } }],
      ['B', { minConfidence: 'possible' }, undefined],
    ]);
  });

  test('fix fences name a title, and a file when it is not the first', () => {
    const [fixture] = parseSuite('x.md', ['## A', fence('ts', 'a();'), fence('fix Await this call', 'await a();'), fence('fix file=b.ts Await this call', 'b();')].join('\n'));
    expect(fixture?.fixes).toEqual([{ title: 'Await this call', file: 'main.ts', text: 'await a();\n' }, { title: 'Await this call', file: 'b.ts', text: 'b();\n' }]);
  });

  test.each([
    ['an unknown word', fence('ts fil=a.ts', 'a();'), 'means nothing here'],
    ['an unknown language', fence('typescript', 'a();'), 'no such fence language'],
    ['a path that leaves the folder', fence('ts file=../a.ts', 'a();'), 'plain path'],
    ['settings that are not JSON', fence('json settings', '{'), 'not JSON'],
    ['an open fence', '```ts\na();', 'never closed'],
    ['a fix without title', fence('fix', 'a();'), 'title of the fix'],
    ['two sections of one name', `${fence('ts', 'a();')}\n## A\n${fence('ts', 'a();')}`, 'two sections'],
  ])('%s is an error', (_, body, message) => {
    expect(() => parseSuite('x.md', `## A\n${body}`)).toThrow(message);
  });
});

test('a rule page: each fence under Reported and Fine stands alone, named ones stand together', () => {
  const fixtures = parsePage('p.md', [
    '# rule', fence('ts', 'prose();'), '## Reported', fence('ts', 'a();'), fence('js', 'b();'), '### Across files', fence('ts file=a.ts', 'c();'), fence('ts file=b.ts', 'd();'),
    '## Fine', 'Text.', fence('ts', 'e();'), '## Options', fence('json', '{}'),
  ].join('\n'));
  expect(fixtures.map((each) => [each.name, each.verdict, each.files.map((file) => file.name)])).toEqual([
    ['Reported (1)', 'reported', ['main.ts']], ['Reported (2)', 'reported', ['main.js']],
    ['Reported › Across files', 'reported', ['a.ts', 'b.ts']],
    ['Fine', 'fine', ['main.ts']],
  ]);
});
