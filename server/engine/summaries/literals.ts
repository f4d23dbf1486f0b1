/**
 * Numbers that code fixes: literals, constants, enum-like tables, simple arithmetic over them, across own files. Nothing that can change at
 * run time has a value here.
 */
import type { Expr } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';

const maxDepth = 8;

/** The number `e` always is, or undefined. */
export function evaluate(program: Program, unit: Unit, e: Expr, depth = 0): number | undefined {
  if (depth > maxDepth) return undefined;
  switch (e.k) {
    case 'lit': return typeof e.v === 'number' ? e.v : undefined;
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.imported) {
        const target = program.findUnit(unit.modules[binding.imported.m] ?? '');
        const value = target?.exports.get(binding.imported.n)?.v;
        return target && value ? evaluate(program, target, value, depth + 1) : undefined;
      }
      return binding.kind === 'const' && binding.init ? evaluate(program, unit, binding.init, depth + 1) : undefined;
    }
    case 'op': {
      const parts = e.e.map((part) => evaluate(program, unit, part, depth + 1));
      if (parts.some((part) => part === undefined)) return undefined;
      return (parts as number[]).reduce((left, right) => compute(e.op, left, right));
    }
    case 'prop': {
      // `Limits.rows` of a constant object, `list.length` of a literal list.
      if (e.o.k !== 'ref') return undefined;
      const owner = unit.facts.bindings[e.o.b]!;
      if (owner.kind !== 'const' || !owner.init) return undefined;
      if (e.n === 'length' && owner.init.k === 'arr' && owner.init.e.length > 0 && !owner.init.e.some((item) => item.k === 'spread')) return owner.init.e.length;
      if (e.n === 'length' && owner.init.k === 'lit' && typeof owner.init.v === 'string') return owner.init.v.length;
      if (owner.init.k !== 'obj') return undefined;
      const entry = owner.init.p.find((candidate) => candidate.n === e.n && candidate.kind === 'value');
      return entry && evaluate(program, unit, entry.v, depth + 1);
    }
    case 'call': {
      const call = unit.facts.calls[e.c]!;
      if (call.callee.k !== 'prop' || call.callee.o.k !== 'global' || call.callee.o.n !== 'Math') return undefined;
      const args = call.args.map((arg) => evaluate(program, unit, arg.v, depth + 1)).filter((arg) => arg !== undefined);
      if (call.callee.n === 'min' && args.length > 0) return Math.min(...args);
      return /^(?:floor|ceil|round|trunc|abs|sqrt)$/.test(call.callee.n) ? args[0] : undefined;
    }
    default: return undefined;
  }
}

function compute(op: string, left: number, right: number): number {
  switch (op) {
    case '+': return left + right;
    case '-': return left - right;
    case '*': return left * right;
    case '/': return left / right;
    case '**': return left ** right;
    case '<<': return left << right;
    case '>>': return left >> right;
    default: return NaN;
  }
}
