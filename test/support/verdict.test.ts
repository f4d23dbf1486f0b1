/** Tests of the matcher: it must fail when a finding is missing, extra, elsewhere or different, and show where. */
import { describe, expect, test } from 'vitest';
import { parseSuite, type Fixture } from './fixture.ts';
import { applyEdits, findDifference, renderLines, type Reported } from './match.ts';
import { checkFixed, judge } from './verdict.ts';

const suite = { ruleId: 'lost-task' };

function getFixture(code: string, prose = ''): Fixture {
  const [fixture] = parseSuite('x.md', `## A\n${prose}\n\`\`\`ts\n${code}\n\`\`\`\n`);
  if (fixture === undefined) throw new Error('The suite has no fixture.');
  return fixture;
}

function getReported(change: Partial<Reported> = {}): Reported {
  return {
    id: '1', file: 'main.ts', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 7 } }, ruleId: 'lost-task', message: 'Nobody waits for `save`',
    severity: 'error', confidence: 'certain', trace: ['GET / handler', 'calls a', 'calls b', 'save rejects'], isEcho: false, fixes: [], ...change,
  };
}

const at = (line: number, from: number, to: number, endLine = line): Reported['range'] => ({ start: { line, column: from }, end: { line: endLine, column: to } });
const marked = getFixture('save()\n//^^^^ lost-task!error certain: waits\nnext();');

describe('a fixture with markers', () => {
  test('passes with exactly the marked finding', () => {
    expect(judge(suite, marked, [getReported()], true)).toBeUndefined();
    expect(judge(suite, getFixture('save()'), [], true)).toBeUndefined();
  });

  test.each<[string, Reported[]]>([
    ['nothing reported', []],
    ['another start', [getReported({ range: at(1, 2, 7) })]],
    ['another end', [getReported({ range: at(1, 1, 8) })]],
    ['another line', [getReported({ range: at(2, 1, 7) })]],
    ['another file', [getReported({ file: 'other.ts' })]],
    ['another rule', [getReported({ ruleId: 'other' })]],
    ['another message', [getReported({ message: 'Somebody' })]],
    ['another severity', [getReported({ severity: 'info' })]],
    ['another confidence', [getReported({ confidence: 'likely' })]],
    ['the same twice', [getReported(), getReported({ id: '2' })]],
    ['one more elsewhere', [getReported(), getReported({ file: 'other.ts' })]],
  ])('fails: %s', (_, reported) => {
    expect(judge(suite, marked, reported, true)).toBeDefined();
  });

  test('fails when something is reported and nothing is marked', () => {
    expect(judge(suite, getFixture('save()'), [getReported()], true)).toContain('reported, not expected');
  });

  test('a range over several lines is matched by its start', () => {
    expect(judge(suite, marked, [getReported({ range: at(1, 1, 2, 3) })], true)).toBeUndefined();
    expect(judge(suite, marked, [getReported({ range: at(1, 2, 2, 3) })], true)).toBeDefined();
  });

  test('the precise marker gets the finding it needs', () => {
    const two = getFixture('save()\n//^^^^ lost-task\n//^^^^ lost-task: waits');
    expect(findDifference(two.files, [getReported(), getReported({ message: 'other' })])).toEqual({ missing: [], unexpected: [] });
  });

  test.each([
    ['GET / handler → calls a → calls b → save rejects', true],
    ['GET / handler → … → save rejects', true],
    ['… → calls b → …', true],
    ['GET … handler → … → save …', true],
    ['GET / handler → save rejects', false],
    ['GET / handler → …→ calls b', false],
    ['…', true],
    ['POST … handler → …', false],
  ])('trace %s: %s', (trace, isSame) => {
    const fixture = getFixture(`save()\n//^^^^ lost-task\n// trace: ${trace}`);
    expect(judge(suite, fixture, [getReported()], true) === undefined).toBe(isSame);
  });

  test('the failure shows the code with both carets', () => {
    expect(judge(suite, marked, [getReported({ range: at(2, 1, 5), severity: 'info' })], true)).toBe([
      'With types:',
      'main.ts',
      '  1 | save()',
      '    | ^^^^^^ - expected, not reported: lost-task!error certain: waits',
      '  2 | next();',
      '    | ^^^^ + reported, not expected: lost-task!info certain: Nobody waits for `save`',
      '    |   trace: GET / handler → calls a → calls b → save rejects',
    ].join('\n'));
  });
});

