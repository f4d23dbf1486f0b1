/** What the workloads view shows: the overview, the groups, filter and order. */
import { describe, expect, it } from 'vitest';
import { rankGrowth, toBar, toView, type ViewNode } from '../../client/src/workloadsView.ts';
import type { WorkloadFunction, Workloads } from '../../server/protocol.ts';
import { english as t } from './english.ts';

const range = { start: { line: 4, character: 2 }, end: { line: 4, character: 8 } };
function fn(name: string, workload: WorkloadFunction['workload'], more: Partial<WorkloadFunction> = {}): WorkloadFunction {
  return { name, uri: 'file:///app/src/report%20a.ts', range, workload, confidence: 'certain', growth: '1', evidence: [], contexts: [{ context: 'request', path: [{ uri: 'file:///app/src/app.ts', range, label: 'GET /report' }] }], findings: 0, ...more };
}
const workloads: Workloads = {
  isFinal: false, files: 3,
  functions: [
    fn('Report > render', 'cpu', { growth: 'n', input: 'rows', findings: 1 }), fn('rank', 'cpu', { growth: 'n^2' }), fn('seed', 'cpu', { contexts: [{ context: 'build', path: [] }] }),
    fn('load', 'io', { findings: 2 }), fn('', 'trivial', { contexts: [] }),
  ],
  findings: [{ family: 'blocking', severity: 'error', count: 2 }, { family: 'timeout', severity: 'warning', count: 1 }],
  hotRoots: [{ uri: 'file:///app/src/app.ts', range, label: 'GET /report', findings: 3 }],
};

/** The tree as indented lines: label, description. */
function draw(nodes: readonly ViewNode[], indent = ''): string[] {
  return nodes.flatMap((node) => [`${indent}${node.label} | ${node.description}`, ...(node.kind === 'group' ? draw(node.children, `${indent}  `) : [])]);
}

describe('the view', () => {
  it('has an overview first, then classes by urgency, in them contexts by severity, in them functions by growth', () => {
    expect(draw(toView(workloads, { filter: '', sort: 'weight' }, t))).toEqual([
      'Overview | 3 files · still analysing',
      '  Findings | 3', '    blocking | 2 errors', '    timeout | 1 warning',
      '  Roots that reach findings | 1', '    GET /report | 3 findings',
      '  Functions | 5', '    CPU-bound | ██████░░░░ 3', '    CPU and I/O | ░░░░░░░░░░ 0', '    I/O-bound | ██░░░░░░░░ 1', '    Unknown work | ░░░░░░░░░░ 0', '    Trivial work | ██░░░░░░░░ 1',
      'CPU-bound | 3',
      '  request | 2', '    rank | n^2 · report a.ts:5', '    render | 1 finding · n in rows · report a.ts:5',
      '  build | 1', '    seed | report a.ts:5',
      'I/O-bound | 1', '  request | 1', '    load | 2 findings · report a.ts:5',
      'Trivial work | 1', '  unknown | 1', '    anonymous function | report a.ts:5',
    ]);
  });

  it('sorts by findings or by name when asked', () => {
    const names = (sort: 'findings' | 'name'): string[] => draw(toView({ ...workloads, functions: workloads.functions.slice(0, 2) }, { filter: '', sort }, t)).filter((line) => line.includes('report a.ts')).map((line) => line.trim().split(' | ')[0]!);
    expect(names('findings')).toEqual(['render', 'rank']);
    expect(names('name')).toEqual(['render', 'rank']);
  });

  it.each([['ran', ['rank']], ['GET /REP', ['rank', 'render', 'load']], ['report a', ['rank', 'render', 'seed', 'load', 'anonymous function']], ['build', ['seed']], ['nothing', []]])('the filter %j leaves %j', (filter, expected) => {
    const shown = draw(toView(workloads, { filter, sort: 'weight' }, t)).filter((line) => line.includes('report a.ts')).map((line) => line.trim().split(' | ')[0]);
    expect(shown).toEqual(expected);
  });

  it('gives every node an id of its own', () => {
    const ids: string[] = [];
    const collect = (nodes: readonly ViewNode[]): void => { for (const node of nodes) { ids.push(node.id); if (node.kind === 'group') collect(node.children); } };
    collect(toView(workloads, { filter: '', sort: 'weight' }, t));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it.each([['2^n', 100], ['n^3', 6], ['n^2 log n', 5], ['n log n', 3], ['n', 2], ['log n', 1], ['1', 0], ['', 0]])('growth %s ranks %d', (growth, rank) => {
  expect(rankGrowth(growth)).toBe(rank);
});

it.each([[0, 0, '░░░░░░░░░░'], [1, 1000, '█░░░░░░░░░'], [5, 10, '█████░░░░░'], [10, 10, '██████████']])('a bar of %d of %d', (count, all, bar) => {
  expect(toBar(count, all)).toBe(bar);
});
