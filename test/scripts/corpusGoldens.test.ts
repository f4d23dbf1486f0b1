/** The corpus goldens: what a finding looks like in them, and what counts as added, removed or changed. */
import { describe, expect, test } from 'vitest';
import { getGoldenDifference, getSample, toGolden, type CorpusFinding } from '../../scripts/corpusGoldens.ts';

function makeFinding(id: string, change: Partial<CorpusFinding> = {}): CorpusFinding {
  const range = { start: { line: 3, column: 5 } };
  return {
    id, ruleId: 'floating-promise', severity: 'error', confidence: 'certain', context: 'request', message: 'save is lost',
    file: 'src/a.ts', range, trace: [{ file: 'src/b.ts', range, label: 'GET / handler' }, { file: 'src/a.ts', range, label: 'save' }], ...change,
  };
}

function toText(...findings: CorpusFinding[]): string {
  return toGolden('pkg 1.0.0', { files: 2, findings });
}

describe('toGolden', () => {
  test('gives a heading and three lines per finding', () => {
    expect(toText(makeFinding('a1', { message: 'save is lost\nmore' }))).toBe([
      '# pkg 1.0.0: 2 files, 1 findings', '',
      'a1 floating-promise error certain request',
      '  src/a.ts:3:5 save is lost / more',
      '  via GET / handler (src/b.ts:3) > save (src/a.ts:3)', '',
    ].join('\n'));
  });
});

describe('getGoldenDifference', () => {
  test('finds nothing between equal texts', () => {
    const text = toText(makeFinding('a1'));
    expect(getGoldenDifference(text, text)).toEqual({ added: [], removed: [], changed: [], headerChanged: false });
  });

  test('goes by id: gained, lost, told differently', () => {
    const difference = getGoldenDifference(
      toText(makeFinding('a1'), makeFinding('b2'), makeFinding('c3')),
      toText(makeFinding('a1'), makeFinding('c3', { confidence: 'likely' }), makeFinding('d4')),
    );
    expect(difference.added.map((block) => block.slice(0, 2))).toEqual(['d4']);
    expect(difference.removed.map((block) => block.slice(0, 2))).toEqual(['b2']);
    expect(difference.changed).toHaveLength(1);
    expect(difference.changed[0]?.after).toContain('likely');
  });

  test('takes a missing golden as an empty one', () => {
    expect(getGoldenDifference('', toText(makeFinding('a1'))).added).toHaveLength(1);
  });
});

describe('getSample', () => {
  test('takes rules in turn and never more than there are', () => {
    const findings = [makeFinding('a'), makeFinding('b'), makeFinding('c'), makeFinding('d', { ruleId: 'signal-not-forwarded' })];
    expect(getSample(findings, 2).map((finding) => finding.ruleId)).toEqual(['floating-promise', 'signal-not-forwarded']);
    expect(getSample(findings, 99)).toHaveLength(4);
  });
});