describe('without types', () => {
  const needy = getFixture('save()\n//^^^^ lost-task!error certain', 'Types: required.');

  test('the same is expected unless types are required', () => {
    expect(judge(suite, marked, [], false)).toContain('Without types');
    expect(judge(suite, needy, [], false)).toBeUndefined();
    expect(judge(suite, needy, [], true)).toBeDefined();
  });

  test('less sure is less, something else is a failure', () => {
    expect(judge(suite, needy, [getReported({ confidence: 'likely', severity: 'warning' })], false)).toBeUndefined();
    expect(judge(suite, needy, [getReported({ range: at(2, 1, 2) })], false)).toBeDefined();
  });
});

describe('echoes', () => {
  const echo = getReported({ isEcho: true, ruleId: 'transitive-blocking-call', severity: 'info' });

  test('do not count where no marker speaks of them', () => {
    expect(judge(suite, marked, [getReported(), echo], true)).toBeUndefined();
  });

  test('count exactly in their own suite', () => {
    expect(judge({ ruleId: 'transitive-blocking-call' }, marked, [getReported(), echo], true)).toContain('reported, not expected');
  });
});

describe('a rule page', () => {
  const reported = { ...getFixture('save()'), verdict: 'reported' as const };
  const fine = { ...getFixture('save()'), verdict: 'fine' as const };

  test('Reported needs a finding of the rule and none of another', () => {
    expect(judge(suite, reported, [getReported()], true)).toBeUndefined();
    expect(judge(suite, reported, [], true)).toContain('reports nothing');
    expect(judge(suite, reported, [getReported(), getReported({ ruleId: 'other' })], true)).toContain('other!error');
  });

  test('Fine needs silence', () => {
    expect(judge(suite, fine, [], true)).toBeUndefined();
    expect(judge(suite, fine, [getReported({ ruleId: 'other' })], true)).toContain('reported, not expected');
  });

  test('the page of the echo rule may show the finding behind the echo', () => {
    const echo = getReported({ isEcho: true, ruleId: 'transitive-blocking-call' });
    expect(judge({ ruleId: 'transitive-blocking-call' }, reported, [getReported(), echo], true)).toBeUndefined();
    expect(judge({ ruleId: 'transitive-blocking-call' }, reported, [getReported({ id: '2' }), echo], true)).toBeDefined();
  });
});

describe('fixes', () => {
  const fix = { title: 'Await this call', kind: 'quickfix', safety: 'safe', edits: [] } as const;

  test('edits are applied to the text they were computed for', () => {
    const edits = [{ file: 'a', start: 4, end: 5, newText: 'X' }, { file: 'a', start: 0, end: 0, newText: '>' }, { file: 'a', start: 0, end: 0, newText: '<' }, { file: 'b', start: 0, end: 0, newText: 'new' }];
    expect([...applyEdits(new Map([['a', '01234']]), edits)]).toEqual([['a', '><0123X'], ['b', 'new']]);
  });

  test('edits that overlap or lie outside the text throw', () => {
    const texts = new Map([['a', '01234']]);
    expect(() => applyEdits(texts, [{ file: 'a', start: 0, end: 3, newText: '' }, { file: 'a', start: 2, end: 4, newText: '' }])).toThrow('overlaps');
    expect(() => applyEdits(texts, [{ file: 'a', start: 4, end: 6, newText: '' }])).toThrow('outside');
  });

  test('the finding must go and none may come', () => {
    const before = [getReported({ fixes: [fix] }), getReported({ id: '2' })];
    expect(checkFixed(before, [getReported({ id: '2' })], fix.title)).toBeUndefined();
    expect(checkFixed(before, before, fix.title)).toContain('still reports');
    expect(checkFixed(before, [getReported({ ruleId: 'other' })], fix.title)).toContain('adds a finding');
  });

  test('a difference in text shows only the lines that differ twice', () => {
    expect(renderLines('a\nb\nc\n', 'a\nB\nc\n')).toBe('    a\n  - b\n  + B\n    c\n    ');
  });
});
