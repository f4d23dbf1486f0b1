/**
 * Functions inside an object argument, by a path such as `run.eachMessage` or `resolvers.*.*`: literals, constants, spreads and imports are
 * followed, and a function on the way stands for the object it returns. What cannot be seen gives nothing.
 */
import type { OptionPlace } from '../models/model.ts';
import type { Resolver } from './resolver.ts';
import { toAwaited } from './value.ts';
import type { Value } from './value.ts';

export interface Placed { readonly key: string; readonly values: readonly Value[] }

/** Entries of one object that `*` may stand for; a bigger table is data. */
const mostEntries = 200;

/** The functions at the paths of `place`, each with the path as found (`Query.user`). */
export function findPlaced(resolver: Resolver, values: readonly Value[], place: OptionPlace): readonly Placed[] {
  const paths = typeof place.option === 'string' ? [place.option] : place.option;
  const placed: Placed[] = [];
  const seen = new Set<number>();
  for (const path of paths) {
    for (const found of follow(resolver, values, path.split('.'), '')) {
      const functions = found.values.filter((value) => value.v === 'function' && !seen.has(value.id));
      for (const value of functions) if (value.v === 'function') seen.add(value.id);
      if (functions.length > 0) placed.push({ key: found.key, values: functions });
    }
  }
  return placed;
}

function follow(resolver: Resolver, values: readonly Value[], path: readonly string[], key: string): readonly Placed[] {
  const [step, ...rest] = path;
  if (step === undefined) return [{ key, values }];
  const owners = values.flatMap((value): readonly Value[] => (value.v === 'function' ? toAwaited(resolver.returnsOf(value.id)) : value.v === 'promise' ? value.of : [value]));
  const lists = owners.flatMap((owner): readonly Value[] => (owner.v === 'list' ? owner.of : []));
  if (step !== '*') {
    const found = resolver.memberOf(owners.filter((owner) => owner.v === 'object' || owner.v === 'namespace' || owner.v === 'class' || owner.v === 'instance'), step);
    return follow(resolver, found, rest, join(key, step));
  }
  // A list of objects is walked by `*` as an object's entries are, without adding to the path a person reads.
  const inLists = lists.length > 0 ? follow(resolver, lists, rest, key) : [];
  return [...inLists, ...owners.flatMap((owner) => namesOf(resolver, owner, 0).flatMap((name) => follow(resolver, resolver.memberOf([owner], name), rest, join(key, name))))];
}

function namesOf(resolver: Resolver, owner: Value, depth: number): readonly string[] {
  if (owner.v === 'namespace') return [...owner.unit.exports.keys()].slice(0, mostEntries);
  if (owner.v === 'instance') return owner.unit.facts.classes[owner.c]!.members.flatMap((member) => (member.kind === 'method' && !member.hidden && !member.static ? [member.n] : [])).slice(0, mostEntries);
  if (owner.v !== 'object' || depth > 4) return [];
  const names = new Set<string>();
  for (const entry of owner.e.p) {
    if (entry.n !== undefined) names.add(entry.n);
    else if (entry.kind === 'spread') for (const value of resolver.resolve(owner.unit, entry.v, owner.f, depth + 1)) for (const name of namesOf(resolver, value, depth + 1)) names.add(name);
  }
  return [...names].slice(0, mostEntries);
}

/** Lists of objects at the top (`[{ Query }]`) and names that only hold others (`resolvers`) are left out. */
function join(key: string, name: string): string {
  return containers.has(name) ? key : key === '' ? name : `${key}.${name}`;
}

const containers = new Set(['resolvers', 'fields', 'options', 'config', 'activities', 'methods', 'computed', 'websocket', 'providers', 'resolve']);
