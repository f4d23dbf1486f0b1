/**
 * What a module does when it is loaded, and what it keeps: a worker loads the module a second time, so all it may do is declare, and what
 * it keeps must be the same in both.
 */
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';

const harmless = /^(?:Map|Set|WeakMap|WeakSet|RegExp|Date|URL|Symbol|Float(?:32|64)Array|U?[Ii]nt(?:8|16|32)Array|Uint(?:8|16|32)Array)$/;

/** Whether loading it, with the own modules it imports, only declares. */
export function isDeclarative(program: Program, unit: Unit, seen = new Set<Unit>()): boolean {
  if (seen.has(unit)) return true;
  seen.add(unit);
  const { calls, discards, loops, awaits, assigns, imports } = unit.facts;
  const isQuiet = calls.every((call) => call.f !== 0 || isHarmless(call)) && loops.every(({ f }) => f !== 0) && awaits.every(({ f }) => f !== 0)
    && discards.every(({ f, v }) => f !== 0 || v.k === 'lit') && assigns.every(({ f, target }) => f !== 0 || isExports(target));
  return isQuiet && imports.every((row, m) => {
    const own = row.typeOnly || row.kind === 'url' || row.f !== 0 ? undefined : program.findUnit(unit.modules[m] ?? '');
    return own === undefined || isDeclarative(program, own, seen);
  });
}

function isHarmless({ callee }: CallFact): boolean {
  if (callee.k === 'global') return callee.n === 'require' || harmless.test(callee.n);
  return callee.k === 'prop' && callee.o.k === 'global' && callee.o.n === 'Object' && callee.n === 'freeze';
}

function isExports(target: Expr): boolean {
  if (target.k !== 'prop') return target.k === 'global' && target.n === 'exports';
  return (target.o.k === 'global' && target.o.n === 'module' && target.n === 'exports') || isExports(target.o);
}

/** More functions than this are not looked through. */
const most = 200;

/** The functions that may run when this one does, as far as they are own code. */
export function listReached(program: Program, id: FunctionId): readonly FunctionId[] {
  const reached = new Set([id]);
  for (const at of reached) {
    if (reached.size > most) break;
    const unit = program.unitOf(at);
    const f = at - unit.base;
    unit.facts.functions.forEach((fact, inner) => { if (fact.outer === f) reached.add(unit.base + inner); });
    for (const b of unit.facts.functions[f]!.captures) {
      const { init, f: scope } = unit.facts.bindings[b]!;
      if (init?.k === 'fn' && scope === 0) reached.add(unit.base + init.f);
    }
    unit.facts.calls.forEach((call, c) => {
      if (call.f === f) for (const target of program.targetsOf(unit, c)) if (target.kind === 'own') reached.add(target.id);
    });
  }
  return [...reached];
}

/** The name of a module's variable that changes while the program runs and that one of these functions uses. */
export function findState(program: Program, reached: readonly FunctionId[]): string | undefined {
  for (const id of reached) {
    const unit = program.unitOf(id);
    for (const b of program.functionOf(id).captures) {
      if (unit.facts.bindings[b]!.f === 0 && isState(program, unit, b)) return unit.facts.bindings[b]!.n;
    }
  }
  return undefined;
}

const changing = /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|append)$/;

function isState(program: Program, unit: Unit, b: number): boolean {
  const { imported, kind, writes, init, reads } = unit.facts.bindings[b]!;
  if (imported !== undefined) {
    const owner = program.findUnit(unit.modules[imported.m] ?? '');
    const value = owner?.exports.get(imported.n)?.v;
    return owner !== undefined && value?.k === 'ref' && isState(program, owner, value.b);
  }
  if (writes.length > 0) return true;
  if (kind === 'function' || kind === 'class' || kind === 'enum' || init === undefined) return false;
  if (init.k === 'regex') return /[gy]/.test(init.flags);
  if (init.k !== 'obj' && init.k !== 'arr' && init.k !== 'call') return false;
  return reads.some(({ use }) => use.k !== 'member' && !['iterated', 'operand', 'condition', 'exported', 'spread-array', 'spread-object'].includes(use.k)) || isChanged(unit, b);
}

/** Whether the file changes what the variable holds: by a method, or a part of it. */
export function isChanged(unit: Unit, b: number): boolean {
  return unit.facts.bindings[b]!.reads.some(({ use }) => use.k === 'member' && use.c !== undefined && changing.test(use.n)) || unit.facts.assigns.some(({ target }) => target.k !== 'ref' && getRoot(target) === b);
}

/** The variable that `a` is in `a.b[c]`. */
function getRoot(e: Expr): number | undefined {
  return e.k === 'ref' ? e.b : e.k === 'prop' || e.k === 'elem' ? getRoot(e.o) : undefined;
}
