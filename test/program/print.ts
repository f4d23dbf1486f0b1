/**
 * Prints a program as text for goldens: what each call calls, callbacks that run in the caller's flow, what the runtime or a framework enters, and
 * where each function runs. Lines are 1-based; `?` is a call nobody knows; top levels that simply run at start-up are left out.
 */
import type { CallFact } from '../../server/engine/facts/fileFacts.ts';
import type { Target } from '../../server/engine/program/callGraph.ts';
import { contextOrder } from '../../server/engine/program/contexts.ts';
import { describeExpr, type Program } from '../../server/engine/program/program.ts';
import type { Unit } from '../../server/engine/program/unit.ts';
import type { FunctionId } from '../../server/engine/program/value.ts';
import { getLineOf } from '../../server/engine/syntax/lineIndex.ts';
import type { Staged } from '../support/goldens.ts';

/**
 * - `calls`: `line callee() → target | target`, `require` left out; ` [guess]` and ` [no row]` (an API without a model) after a target.
 * - `callbacks`: functions that a call runs in the caller's flow.
 * - `roots`: `context 'label' → function`, for registrations with the place of the call, `continues` when the callback carries on the caller's work.
 * - `contexts`: every function with the contexts it runs in; `~` marks those reached by guesses only.
 */
export const tables = ['calls', 'callbacks', 'roots', 'contexts'] as const;

/** Prints the tables asked for, those without rows left out. */
export function printProgram({ program, folder }: Staged, asked: readonly string[]): string {
  const names = new Names(program, folder);
  const print = { calls: printCalls, callbacks: printCallbacks, roots: printRoots, contexts: printContexts };
  return tables.filter((table) => asked.includes(table)).map((table) => ({ table, rows: print[table](program, names) }))
    .filter(({ rows }) => rows.length > 0).map(({ table, rows }) => `${table}:\n${rows.map((row) => `  ${row}\n`).join('')}`).join('');
}

/** Short names of functions and places, unique within one program. */
export class Names {
  readonly #program: Program;
  readonly #folder: string;
  readonly #taken = new Map<string, FunctionId[]>();

  constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
    for (let id = 0; id < program.size; id++) {
      const name = this.#toName(id);
      this.#taken.set(name, [...this.#taken.get(name) ?? [], id]);
    }
  }

  /** `file:line` when there are several files, else the line. */
  at(unit: Unit, offset: number): string {
    const line = getLineOf(unit.facts.lines, offset) + 1;
    return this.#program.units.length > 1 ? `${this.#fileOf(unit)}:${line}` : String(line);
  }

  /** `file:name` or the name; with the line where two functions share it. */
  of(id: FunctionId): string {
    const name = this.#toName(id);
    return (this.#taken.get(name)?.length ?? 0) > 1 ? `${name}@${getLineOf(this.#program.unitOf(id).facts.lines, this.#program.functionOf(id).start) + 1}` : name;
  }

  call(unit: Unit, call: CallFact): string {
    return `${call.kind === 'new' ? 'new ' : call.kind === 'decorator' ? '@' : ''}${describeExpr(unit, call.callee) || '(…)'}${call.kind === 'tag' ? '``' : '()'}`;
  }

  #fileOf(unit: Unit): string { return unit.facts.file.slice(this.#folder.length + 1); }

  #toName(id: FunctionId): string {
    const unit = this.#program.unitOf(id);
    const own = this.#program.nameOf(id).join(' > ');
    if (this.#program.units.length === 1) return own || 'top level';
    return own ? `${this.#fileOf(unit)}:${own}` : this.#fileOf(unit);
  }
}

function printTarget(target: Target, names: Names): string {
  if (target.kind === 'own') return `${names.of(target.id)}${target.shift > 0 ? ` [shift ${target.shift}]` : ''}${target.guess ? ' [guess]' : ''}`;
  return `${target.api}${target.model ? '' : ' [no row]'}${target.guess ? ' [guess]' : ''}`;
}

function printCalls(program: Program, names: Names): string[] {
  return program.units.flatMap((unit) => unit.facts.calls.map((call, c) => ({ call, targets: program.targetsOf(unit, c) }))
    .filter(({ targets }) => !targets.some((target) => target.kind === 'api' && target.api === 'global#require'))
    .sort((a, b) => a.call.name.start - b.call.name.start)
    .map(({ call, targets }) => `${names.at(unit, call.name.start)} ${names.call(unit, call)} → ${targets.map((target) => printTarget(target, names)).join(' | ') || '?'}`));
}

function printCallbacks(program: Program, names: Names): string[] {
  return program.graph.edges.filter((edge) => edge.kind === 'callback')
    .map((edge) => `${names.at(edge.unit, edge.call.name.start)} ${names.call(edge.unit, edge.call)} runs ${names.of(edge.to)}${edge.once ? ' [once]' : ''}${edge.guess ? ' [guess]' : ''}`);
}

function printRoots(program: Program, names: Names): string[] {
  const { contexts } = program;
  const rows: string[] = [];
  for (let id = 0; id < program.size; id++) {
    for (const root of contexts.rootsOf(id)) if (root.label !== 'start-up') rows.push(`${root.context} "${root.label}" → ${names.of(id)}${root.guess ? ' [guess]' : ''}`);
    for (const registration of contexts.registrationsTo(id)) {
      const { callback, label, unit, call, continues, guess } = registration;
      const given = callback.runs === 'elsewhere' ? 'elsewhere' : callback.context ?? 'inherited';
      rows.push(`${given} "${label}" → ${names.of(id)}${call ? ` at ${names.at(unit, call.name.start)}` : ''} from ${names.of(registration.from)}${continues ? ', continues' : ''}${guess ? ' [guess]' : ''}`);
    }
  }
  return rows;
}

function printContexts(program: Program, names: Names): string[] {
  const { contexts } = program;
  const rows: string[] = [];
  for (let id = 0; id < program.size; id++) {
    if (program.functionOf(id).kind === 'module' && contexts.contextsOf(id).join() === 'startup') continue;
    const given = contextOrder.filter((context) => contexts.has(id, context)).map((context) => (contexts.isCertain(id, context) || context === 'unknown' ? context : `~${context}`));
    rows.push(`${names.of(id)}: ${given.join(', ')}`);
  }
  return rows;
}
