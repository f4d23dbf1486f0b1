/**
 * What linking gave, unit by unit, and how these parts make up one call graph. After an edit the parts of units that it cannot have
 * touched are taken over as they are. It resolves nothing.
 */
import type { CallGraph, CallSite, Edge, Registration, Target } from './callGraph.ts';
import type { Resolver } from './resolver.ts';
import { getList } from './unit.ts';
import type { Unit } from './unit.ts';
import type { FunctionId, Value } from './value.ts';

/** What the calls of one unit came to; lists in the order of its calls. */
export interface UnitLinks {
  readonly targets: readonly (readonly Target[])[];
  readonly edges: readonly Edge[];
  readonly registrations: readonly Registration[];
  readonly sites: readonly { readonly to: FunctionId; readonly site: CallSite }[];
  readonly parameters: readonly ParameterLink[];
}

/** What a function's parameter `i` holds when a model calls it back. */
export interface ParameterLink {
  readonly to: FunctionId;
  readonly i: number;
  /** Asked of the resolver that needs it: this link may be older. */
  readonly values: (resolver: Resolver) => readonly Value[];
  /** Says nothing where something is known already. */
  readonly isWeak: boolean;
}

/** Joins the links of all units, in their order. */
export function joinLinks(units: readonly Unit[], links: ReadonlyMap<Unit, UnitLinks>): CallGraph {
  const targets = new Map<Unit, UnitLinks['targets']>();
  const edges: Edge[] = [];
  const registrations: Registration[] = [];
  const sites = new Map<FunctionId, CallSite[]>();
  const parameters = new Map<FunctionId, Map<number, ParameterLink['values']>>();
  for (const unit of units) {
    const own = links.get(unit);
    if (!own) continue;
    targets.set(unit, own.targets);
    for (const edge of own.edges) edges.push(edge);
    for (const registration of own.registrations) registrations.push(registration);
    for (const { to, site } of own.sites) getList(sites, to).push(site);
    for (const { to, i, values, isWeak } of own.parameters) {
      const known = parameters.get(to) ?? new Map<number, ParameterLink['values']>();
      parameters.set(to, known);
      if (!isWeak || !known.has(i)) known.set(i, values);
    }
  }
  return { links, targets, edges, registrations, sites, parameters };
}

/** Units beyond this many are not linked again for a first answer; the full analysis that follows links everything. */
const mostImporters = 100;

/**
 * The units whose links an edit can have changed at first hand: the changed ones, those that call into them or are called by them, and,
 * while they are few, those that import them. What changes further away waits for the next full analysis.
 */
export function findTouched(units: readonly Unit[], before: readonly Unit[], graph: CallGraph, registrations: readonly Registration[], ownerOf: (id: FunctionId) => Unit): ReadonlySet<Unit> {
  const gone = new Set<Unit>();
  const touched = new Set<Unit>();
  const paths = new Set<string>();
  units.forEach((unit, i) => {
    if (unit === before[i]) return;
    gone.add(before[i]!);
    touched.add(unit);
    paths.add(unit.facts.file);
  });
  if (touched.size === 0) return touched;
  const add = (unit: Unit): void => { touched.add(units[unit.index]!); };
  for (const { unit, to } of [...graph.edges, ...registrations]) {
    const owner = ownerOf(to);
    if (gone.has(owner)) add(unit);
    else if (gone.has(unit)) add(owner);
  }
  const importers = units.filter((unit) => unit.modules.some((path) => path !== undefined && paths.has(path)));
  if (importers.length <= mostImporters) for (const unit of importers) touched.add(unit);
  return touched;
}
