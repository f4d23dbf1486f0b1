/**
 * The rows of a file sorted by the function and the loop they stand in, made once per file. It holds no judgement: what the rows
 * cost is elementWork.ts's and cost.ts's business.
 */
import type { AssignFact, AwaitFact, BindingFact, CallIndex, Expr, FunctionIndex, LoopIndex, Span, WriteFact } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';

export interface PlacedWrite { readonly b: number; readonly write: WriteFact }

/** What stands directly in one loop of a function, or (`loop` -1) in the function outside all loops; inner loops and functions left out. */
export interface Region {
  readonly loop: LoopIndex;
  readonly calls: CallIndex[];
  readonly loops: LoopIndex[];
  readonly awaits: AwaitFact[];
  readonly writes: PlacedWrite[];
  readonly assigns: AssignFact[];
  /** Names that get their first value here. */
  readonly bindings: BindingFact[];
  /** Returned values, conditions and the like that belong to no other row. */
  readonly values: Expr[];
}

export type FunctionParts = ReadonlyMap<LoopIndex, Region>;

const known = new WeakMap<Unit, readonly FunctionParts[]>();
const emptyRegion: Region = { loop: -1, calls: [], loops: [], awaits: [], writes: [], assigns: [], bindings: [], values: [] };

/** The regions of function `f`. */
export function getParts(unit: Unit, f: FunctionIndex): FunctionParts {
  const parts = known.get(unit) ?? collectParts(unit);
  known.set(unit, parts);
  return parts[f]!;
}

/** The region of a loop (-1: outside all loops); empty when nothing stands there. */
export function getRegion(parts: FunctionParts, loop: LoopIndex): Region {
  return parts.get(loop) ?? emptyRegion;
}

const handlersOf = new WeakMap<Unit, ReadonlyMap<FunctionIndex, readonly Span[]>>();

/** The `catch` clauses of function `f`. */
export function getHandlers(unit: Unit, f: FunctionIndex): readonly Span[] {
  let handlers = handlersOf.get(unit);
  if (!handlers) {
    const made = new Map<FunctionIndex, Span[]>();
    for (const fact of unit.facts.tries) if (fact.handler) made.set(fact.f, [...made.get(fact.f) ?? [], fact.handler]);
    handlersOf.set(unit, (handlers = made));
  }
  return handlers.get(f) ?? [];
}

export function isInside(span: Span, place: number): boolean {
  return place >= span.start && place < span.end;
}

/** Whether loop `inner` is loop `outer` or stands inside it. */
export function isWithin(unit: Unit, inner: LoopIndex, outer: LoopIndex): boolean {
  for (let l = inner; l >= 0; l = unit.facts.loops[l]!.outer) if (l === outer) return true;
  return false;
}

function collectParts(unit: Unit): readonly FunctionParts[] {
  const { facts } = unit;
  const parts = facts.functions.map(() => new Map<LoopIndex, Region>());
  const loopsOf: LoopIndex[][] = facts.functions.map(() => []);
  const at = (f: FunctionIndex, loop: LoopIndex): Region => {
    const regions = parts[f]!;
    let region = regions.get(loop);
    if (!region) regions.set(loop, (region = { loop, calls: [], loops: [], awaits: [], writes: [], assigns: [], bindings: [], values: [] }));
    return region;
  };
  facts.loops.forEach((loop, l) => {
    loopsOf[loop.f]!.push(l);
    at(loop.f, loop.outer).loops.push(l);
    if (loop.test) at(loop.f, l).values.push(loop.test);
  });
  facts.calls.forEach((call, c) => at(call.f, call.loop).calls.push(c));
  for (const item of facts.awaits) at(item.f, item.loop).awaits.push(item);
  for (const assign of facts.assigns) at(assign.f, assign.loop).assigns.push(assign);
  const loopAt = (f: FunctionIndex, place: number): LoopIndex => {
    let innermost = -1;
    // Loops stand in order of position, so the last one that holds the place is the innermost.
    for (const l of loopsOf[f]!) if (isInside(facts.loops[l]!, place)) innermost = l;
    return innermost;
  };
  facts.bindings.forEach((binding, b) => {
    for (const write of binding.writes) at(write.f, write.loop).writes.push({ b, write });
    if (binding.init && binding.kind !== 'param' && binding.kind !== 'function' && binding.kind !== 'class' && binding.kind !== 'import') at(binding.f, loopAt(binding.f, binding.start)).bindings.push(binding);
  });
  facts.functions.forEach((fact, f) => {
    for (const item of fact.returns) if (item.v) at(f, loopAt(f, item.start)).values.push(item.v);
  });
  for (const branch of facts.branches) if (branch.test && !branch.negated) at(branch.f, loopAt(branch.f, branch.start)).values.push(branch.test);
  return parts;
}
