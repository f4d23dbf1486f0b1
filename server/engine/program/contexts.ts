/**
 * Contexts: where each function runs. They flow from roots along call edges. A listener or timer callback runs in a context of its
 * own unless the code that registers it belongs to a command, a build, a test or a worker: then it is part of that.
 */
import type { Context } from '../lint/finding.ts';
import type { CallGraph, Edge, Registration } from './callGraph.ts';
import type { Root } from './roots.ts';
import type { Unit } from './unit.ts';
import { getList } from './unit.ts';
import type { FunctionId } from './value.ts';

/** Most severe first: the order in which a finding's context is chosen. */
export const contextOrder: readonly Context[] = ['request', 'event', 'ui', 'startup', 'cli', 'worker', 'build', 'test', 'library', 'unknown'];

const bit = Object.fromEntries(contextOrder.map((context, i) => [context, 1 << i])) as Readonly<Record<Context, number>>;
/** Contexts that swallow what is registered inside them. */
const swallowsEvents = bit.cli | bit.build | bit.test | bit.worker;
const swallowsRequests = bit.build | bit.test;

export interface FlowInput {
  readonly size: number;
  readonly graph: CallGraph;
  readonly registrations: readonly Registration[];
  readonly roots: readonly Root[];
  /** Exported functions: callable by code we do not see. */
  readonly exported: ReadonlySet<FunctionId>;
  unitOf(id: FunctionId): Unit;
  /** Never sent to a page, whoever names it there: a server action. */
  isServerOnly(unit: Unit): boolean;
}

/** The solved contexts, and the flow edges they came along. */
export class ContextFlow {
  /** Bits per function: reached by certain steps only, and reached at all. */
  readonly #certain: Int32Array;
  readonly #any: Int32Array;
  readonly #edgesTo = new Map<FunctionId, Edge[]>();
  readonly #registrationsTo = new Map<FunctionId, Registration[]>();
  readonly #rootsOf = new Map<FunctionId, Root[]>();

  constructor(input: FlowInput) {
    this.#certain = new Int32Array(input.size);
    this.#any = new Int32Array(input.size);
    for (const edge of input.graph.edges) getList(this.#edgesTo, edge.to).push(edge);
    for (const registration of input.registrations) getList(this.#registrationsTo, registration.to).push(registration);
    for (const root of input.roots) if (!root.fallback) getList(this.#rootsOf, root.id).push(root);
    this.#solve(input);
  }

  /** Contexts of a function, most severe first. */
  contextsOf(id: FunctionId): readonly Context[] {
    return contextOrder.filter((context) => this.#any[id]! & bit[context]);
  }

  has(id: FunctionId, context: Context): boolean { return (this.#any[id]! & bit[context]) !== 0; }
  isCertain(id: FunctionId, context: Context): boolean { return (this.#certain[id]! & bit[context]) !== 0; }

  edgesTo(id: FunctionId): readonly Edge[] { return this.#edgesTo.get(id) ?? []; }
  registrationsTo(id: FunctionId): readonly Registration[] { return this.#registrationsTo.get(id) ?? []; }
  rootsOf(id: FunctionId): readonly Root[] { return this.#rootsOf.get(id) ?? []; }

  /** The context a registration gives its callback when the registering function runs in `from`. */
  registered(registration: Registration, from: Context): Context {
    if (this.isInherited(registration, from)) return from;
    const { runs, context } = registration.callback;
    // Timers and listeners that a page sets up run on the page.
    return runs === 'elsewhere' ? 'worker' : context === 'event' && from === 'ui' ? 'ui' : context ?? from;
  }

  /** Whether the callback runs in the registering function's own context `from` instead of one of its own. */
  isInherited({ callback, continues }: Registration, from: Context): boolean {
    if (callback.runs === 'elsewhere') return false;
    if (continues && from !== 'startup') return true;
    if (callback.context === 'event' || callback.context === 'ui' || callback.context === 'startup') return (bit[from] & swallowsEvents) !== 0;
    return callback.context === undefined || (callback.context === 'request' && (bit[from] & swallowsRequests) !== 0);
  }

  #solve(input: FlowInput): void {
    const edgesFrom = new Map<FunctionId, Edge[]>();
    for (const edge of input.graph.edges) getList(edgesFrom, edge.from).push(edge);
    const registrationsFrom = new Map<FunctionId, Registration[]>();
    for (const registration of input.registrations) getList(registrationsFrom, registration.from).push(registration);
    const queue: FunctionId[] = [];
    const add = (id: FunctionId, certain: number, any: number): void => {
      const kept = ((certain | any) & bit.ui) !== 0 && input.isServerOnly(input.unitOf(id)) ? ~bit.ui : ~0;
      const newCertain = this.#certain[id]! | (certain & kept);
      const newAny = this.#any[id]! | ((any | certain) & kept);
      if (newCertain === this.#certain[id] && newAny === this.#any[id]) return;
      this.#certain[id] = newCertain;
      this.#any[id] = newAny;
      queue.push(id);
    };
    const run = (): void => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        const certain = this.#certain[id]!;
        const any = this.#any[id]!;
        for (const edge of edgesFrom.get(id) ?? []) {
          if (edge.once) add(edge.to, bit.startup, bit.startup);
          else add(edge.to, edge.guess ? 0 : certain, any);
        }
        for (const registration of registrationsFrom.get(id) ?? []) {
          for (const from of contextOrder) {
            if (!(any & bit[from])) continue;
            const given = bit[this.registered(registration, from)];
            const isSure = !registration.guess && (!this.isInherited(registration, from) || (certain & bit[from]) !== 0);
            add(registration.to, isSure ? given : 0, given);
          }
        }
      }
    };
    const enter = (root: Root): void => { add(root.id, root.guess ? 0 : bit[root.context], bit[root.context]); };
    for (const root of input.roots) if (!root.fallback) enter(root);
    run();
    const late = input.roots.filter((root) => root.fallback && (this.#any[root.id]! & ~(bit.test | bit.build)) === 0);
    for (const root of late) {
      getList(this.#rootsOf, root.id).push(root);
      enter(root);
    }
    run();
    // What nobody we see calls: exported functions first, then everything else.
    // Calls from tests and scripts alone say nothing about who uses an export.
    for (const id of input.exported) if (input.unitOf(id).role === undefined && !this.#rootsOf.has(id) && (this.#any[id]! & ~(bit.test | bit.build)) === 0) add(id, bit.library, bit.library);
    run();
    // Registered by a function nobody calls: the callback still runs where the API says.
    for (const registration of input.registrations) {
      if (this.#any[registration.from] !== 0) continue;
      const given = bit[this.registered(registration, 'unknown')];
      add(registration.to, 0, given);
    }
    run();
    // What stands in a test or a script and is called by nobody we see is still part of one.
    for (let id = 0; id < input.size; id++) {
      if (this.#any[id] !== 0) continue;
      const role = input.unitOf(id).role;
      if (role === 'test' || role === 'build') add(id, 0, bit[role]);
    }
    run();
    for (let id = 0; id < input.size; id++) if (this.#any[id] === 0) add(id, bit.unknown, bit.unknown);
    run();
  }
}
