/**
 * Reads of one row by its key that have a form for many keys: `SELECT … WHERE id = $1`, `findById`, `get` of a cache. A read counts when
 * exactly one condition follows the key in question and nothing orders, limits, locks or counts what it gives.
 */
import type { CallFact, CallIndex, Expr, ObjectEntry } from '../facts/fileFacts.ts';
import type { ApiModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { isKept } from './kept.ts';
import type { Summaries } from './solve.ts';

export interface Lookup {
  /** What a person calls it. */
  readonly name: string;
  /** The form that takes many keys. */
  readonly by: string;
  readonly guess: boolean;
}

/** Whether an expression of a unit follows from the key in question. */
export type Follows = (e: Expr) => boolean;

const mostHops = 3;
/** Columns and fields that tell one row, or few, from others. */
const keyName = /(?:^|_)(?:id|uuid|key|slug|email|code|sku|handle|username|isbn|pk)$|(?:Id|ID|Uuid|Key|Slug|Email|Code|Sku|Handle)$/;
const transactionNames = /^(?:trx|tx|txn?|transaction|session|queryRunner|manager)$/i;

/** The lookup call `c` makes with a key that `follows`, itself or in the function it calls. */
export function findLookup(program: Program, summaries: Summaries, unit: Unit, c: CallIndex, follows: Follows, hops = 0): Lookup | undefined {
  const call = unit.facts.calls[c]!;
  if (isInTransaction(unit, call)) return undefined;
  const targets = program.targetsOf(unit, c);
  const name = describeExpr(unit, call.callee).replace(/^this\./, '').replace(/\(\)/g, '');
  for (const target of targets) {
    if (target.kind === 'api') {
      const by = target.model && findBatch(program, unit, call, target.api, target.model, follows);
      if (by) return { name, by, guess: target.guess };
      continue;
    }
    if (target.guess || hops >= mostHops) continue;
    const inner = findLookupIn(program, summaries, target.id, call, target.shift, follows, hops);
    if (inner) return { ...inner, name };
  }
  // The text of a query says what it is, whoever runs it.
  const isOpen = targets.every((target) => (target.kind === 'api' ? !target.model : program.functionOf(target.id).bodyless === true));
  const byName = isOpen ? findNamedLookup(unit, call, follows) : undefined;
  if (byName !== undefined) return { name, by: byName, guess: true };
  const isQuery = call.kind === 'tag' || (isOpen && call.callee.k === 'prop' && /^(?:query|execute|one|oneOrNone|any|all|get)$/.test(call.callee.n));
  return isQuery && isLookupText(unit, call, follows) ? { name, by: 'query', guess: true } : undefined;
}

/** `User.findByPk(id)` on a class nobody knows: the methods of two widespread mappers, called on what is written like a model. */
function findNamedLookup(unit: Unit, call: CallFact, follows: Follows): string | undefined {
  const { callee } = call;
  const key = call.args[0]?.v;
  const owner = callee.k === 'prop' ? callee.o.k === 'ref' ? unit.facts.bindings[callee.o.b]!.n : callee.o.k === 'prop' ? callee.o.n : '' : '';
  if (callee.k !== 'prop' || !key || !/^[A-Z]/.test(owner) || !isPlainKey(key) || !follows(key) || call.args.slice(1).some(({ v }) => follows(v))) return undefined;
  return callee.n === 'findByPk' ? 'findAll' : callee.n === 'findById' ? 'find' : undefined;
}

/** A function that looks something up by one of its parameters, and neither keeps it nor writes. */
function findLookupIn(program: Program, summaries: Summaries, id: number, call: CallFact, shift: number, follows: Follows, hops: number): Lookup | undefined {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const keys = new Set<number>();
  unit.facts.functions[f]!.params.forEach((_, i) => { const arg = call.args[i + shift]; if (arg && follows(arg.v)) keys.add(i); });
  if (keys.size === 0 || summaries.of(id).waits === undefined) return undefined;
  const inside: Follows = (e) => mentions(unit, e, (part) => part.k === 'param' && part.f === f && keys.has(part.i));
  let found: Lookup | undefined;
  for (const [c, inner] of unit.facts.calls.entries()) {
    if (inner.f !== f) continue;
    if (isWrite(program, summaries, unit, c)) return undefined;
    if (found || inner.loop >= 0) continue;
    found = findLookup(program, summaries, unit, c, inside, hops + 1);
    // What is kept from the first time is asked for once.
    if (found && (isKept(unit, inner) || asksCache(unit, inner))) return undefined;
  }
  return found;
}

/** `if (cache.has(id)) return …` before the read. */
export function asksCache(unit: Unit, call: CallFact): boolean {
  const isAsked = (e: Expr | undefined): boolean => {
    if (!e) return false;
    if (e.k === 'op' || e.k === 'or') return e.e.some(isAsked);
    if (e.k === 'await') return isAsked(e.e);
    if (e.k === 'ref') { const { init, kind } = unit.facts.bindings[e.b]!; return kind !== 'param' && init !== undefined && isAsked(init); }
    if (e.k === 'elem') return true;
    return e.k === 'call' && /^(?:has|get|peek|includes)$/.test(calledMember(unit, e.c));
  };
  return unit.facts.branches.some((branch) => branch.f === call.f && isAsked(branch.test) && ((branch.start <= call.start && call.end <= branch.end) || (branch.leaves && branch.end <= call.start)));
}

function calledMember(unit: Unit, c: CallIndex): string {
  const { callee } = unit.facts.calls[c]!;
  return callee.k === 'prop' ? callee.n : '';
}

const writes = /^(?:insert|update|upsert|delete|del|remove|save|create|destroy|put|set|setex|bulk|replace|increment|decrement|merge|commit|truncate|drop|findOneAnd|findByIdAnd|findOrCreate|restore|softDelete|softRemove|write|transaction|\$transaction|startTransaction|begin)/i;

/** A call that changes what is stored, as far as its name or its query says. */
export function isWrite(program: Program, summaries: Summaries, unit: Unit, c: CallIndex): boolean {
  const call = unit.facts.calls[c]!;
  const text = getQueryText(unit, call);
  if (text !== undefined && /^\s*(?:insert|update|delete|merge|replace|with\b.*\b(?:insert|update|delete)|begin|commit|call|lock)\b/i.test(text)) return true;
  const name = call.callee.k === 'prop' ? call.callee.n : call.callee.k === 'ref' ? unit.facts.bindings[call.callee.b]!.n : '';
  if (!writes.test(name)) return false;
  return program.targetsOf(unit, c).some((target) => (target.kind === 'api' ? target.model?.waits === 'db' || target.model?.lazy === true || /^(?:knex|drizzle-orm|mongoose|typeorm|sequelize|@prisma)/.test(target.api) : ['db', 'net', 'queue'].includes(summaries.of(target.id).waitsOn ?? ''))) || (call.fate.k === 'awaited' && program.targetsOf(unit, c).every((target) => target.kind === 'api' && !target.model));
}

/** Called like one, or handed to the callback of `db.transaction(…)`. */
function isTransaction(unit: Unit, b: number): boolean {
  const { n, init } = unit.facts.bindings[b]!;
  if (transactionNames.test(n)) return true;
  const role = init?.k === 'param' ? unit.facts.functions[init.f]!.role : undefined;
  if (role?.k !== 'argument') return false;
  const { callee } = unit.facts.calls[role.c]!;
  return /transaction$/i.test(callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '');
}

function isInTransaction(unit: Unit, call: CallFact): boolean {
  let e = call.callee;
  for (let hops = 0; hops < 20; hops++) {
    if (e.k === 'prop') { if (transactionNames.test(e.n) && e.n !== call.callee.k) return true; e = e.o; } else if (e.k === 'call') e = unit.facts.calls[e.c]!.callee;
    else break;
  }
  if (e.k === 'ref' && isTransaction(unit, e.b)) return true;
  return call.args.some(({ v }) => (v.k === 'ref' && isTransaction(unit, v.b)) || (v.k === 'obj' && v.p.some((entry) => /^(?:transaction|session|lock|transacting)$/.test(entry.n ?? ''))));
}

function findBatch(program: Program, unit: Unit, call: CallFact, api: string, model: ApiModel, follows: Follows): string | undefined {
  if (/^@aws-sdk\/.*\.send$/.test(api)) return findCommand(program, unit, call, follows);
  if (/^(?:knex|drizzle-orm)#/.test(api) && !model.lookup) return isLookupChain(unit, call, follows) ? api.startsWith('knex') ? 'whereIn' : 'inArray' : undefined;
  const { lookup } = model;
  if (!lookup) return undefined;
  if (lookup.key === 'sql') return isLookupText(unit, call, follows) ? lookup.by : undefined;
  if (typeof lookup.key === 'number') {
    const key = call.args[lookup.key]?.v;
    return key && isPlainKey(key) && follows(key) && call.args.every(({ v }, i) => i === lookup.key || !follows(v)) ? lookup.by : undefined;
  }
  if (lookup.key === 'filter') return isKeyObject(unit, call.args[0]?.v, follows) ? lookup.by : undefined;
  for (const { v } of call.args) {
    const entry = v.k === 'obj' ? v.p.find((candidate) => candidate.n === lookup.key) : undefined;
    if (!entry || (v.k === 'obj' && v.p.some(({ n }) => /^(?:order|orderBy|cursor|skip|distinct|lock|having)$/.test(n ?? '')))) continue;
    if (isKeyObject(unit, entry.v, follows) || isEquality(unit, entry.v, follows)) return lookup.by;
  }
  return undefined;
}

/** `client.send(new GetCommand({ TableName, Key: { id } }))`. */
function findCommand(program: Program, unit: Unit, call: CallFact, follows: Follows): string | undefined {
  const command = call.args[0]?.v;
  if (command?.k !== 'call') return undefined;
  const api = program.targetsOf(unit, command.c).find((target) => target.kind === 'api');
  const name = api?.kind === 'api' ? /#(?:Get|GetItem)Command$/.exec(api.api)?.[0] : undefined;
  const input = unit.facts.calls[command.c]!.args[0]?.v;
  const key = name && input?.k === 'obj' ? input.p.find((entry) => entry.n === 'Key') : undefined;
  return key && follows(key.v) ? name === '#GetCommand' ? 'BatchGetCommand' : 'BatchGetItemCommand' : undefined;
}

/** Not a list of keys already. */
function isPlainKey(e: Expr): boolean {
  return e.k !== 'arr' && e.k !== 'obj' && e.k !== 'fn';
}

/** `{ id: x }`: one condition follows the key, none is more than an equality. */
function isKeyObject(unit: Unit, e: Expr | undefined, follows: Follows): boolean {
  if (e?.k !== 'obj' || e.p.some((entry) => entry.kind !== 'value')) return false;
  const following = e.p.filter((entry) => follows(entry.v));
  const [entry] = following;
  if (following.length !== 1 || !entry || !keyName.test(entry.n ?? '')) return false;
  // `{ id_tenant: { id, tenant } }` names two.
  return e.p.every(({ v }: ObjectEntry) => v.k !== 'obj' && v.k !== 'arr' && (v.k !== 'call' || !follows(v) || isConversion(unit, v.c)));
}

function isConversion(unit: Unit, c: CallIndex): boolean {
  const { callee } = unit.facts.calls[c]!;
  const name = callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
  return /^(?:String|Number|BigInt|parseInt|ObjectId|toString|trim|toLowerCase|toHexString|createFromHexString)$/.test(name);
}

/** Drizzle's `eq(users.id, x)`. */
function isEquality(unit: Unit, e: Expr, follows: Follows): boolean {
  if (e.k !== 'call') return false;
  const { callee, args } = unit.facts.calls[e.c]!;
  const [column, value] = args;
  return callee.k === 'ref' && unit.facts.bindings[callee.b]!.n === 'eq' && column?.v.k === 'prop' && keyName.test(column.v.n) && value !== undefined && !follows(column.v) && follows(value.v);
}

/** The whole chain a builder's last call ends: one equality on a key, and no step that changes what it means for many. */
function isLookupChain(unit: Unit, last: CallFact, follows: Follows): boolean {
  if (last.fate.k === 'member' && last.fate.c !== undefined) return false;
  let equalities = 0;
  for (let call: CallFact | undefined = last; call; ) {
    const { callee }: CallFact = call;
    const name = callee.k === 'prop' ? callee.n : '';
    if (/^(?:insert|update|del|delete|increment|decrement|orderBy|orderByRaw|limit|offset|groupBy|having|count|sum|avg|min|max|forUpdate|transacting|whereRaw|orWhere|onConflict|for|values|set|raw|stream|transaction)$/.test(name)) return false;
    const following = call.args.filter(({ v }) => follows(v));
    if (following.length > 0) {
      const [first, second, third] = call.args;
      const isEqual = /^(?:where|andWhere)$/.test(name) && (isKeyObject(unit, first?.v, follows) || isEquality(unit, first!.v, follows)
        || (first?.v.k === 'lit' && keyName.test(String(first.v.v).split('.').at(-1) ?? '') && (third ? second?.v.k === 'lit' && second.v.v === '=' && follows(third.v) : second !== undefined && follows(second.v))));
      if (!isEqual) return false;
      equalities++;
    }
    const owner: Expr | undefined = callee.k === 'prop' ? callee.o : undefined;
    call = owner?.k === 'call' ? unit.facts.calls[owner.c] : undefined;
  }
  return equalities === 1;
}

/** The text of a query, holes as `?`. */
function getQueryText(unit: Unit, call: CallFact): string | undefined {
  let e: Expr | undefined = call.args[0]?.v;
  if (e?.k === 'obj') e = e.p.find((entry) => entry.n === 'text' || entry.n === 'sql')?.v;
  if (e?.k === 'ref') { const { init, kind } = unit.facts.bindings[e.b]!; e = kind === 'const' ? init : undefined; }
  if (e?.k === 'call' && unit.facts.calls[e.c]!.kind === 'tag') return getQueryText(unit, unit.facts.calls[e.c]!);
  return e?.k === 'lit' && typeof e.v === 'string' ? e.v : e?.k === 'tpl' ? e.q.join('?') : undefined;
}

function isLookupText(unit: Unit, call: CallFact, follows: Follows): boolean {
  const text = getQueryText(unit, call);
  if (text === undefined || !/^\s*select\b/i.test(text) || /\b(?:order\s+by|group\s+by|having|offset|for\s+(?:update|share)|count\s*\(|sum\s*\(|max\s*\(|min\s*\(|avg\s*\(|exists\s*\(|nextval|union|any\s*\(|\bin\s*\()/i.test(text) || /\blimit\s+(?!1\b)/i.test(text)) return false;
  const where = /\bwhere\b([\s\S]*)$/i.exec(text)?.[1];
  if (where === undefined || /\bor\b|[<>]|\blike\b/i.test(where)) return false;
  const hole = String.raw`(?:\$\d+|\?|:\w+|@\w+|'\?')`;
  const named = [...where.matchAll(new RegExp(String.raw`([\w."\x60]+)\s*=\s*${hole}`, 'g'))].map((match) => match[1]!.replace(/["\x60]/g, '').split('.').at(-1)!);
  if (!named.some((column) => keyName.test(column))) return false;
  // One value follows the key: with two, a list of keys does not say it.
  const [first, ...rest] = call.args;
  const isTag = call.kind === 'tag' || (first?.v.k === 'tpl' && first.v.e.length > 0);
  const values = call.kind === 'tag' ? rest.map(({ v }) => v) : isTag && first?.v.k === 'tpl' ? [...first.v.e] : first?.v.k === 'obj' ? first.v.p.flatMap((entry) => (entry.n === 'values' && entry.v.k === 'arr' ? [...entry.v.e] : [])) : first?.v.k === 'call' ? unit.facts.calls[first.v.c]!.args.slice(1).map(({ v }) => v) : rest.flatMap(({ v }) => (v.k === 'arr' ? [...v.e] : v.k === 'obj' ? v.p.map((entry) => entry.v) : [v]));
  return values.filter((value) => follows(value)).length === 1;
}

/** Whether a part of an expression, through names of the same function, is what is asked about. */
export function mentions(unit: Unit, e: Expr, isIt: (part: Expr) => boolean, depth = 0): boolean {
  if (isIt(e)) return true;
  if (depth > 10) return false;
  const inner = (part: Expr): boolean => mentions(unit, part, isIt, depth + 1);
  switch (e.k) {
    case 'ref': { const { init, imported, writes: changes } = unit.facts.bindings[e.b]!; return !imported && init !== undefined && changes.length === 0 && init.k !== 'fn' && inner(init); }
    case 'prop': return inner(e.o);
    case 'elem': return inner(e.o) || inner(e.i);
    case 'call': { const call = unit.facts.calls[e.c]!; return inner(call.callee) || call.args.some((arg) => inner(arg.v)); }
    case 'await': case 'each': case 'rest': case 'spread': return inner(e.e);
    case 'op': case 'or': case 'tpl': case 'arr': case 'seq': return e.e.some(inner);
    case 'obj': return e.p.some((entry) => inner(entry.v));
    default: return false;
  }
}

