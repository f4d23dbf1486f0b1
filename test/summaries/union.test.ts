/** Joining reports: which of several findings with one id counts, and when none does. */
import { expect, test } from 'vitest';
import { mergeReports } from '../../server/cli/union.ts';
import type { Finding } from '../../server/engine/lint/finding.ts';
import { makeFinding, makeHop } from '../cli/findings.ts';

const folder = '/x';
const report = (findings: readonly Finding[], files: readonly string[] = ['a.ts']) => ({ findings, analysed: new Set(files.map((file) => `${folder}/${file}`)) });
const finding = (part: Partial<Finding> = {}): Finding => makeFinding(folder, 'a.ts', { id: 'one', ...part });
const merge = (...reports: ReturnType<typeof report>[]): string[] => mergeReports(reports).map(({ id, context, confidence, severity }) => `${id} ${context} ${confidence} ${severity}`);

test.each<readonly [string, Partial<Finding>, Partial<Finding>]>([
  ['reached from a root before nobody seen', { context: 'startup', severity: 'info' }, { context: 'library', severity: 'warning' }],
  ['a request before a start', { context: 'request' }, { context: 'startup' }],
  ['the surer of one context', { confidence: 'certain' }, { confidence: 'likely' }],
  ['the context that counts first, also when another is surer', { context: 'request', confidence: 'likely', severity: 'warning' }, { context: 'event', confidence: 'certain' }],
  ['one that is shown before one that is not', { context: 'event', confidence: 'likely' }, { context: 'request', confidence: 'possible' }],
])('%s, in any order', (_, winner, loser) => {
  const { context = 'request', confidence = 'certain', severity = 'error' } = winner;
  const expected = [`one ${context} ${confidence} ${severity}`];
  expect(merge(report([finding(winner)]), report([finding(loser)]))).toEqual(expected);
  expect(merge(report([finding(loser)]), report([finding(winner)]))).toEqual(expected);
});

test('a finding without callers stays only where every report about its file has it', () => {
  const assumed = finding({ context: 'library' });
  expect(merge(report([assumed]), report([], ['b.ts']))).toHaveLength(1);
  expect(merge(report([assumed]), report([assumed]))).toHaveLength(1);
  expect(merge(report([assumed]), report([]))).toEqual([]);
  expect(merge(report([finding({ context: 'unknown', family: 'directive' })]), report([]))).toEqual([]);
});

test('paths of one context are joined, shortest first, each once', () => {
  const at = (line: number) => [makeHop(folder, 'a.ts', line, `root ${line}`), makeHop(folder, 'a.ts', 1, 'sink')];
  const long = [makeHop(folder, 'b.ts', 9, 'root'), ...at(2)];
  const [joined] = mergeReports([report([finding({ trace: long, otherPaths: [at(3)] })]), report([finding({ trace: at(2), otherPaths: [at(3)] })]), report([finding({ context: 'event', trace: at(4) })])]);
  expect([joined?.trace, joined?.otherPaths]).toEqual([at(2), [at(3), long]]);
});

test('no finding, no report', () => {
  expect(merge()).toEqual([]);
  expect(merge(report([]))).toEqual([]);
});
