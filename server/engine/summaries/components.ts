/**
 * Strongly connected components of the call graph, callees before callers, and which of them are cycles. Calls of a function's own
 * parameters are left out: who is passed depends on the caller, and following all of them at once makes cycles that no run takes.
 */
import type { CallFact, FunctionIndex } from '../facts/fileFacts.ts';
import type { Edge } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { perElementNames } from './builtins.ts';

export interface Component { readonly members: readonly FunctionId[]; readonly isCycle: boolean }

/** The parameter a call calls: `work(x)` where `work` was passed in, here or to a function around. */
export function findCalledParameter(unit: Unit, call: CallFact): { readonly f: FunctionIndex; readonly b: number } | undefined {
  if (call.callee.k !== 'ref') return undefined;
  const binding = unit.facts.bindings[call.callee.b]!;
  return binding.kind === 'param' ? { f: binding.f, b: call.callee.b } : undefined;
}

/** Nobody looks at what the call gives back. */
export function isDropped(call: CallFact): boolean {
  return call.fate.k === 'discarded' || call.fate.k === 'void';
}

/**
 * Whether a callback runs as part of the call it is given to. Nobody knows when an unlisted API calls back; when its result is thrown away
 * it was most likely told to do so later, unless its name says that it goes through elements.
 */
export function isRunInFlow(edge: Edge): boolean {
  if (!edge.guess) return true;
  const name = getCalleeName(edge);
  if (isDropped(edge.call)) return edge.call.callee.k === 'prop' && perElementNames.has(name);
  if (registrars.test(name)) return false;
  // A wrapper gives back another function; whoever calls that runs what is inside. Awaited, it was no wrapper.
  return !wrappers.test(name) || edge.call.fate.k === 'awaited' || edge.call.fate.k === 'member';
}

/** Names of functions that take a function and give one back. */
const wrappers = /^(?:\w*memoi[sz]e\w*|p?mem|memo|once|onetime|debounced?|throttled?|wrap(?:[A-Z]\w*)?|\w+Wrap|cached?|curry\w*|partial\w*|bind\w*|promisify\w*|callbackify|compose\w*|flow|lazy|decorate|asyncHandler)$/i;

/** Names of functions that call back at another time, whatever they give back: a handle, a way to stop it. */
const registrars = /(?:timeout|interval|immediate|listener|subscription|observer)$|^(?:schedule|defer|later|listen|subscribe|observe|watch|register|on(?=[A-Z]))\w*$/i;

function getCalleeName({ unit, call: { callee } }: Edge): string {
  return callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
}

/** All components; Tarjan's algorithm without recursion, so that deep call chains do not matter. `next`: callees by function. */
export function collectComponents(program: Program, next: Callees): readonly Component[] {
  const index = new Int32Array(program.size).fill(-1);
  const low = new Int32Array(program.size);
  const onStack = new Uint8Array(program.size);
  const stack: FunctionId[] = [];
  const components: Component[] = [];
  let count = 0;
  for (let root = 0; root < program.size; root++) {
    if (index[root] !== -1) continue;
    const work: { id: FunctionId; at: number }[] = [{ id: root, at: 0 }];
    while (work.length > 0) {
      const frame = work.at(-1)!;
      const { id } = frame;
      if (frame.at === 0) {
        index[id] = low[id] = count++;
        stack.push(id);
        onStack[id] = 1;
      }
      const callees = next[id];
      const to = callees?.[frame.at];
      if (to !== undefined) {
        frame.at++;
        if (index[to] === -1) work.push({ id: to, at: 0 });
        else if (onStack[to]) low[id] = Math.min(low[id]!, index[to]!);
        continue;
      }
      // A function without callees would be opened again.
      work.pop();
      const parent = work.at(-1);
      if (parent) low[parent.id] = Math.min(low[parent.id]!, low[id]!);
      if (low[id] !== index[id]) continue;
      const members: FunctionId[] = [];
      for (let member = stack.pop()!; ; member = stack.pop()!) {
        onStack[member] = 0;
        members.push(member);
        if (member === id) break;
      }
      components.push({ members, isCycle: members.length > 1 || (callees?.includes(id) ?? false) });
    }
  }
  return components;
}

export type Callees = readonly (readonly FunctionId[] | undefined)[];

/** What each function calls or runs as part of its own flow; `handed` are functions given to own functions that call them. */
export function collectCallees(program: Program, handed: readonly Edge[]): Callees {
  const next: (FunctionId[] | undefined)[] = Array.from({ length: program.size });
  for (const edge of [...program.graph.edges, ...handed]) {
    if (edge.kind === 'call' && findCalledParameter(edge.unit, edge.call)) continue;
    if (edge.kind === 'callback' && !isRunInFlow(edge)) continue;
    const known = next[edge.from];
    if (known) known.push(edge.to);
    else next[edge.from] = [edge.to];
  }
  return next;
}
