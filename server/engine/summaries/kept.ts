/**
 * Whether the result of a call is kept for the next time, so that the call happens once however often its place is reached. Judged
 * inside one function: the store and the check of it must both be there. A value kept per key counts as kept.
 */
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';

/**
 * The result is kept for the next time: stored outside the function under a check of the same variable, field or map
 * (`cache ??= read()`, `if (!cache) cache = read()`, `if (map.has(k)) return map.get(k)`).
 */
export function isKept(unit: Unit, call: CallFact): boolean {
  const { facts } = unit;
  if (isGuardedOnce(unit, call)) return true;
  const kept = findKeeper(unit, call);
  if (!kept) return false;
  if (kept.op === '??=' || kept.op === '||=') return true;
  return facts.branches.some((branch) => {
    if (branch.f !== call.f || !branch.test || !mentions(unit, branch.test, kept.key)) return false;
    const around = branch.start <= call.start && call.end <= branch.end;
    return around || (branch.leaves && branch.end <= call.start);
  });
}

/** `if (loaded) return; load(); loaded = true;`: an outer variable or field that is only asked whether it is set, and is set here. */
function isGuardedOnce(unit: Unit, call: CallFact): boolean {
  const { facts } = unit;
  return facts.branches.some((branch) => {
    if (branch.f !== call.f || !branch.test) return false;
    if (!(branch.start <= call.start && call.end <= branch.end) && !(branch.leaves && branch.end <= call.start)) return false;
    const asked = branch.test.k === 'op' && branch.test.op === '!' ? branch.test.e[0]! : branch.test;
    const key = toKey(asked);
    if (key === undefined || asked.k === 'elem') return false;
    const isSet = (value: Expr): boolean => value.k === 'lit' && value.v === true;
    return asked.k === 'ref'
      ? facts.bindings[asked.b]!.f !== call.f && facts.bindings[asked.b]!.writes.some((write) => write.f === call.f && isSet(write.value))
      : facts.assigns.some((assign) => assign.f === call.f && toKey(assign.target) === key && isSet(assign.value));
  });
}

/** The outer variable, field or map that ends up with the result, as a text to compare with. */
function findKeeper(unit: Unit, call: CallFact): { key: string; op: string } | undefined {
  const { facts } = unit;
  for (const [b, binding] of facts.bindings.entries()) {
    if (binding.f === call.f || binding.kind === 'param') continue;
    const write = binding.writes.find((item) => item.f === call.f && holds(unit, item.value, call));
    if (write) return { key: `b${b}`, op: write.op };
  }
  for (const assign of facts.assigns) {
    if (assign.f !== call.f || !holds(unit, assign.value, call)) continue;
    const key = toKey(assign.target);
    if (key) return { key, op: assign.op };
  }
  // Kept by way of a local: `const text = read(); cache.set(key, text)`, `this.text = text`.
  const local = findLocal(unit, call);
  for (const other of facts.calls) {
    if (other.f !== call.f || other.callee.k !== 'prop' || (other.callee.n !== 'set' && other.callee.n !== 'add')) continue;
    const key = toKey(other.callee.o);
    if (key && other.args.some((arg) => (arg.start <= call.start && call.end <= arg.end) || (local !== undefined && uses(unit, arg.v, local)))) return { key, op: '=' };
  }
  if (local === undefined) return undefined;
  for (const [b, binding] of facts.bindings.entries()) {
    if (binding.f !== call.f && binding.writes.some((item) => item.f === call.f && uses(unit, item.value, local))) return { key: `b${b}`, op: '=' };
  }
  for (const assign of facts.assigns) {
    const key = assign.f === call.f && uses(unit, assign.value, local) ? toKey(assign.target) : undefined;
    if (key) return { key, op: '=' };
  }
  return undefined;
}

/** The local the result goes into, directly or through calls such as `JSON.parse`. */
function findLocal(unit: Unit, call: CallFact): number | undefined {
  let { fate } = call;
  for (let hops = 0; hops < 8; hops++) {
    if (fate.k === 'bound') return fate.b;
    if (fate.k === 'argument') fate = unit.facts.calls[fate.c]!.fate;
    else if (fate.k === 'member' && fate.c !== undefined) fate = unit.facts.calls[fate.c]!.fate;
    else break;
  }
  // `const pem = String(makePair().publicKey)`: by way of a property nothing is called on.
  if (fate.k !== 'member') return undefined;
  const b = unit.facts.bindings.findIndex((binding) => binding.f === call.f && binding.kind !== 'param' && [binding.init, ...binding.writes.map((write) => write.value)].some((value) => value !== undefined && holds(unit, value, call)));
  return b < 0 ? undefined : b;
}

/** The call is the expression, or an argument, receiver or operand on the way to its value. */
function holds(unit: Unit, e: Expr, call: CallFact): boolean {
  switch (e.k) {
    case 'call': { const at = unit.facts.calls[e.c]!; return at === call || holds(unit, at.callee, call) || at.args.some((arg) => holds(unit, arg.v, call)); }
    case 'prop': case 'elem': return holds(unit, e.o, call);
    case 'await': return holds(unit, e.e, call);
    case 'set': return holds(unit, e.value, call);
    case 'or': case 'op': return e.e.some((part) => holds(unit, part, call));
    case 'obj': return e.p.some((entry) => holds(unit, entry.v, call));
    default: return false;
  }
}

/** The local is the value, or what the value is made of: `${local}`, `local.toString('base64')`, `parse(local)`. */
function uses(unit: Unit, e: Expr, b: number): boolean {
  switch (e.k) {
    case 'ref': return e.b === b;
    case 'call': { const call = unit.facts.calls[e.c]!; return uses(unit, call.callee, b) || call.args.some((arg) => uses(unit, arg.v, b)); }
    case 'prop': case 'elem': return uses(unit, e.o, b);
    case 'await': return uses(unit, e.e, b);
    case 'op': case 'or': case 'tpl': case 'arr': return e.e.some((part) => uses(unit, part, b));
    case 'obj': return e.p.some((entry) => uses(unit, entry.v, b));
    default: return false;
  }
}

/** A stable text for `name`, `this.name`, `Class.name`, `map[…]`; undefined for anything else. */
function toKey(e: Expr): string | undefined {
  if (e.k === 'ref') return `b${e.b}`;
  if (e.k === 'elem') return toKey(e.o);
  if (e.k === 'prop') return e.o.k === 'this' ? `this.${e.n}` : e.o.k === 'ref' ? `b${e.o.b}.${e.n}` : undefined;
  return undefined;
}

function mentions(unit: Unit, e: Expr, key: string): boolean {
  if (toKey(e) === key) return true;
  switch (e.k) {
    case 'op': case 'or': return e.e.some((part) => mentions(unit, part, key));
    case 'prop': return mentions(unit, e.o, key);
    case 'elem': return mentions(unit, e.o, key);
    case 'call': { const call = unit.facts.calls[e.c]!; return mentions(unit, call.callee, key); }
    case 'ref': { const binding = unit.facts.bindings[e.b]!; return binding.init?.k === 'call' && mentions(unit, binding.init, key); }
    default: return false;
  }
}
