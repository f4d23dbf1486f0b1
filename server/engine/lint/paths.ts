/**
 * Paths: from the root a context comes from to a function, shortest first, as the hops a person reads.
 * Searches backwards from the function; a hop whose line a person silenced is not used.
 */
import type { Program } from '../program/program.ts';
import type { Edge, Registration } from '../program/callGraph.ts';
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { toRange } from '../syntax/lineIndex.ts';
import type { Context, Hop } from './finding.ts';

export interface PathFound {
  readonly label: string;
  /** Root first; the sink is not part of it. */
  readonly hops: readonly Hop[];
  /** Function the root is. */
  readonly root: FunctionId;
  readonly certain: boolean;
}

/** One node of the backward search: how to get from this function towards the sink. */
interface Link {
  readonly id: FunctionId; readonly via?: Edge | Registration; readonly next?: Link; readonly certain: boolean;
  /** The path runs through a callback parameter: `owner` may only be entered by a call that passes `target` for it. */
  readonly passed?: Passed;
}
interface Passed { readonly owner: FunctionId; readonly index: number; readonly target: FunctionId }

const maxVisited = 5000;

/** Up to `limit` paths with distinct roots by which `id` is reached in `context`; shortest first, certain before guessed. */
export function findPaths(program: Program, id: FunctionId, context: Context, limit: number, isSilenced: (unit: Unit, call: CallFact) => boolean): readonly PathFound[] {
  const found: PathFound[] = [];
  const certainOnly = search(program, id, context, limit, isSilenced, true);
  found.push(...certainOnly);
  if (found.length < limit) {
    for (const path of search(program, id, context, limit, isSilenced, false)) if (!found.some((other) => other.root === path.root && other.label === path.label)) found.push(path);
  }
  return found.slice(0, limit);
}

function search(program: Program, id: FunctionId, context: Context, limit: number, isSilenced: (unit: Unit, call: CallFact) => boolean, certainOnly: boolean): readonly PathFound[] {
  const { contexts } = program;
  const seen = new Set<string>([`${id}`]);
  const queue: Link[] = [{ id, certain: true }];
  const found: PathFound[] = [];
  for (let at = 0; at < queue.length && at < maxVisited && found.length < limit; at++) {
    const link = queue[at]!;
    const isOwner = link.passed?.owner === link.id;
    // Entered as a root, the owner was given a callback by somebody we do not see.
    const root = isOwner ? undefined : findRootLabel(program, link.id, context, certainOnly);
    if (root) found.push({ label: root.label, root: link.id, certain: link.certain && root.certain, hops: toHops(program, link, root.label) });
    const step = (from: FunctionId, via: Edge | Registration, passed: Passed | undefined): void => {
      const key = passed ? `${from}:${passed.owner}:${passed.index}:${passed.target}` : `${from}`;
      if (seen.has(key) || (certainOnly && via.guess)) return;
      if (via.call && isSilenced(via.unit, via.call)) return;
      seen.add(key);
      queue.push({ id: from, via, next: link, certain: link.certain && !via.guess, ...(passed ? { passed } : {}) });
    };
    // Believed not to block: nothing behind it counts for its callers.
    if (program.isDeclared(link.id, 'nonBlocking')) continue;
    for (const edge of contexts.edgesTo(link.id)) {
      if (edge.once || !contexts.has(edge.from, context)) continue;
      const passed = isOwner ? findPassed(program, edge, link.passed!) : link.passed ?? findParameterCall(edge);
      if (passed !== null) step(edge.from, edge, passed);
    }
    for (const registration of contexts.registrationsTo(link.id)) {
      if (contexts.has(registration.from, context) && contexts.isInherited(registration, context)) step(registration.from, registration, link.passed);
    }
  }
  return found;
}

/** The call is of a parameter, its own function's or that of one around it: who passed `edge.to` there? */
function findParameterCall({ unit, call, to, kind }: Edge): Passed | undefined {
  if (kind !== 'call' || call.callee.k !== 'ref') return undefined;
  return findParameter(unit, call.callee, to);
}

function findParameter(unit: Unit, e: Expr, target: FunctionId): Passed | undefined {
  const init = e.k === 'ref' ? unit.facts.bindings[e.b]!.init : undefined;
  return init?.k === 'param' && !init.rest ? { owner: unit.base + init.f, index: init.i, target } : undefined;
}

/**
 * Whether a call enters the owner with the callback in question: `null` when it passes another one, and a new constraint when it passes
 * on a parameter of its own. Calls whose argument cannot be seen are let through.
 */
function findPassed(program: Program, { unit, call, kind }: Edge, { index, target }: Passed): Passed | undefined | null {
  const arg = kind === 'call' ? call.args[index] : undefined;
  if (!arg || arg.v.k === 'spread') return undefined;
  if (arg.v.k === 'fn') return unit.base + arg.v.f === target ? undefined : null;
  const values = program.resolver.resolve(unit, arg.v, call.f);
  if (values.some((value) => value.v === 'function' && value.id === target)) return findParameter(unit, arg.v, target);
  return values.some((value) => value.v === 'unknown') ? undefined : null;
}

function findRootLabel(program: Program, id: FunctionId, context: Context, certainOnly: boolean): { label: string; certain: boolean } | undefined {
  const { contexts } = program;
  const root = contexts.rootsOf(id).find((item) => item.context === context && !(certainOnly && item.guess));
  if (root) return { label: root.label, certain: !root.guess };
  for (const registration of contexts.registrationsTo(id)) {
    if (certainOnly && registration.guess) continue;
    const given = contexts.contextsOf(registration.from).some((from) => !contexts.isInherited(registration, from) && contexts.registered(registration, from) === context);
    if (given) return { label: registration.label, certain: !registration.guess };
  }
  if (context === 'library' && program.exported.has(id)) return { label: `exported ${program.nameOf(id).at(-1) ?? 'function'}`, certain: true };
  if (context === 'unknown' && contexts.edgesTo(id).length === 0) return { label: program.nameOf(id).at(-1) ?? 'function', certain: true };
  if ((context === 'test' || context === 'build') && program.unitOf(id).role === context && contexts.edgesTo(id).length === 0) return { label: context === 'test' ? 'test file' : 'build script', certain: false };
  if (context === 'startup') {
    const once = contexts.edgesTo(id).find((edge) => edge.once);
    if (once) return { label: 'first use', certain: true };
  }
  return undefined;
}

function toHops(program: Program, link: Link, label: string): readonly Hop[] {
  const unit = program.unitOf(link.id);
  const head = program.functionOf(link.id).head;
  const hops: Hop[] = [{ file: unit.facts.file, range: toRange(unit.facts.lines, head), label }];
  for (let at: Link | undefined = link; at?.next; at = at.next) {
    const { via } = at;
    if (!via?.call) continue;
    const isCall = 'kind' in via && via.kind === 'call';
    const name = isCall ? describeExpr(via.unit, via.call.callee) || program.nameOf(at.next.id).at(-1) || 'function' : program.nameOf(at.next.id).at(-1) ?? 'callback';
    hops.push({ file: via.unit.facts.file, range: toRange(via.unit.facts.lines, via.call.name), label: isCall ? `calls ${name}` : `runs ${name}` });
  }
  return hops;
}
