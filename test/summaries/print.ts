/**
 * Prints function summaries and bounds as text for goldens. A call of the undeclared function `bound(xs)` in a source asks for the bound of `xs`, and
 * `bound()` for that of the loop around it. Workload and cost have goldens of their own (test/workload).
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import type { FunctionSummary, Step } from '../../server/engine/summaries/functionSummary.ts';
import { Names } from '../program/print.ts';
import type { Staged } from '../support/goldens.ts';

/**
 * - `functions`: `name: claim; claim`, a claim's steps as `call() → call() → api`, ` [guess]` after an inferred one. Functions nothing is known about are left out.
 * - `bounds`: `line bounded|unknown|unbounded (why)`.
 */
export const tables = ['functions', 'bounds'] as const;

/** Prints the tables asked for, those without rows left out. */
export function printSummaries(staged: Staged, asked: readonly string[]): string {
  const print = { functions: printFunctions, bounds: printBounds };
  return tables.filter((table) => asked.includes(table)).map((table) => ({ table, rows: print[table](staged) }))
    .filter(({ rows }) => rows.length > 0).map(({ table, rows }) => `${table}:\n${rows.map((row) => `  ${row}\n`).join('')}`).join('');
}

function printFunctions({ program, summaries, folder }: Staged): string[] {
  const names = new Names(program, folder);
  const rows: string[] = [];
  const chain = (first: Step, field: 'blocks' | 'waits' | 'burns'): string => {
    const steps: string[] = [];
    for (let step: Step | undefined = first; step !== undefined; step = step.next === undefined ? undefined : summaries.of(step.next)[field]) {
      steps.push(step.next === undefined ? step.api ?? '?' : names.call(step.unit, step.call));
      if (steps.length > 20) throw new Error(`The steps of ${field} do not end.`);
    }
    return `${steps.join(' → ')}${first.guess ? ' [guess]' : ''}`;
  };
  const describe = (id: number, summary: FunctionSummary): string[] => {
    const { blocks, waits, waitsOn, burns, neverRejects, signal } = summary;
    const parameter = signal === undefined ? undefined : program.functionOf(id).params[signal.parameter]?.n || `${signal.parameter}`;
    return [
      ...(blocks ? [`blocks ${chain(blocks, 'blocks')}`] : []), ...(waits ? [`waits on ${waitsOn ?? '?'} ${chain(waits, 'waits')}`] : []), ...(burns ? [`burns ${chain(burns, 'burns')}`] : []),
      ...(neverRejects ? ['never rejects'] : []), ...(signal ? [`signal ${parameter}${signal.option === undefined ? '' : `.${signal.option}`}`] : []),
    ];
  };
  for (let id = 0; id < program.size; id++) {
    const claims = describe(id, summaries.of(id));
    if (claims.length > 0) rows.push(`${names.of(id)}: ${claims.join('; ')}`);
  }
  return rows;
}

function printBounds({ program, summaries, folder }: Staged): string[] {
  const names = new Names(program, folder);
  const bounds = new Bounds(program, summaries);
  return program.units.flatMap((unit) => unit.facts.calls.filter((call) => call.callee.k === 'global' && call.callee.n === 'bound').map((call) => {
    const { is, why } = call.args[0] ? bounds.boundOf(unit, call.args[0].v, call.f) : bounds.boundOfLoop(unit, call.loop);
    return `${names.at(unit, call.start)} ${is}${why === undefined ? '' : ` (${why})`}`;
  }));
}
