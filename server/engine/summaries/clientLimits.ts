/**
 * Which bounds a database's client is made without. Options nobody can see into have them all, and so has a program whose queries set a limit
 * themselves. A limit in the address counts where the address is written in the program.
 */
import type { CallFact, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { ClientModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getOptionGiven } from './deadlines.ts';
import type { Given } from './deadlines.ts';

export interface MissingBounds {
  readonly bounds: ClientModel['bounds'];
  /** Nothing at all was given that has to do with time. */
  readonly all: boolean;
  /** Where it connects is not written in the program: the address could carry a limit. */
  readonly unseenAddress: boolean;
}

/** The bounds a call leaves out; undefined when it has them or nobody can tell. */
export function findMissingBounds(program: Program, unit: Unit, call: CallFact, model: ClientModel): MissingBounds | undefined {
  const args = model.options.map((i) => call.args[i]?.v).filter((e) => e !== undefined);
  if (call.args.some(({ v }) => v.k === 'spread')) return undefined;
  const options = args.filter((e) => !isAddress(program, unit, e, call.f));
  if (call.args.some(({ v }) => mentionsTimeout(unit, v, 0))) return undefined;
  // Without an address the environment says everything, and may say this too.
  if (!call.args.some(({ v }) => isAddress(program, unit, v, call.f) || toObjects(program, unit, v, call.f).some((object) => object.e.p.some((entry) => entry.n !== undefined && addressOptions.has(entry.n))))) return undefined;
  if (model.kind && options.some((e) => isBoundedKind(program, unit, e, call.f, model.kind!))) return undefined;
  const ask = (names: readonly string[]): Given => toOne(options.map((e) => getGiven(program, unit, e, call.f, names, model.inside ?? [])));
  if (model.related && ask(model.related) !== 'no') return undefined;
  const given = model.bounds.map((bound) => ask(bound.names));
  if (given.includes('opaque')) return undefined;
  const bounds = model.bounds.filter((_, i) => given[i] === 'no');
  if (bounds.length === 0 || (bounds.some(({ on }) => on !== 'connecting') && limitsQueries(program, model))) return undefined;
  return { bounds, all: bounds.length === model.bounds.length, unseenAddress: !options.every((e) => e.k === 'obj') || options.length < args.length || hasUnseenAddress(options) };
}

function toOne(given: readonly Given[]): Given {
  return given.includes('yes') ? 'yes' : given.includes('opaque') ? 'opaque' : 'no';
}

/** In the options themselves or in those they hold for the driver. */
function getGiven(program: Program, unit: Unit, e: Expr, f: FunctionIndex, names: readonly string[], inside: readonly string[]): Given {
  const direct = getOptionGiven(program, unit, e, f, names);
  if (direct !== 'no') return direct;
  return toOne(toObjects(program, unit, e, f).flatMap((object) => object.e.p.map((entry): Given => {
    if (entry.n === undefined || !inside.includes(entry.n) || isAddress(program, object.unit, entry.v, object.f)) return 'no';
    return getGiven(program, object.unit, entry.v, object.f, names, inside);
  })));
}

/** The object literals an expression may be, those that are spread into them included. */
function toObjects(program: Program, unit: Unit, e: Expr, f: FunctionIndex, depth = 0): readonly { readonly unit: Unit; readonly e: Expr & { readonly k: 'obj' }; readonly f: FunctionIndex }[] {
  if (depth > 4) return [];
  const objects = e.k === 'obj' ? [{ unit, e, f }] : program.resolver.resolve(unit, e, f).flatMap((value) => (value.v === 'object' ? [{ unit: value.unit, e: value.e, f: value.f }] : []));
  return objects.flatMap((object) => [object, ...object.e.p.flatMap((entry) => (entry.kind === 'spread' ? toObjects(program, object.unit, entry.v, object.f, depth + 1) : []))]);
}

/** A string, a URL, something from the environment, or a name that says so. */
function isAddress(program: Program, unit: Unit, e: Expr, f: FunctionIndex): boolean {
  if (e.k === 'lit' || e.k === 'tpl') return true;
  if (e.k === 'or') return e.e.every((arm) => isAddress(program, unit, arm, f));
  if (e.k === 'op') return true;
  const name = e.k === 'prop' ? e.n : e.k === 'ref' ? unit.facts.bindings[e.b]!.n : '';
  if (/ur[il]s?$|dsn|connection_?string|address|^host(?:name)?$|^port$|^database$|^user(?:name)?$|^password$/i.test(name)) return true;
  return program.resolver.resolve(unit, e, f).every((value) => value.v === 'plain' || (value.v === 'api' && value.api.startsWith('global#process.env')) || (value.v === 'type' && value.api === 'global#URL'));
}

const addressOptions = new Set(['connectionString', 'connection', 'url', 'uri', 'host', 'hostname', 'port', 'socketPath', 'server', 'path', 'replication', 'sentinels', 'socket', 'database']);

function hasUnseenAddress(options: readonly Expr[]): boolean {
  return options.some((e) => e.k === 'obj' && e.p.some((entry) => entry.n !== undefined && /^(?:connectionString|connection|ur[il])$/.test(entry.n) && entry.v.k !== 'lit' && entry.v.k !== 'obj'));
}

/** `postgres://…?statement_timeout=5000`, `options: '-c statement_timeout=5s'`. */
function mentionsTimeout(unit: Unit, e: Expr, depth: number): boolean {
  if (depth > 3) return false;
  if (e.k === 'lit') return typeof e.v === 'string' && /time_?out|maxTimeMS/i.test(e.v);
  if (e.k === 'tpl') return e.q.some((part) => /time_?out|maxTimeMS/i.test(part));
  if (e.k === 'or') return e.e.some((arm) => mentionsTimeout(unit, arm, depth + 1));
  if (e.k === 'obj') return e.p.some((entry) => entry.n !== undefined && mentionsTimeout(unit, entry.v, depth + 1));
  if (e.k !== 'ref') return false;
  const { init, kind } = unit.facts.bindings[e.b]!;
  return kind === 'const' && init !== undefined && mentionsTimeout(unit, init, depth + 1);
}

function isBoundedKind(program: Program, unit: Unit, e: Expr, f: FunctionIndex, kind: NonNullable<ClientModel['kind']>): boolean {
  return toObjects(program, unit, e, f).some((object) => object.e.p.some(({ n, v }) => n === kind.option && v.k === 'lit' && typeof v.v === 'string' && kind.bounded.test(v.v)));
}

const limitedPrograms = new WeakMap<Program, { readonly sql: boolean; readonly perCall: boolean }>();

/** Somewhere the program limits its queries by itself: a statement that sets a limit, a timeout on a query's own call. */
function limitsQueries(program: Program, model: ClientModel): boolean {
  let known = limitedPrograms.get(program);
  if (!known) {
    const calls = program.units.flatMap((unit) => unit.facts.calls.map((call, c) => ({ unit, call, c })));
    const sql = calls.some(({ call }) => call.args.some(({ v }) => {
      const texts = v.k === 'lit' ? [v.v] : v.k === 'tpl' ? v.q : v.k === 'op' ? v.e.map((part) => (part.k === 'lit' ? part.v : undefined)) : [];
      return texts.some((text) => typeof text === 'string' && /\b(?:statement_timeout|lock_timeout|max_execution_time|max_statement_time)\b/i.test(text));
    }));
    const perCall = calls.some(({ unit, call, c }) => call.callee.k === 'prop' && (
      (/^(?:query|execute)$/.test(call.callee.n) && call.args[0]?.v.k === 'obj' && call.args[0].v.p.some((entry) => entry.n === 'timeout' || entry.n === 'query_timeout'))
      || (call.callee.n === 'timeout' && program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.api.startsWith('knex#')))));
    limitedPrograms.set(program, (known = { sql, perCall }));
  }
  return model.sql === true && (known.sql || known.perCall);
}
