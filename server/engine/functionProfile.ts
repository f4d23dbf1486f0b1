/**
 * What the advisor has to know of one function: its report, the data that go in, what it uses from outside, and who calls it how often and
 * beside what. Facts, summaries and the call graph put together as plain data; what follows from it is the advisor's business.
 */
import type { Analysis } from './analysis.ts';
import type { BindingFact, BindingIndex, CallFact, Expr, FunctionFact, FunctionIndex, TypeRef } from './facts/fileFacts.ts';
import { toFunctionReport } from './functionReports.ts';
import type { Program } from './program/program.ts';
import type { Unit } from './program/unit.ts';
import type { FunctionId } from './program/value.ts';
import type { CallSiteReport, CapturedReport, DataKind, FunctionProfile } from './report.ts';
import { Bounds, type Bound } from './summaries/bounds.ts';
import { getTypeName, isBulkType, isTextName } from './summaries/natures.ts';
import { describeWalked, findRepetition, isLimited } from './summaries/repetition.ts';
import type { Summaries } from './summaries/solve.ts';
import type { FilePath } from './syntax/compiler.ts';
import { toRange } from './syntax/lineIndex.ts';

const mostCallSites = 50;
const mostHops = 20;
const growers = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'add', 'set', 'delete', 'clear', 'fill', 'sort', 'reverse']);
const listTypes = /^(?:Readonly)?(?:Array|Map|Set|Record|Iterable|AsyncIterable)$/;
const foreignCode = /^(?:global#(?:eval|Function)$|vm#|vm2#|isolated-vm#)/;

/** The profile of the function whose name begins at the place, else of the innermost one around it. */
export function profileFunctionAt({ program, summaries }: Analysis, file: FilePath, line: number, column = 1): FunctionProfile | undefined {
  const unit = program.findUnit(file);
  const start = unit?.facts.lines[line - 1];
  if (!unit || start === undefined) return undefined;
  const f = findFunction(unit, start + column - 1, start, unit.facts.lines[line] ?? Infinity);
  return f === undefined ? undefined : toProfile(program, summaries, unit.base + f);
}

/** A name at the place wins over a function around it; on a line without one, a function that begins on it. */
function findFunction(unit: Unit, at: number, lineStart: number, lineEnd: number): FunctionIndex | undefined {
  const all = unit.facts.functions.flatMap((fact, f) => (f > 0 && !fact.bodyless && fact.kind !== 'field-init' ? [{ fact, f }] : []));
  const named = all.find(({ fact }) => fact.head.start <= at && at < fact.head.end);
  if (named) return named.f;
  const around = all.filter(({ fact }) => fact.start <= at && at < fact.end).sort((a, b) => b.fact.start - a.fact.start)[0];
  const begun = all.filter(({ fact }) => fact.head.start >= lineStart && fact.head.start < lineEnd)[0];
  return begun && (!around || begun.fact.start >= around.fact.start) ? begun.f : around?.f;
}

function toProfile(program: Program, summaries: Summaries, id: FunctionId): FunctionProfile {
  const unit = program.unitOf(id);
  const f = id - unit.base;
  const fact = program.functionOf(id);
  const report = toFunctionReport(program, summaries, id);
  const summary = summaries.of(id);
  const burns = findBurning(program, unit, f);
  const blocks = findBlocking(summaries, id);
  const foreign = unit.facts.calls.flatMap((call, c) => (call.f === f ? program.targetsOf(unit, c) : [])).find((target) => target.kind === 'api' && foreignCode.test(target.api));
  const { input } = report.cost;
  const isOutside = input !== undefined && report.workload !== 'io' && !fact.params.some((parameter) => parameter.n === input || (parameter.b === undefined && input.startsWith(parameter.n)));
  return {
    ...report, isAsync: fact.async, isExported: program.exported.has(id) && fact.cls === undefined && unit.facts.exports.some((row) => row.n === fact.n || row.n === 'default'),
    parameters: fact.params.map((parameter) => ({ name: parameter.n || 'input', data: getDataKind(parameter) })),
    captured: collectCaptured(unit, f), ...(summary.waitsOn ? { waitsOn: summary.waitsOn } : {}), ...(blocks ? { blocks } : {}), ...(burns ? { burns } : {}),
    ...(foreign?.kind === 'api' ? { runsForeignCode: foreign.api.replace(/^global#/, '') } : {}), ...(isOutside && isOutlived(unit, f, input) ? { walksShared: input } : {}),
    callSites: collectCallSites(program, summaries, id),
  };
}

/** What the way from a function to a synchronous wait ends at. */
function findBlocking(summaries: Summaries, id: FunctionId): FunctionProfile['blocks'] {
  let step = summaries.of(id).blocks;
  for (let hops = 0; step?.next !== undefined && hops < mostHops; hops++) step = summaries.of(step.next).blocks;
  const blocks = step?.model?.blocks;
  return step?.api !== undefined && blocks ? { api: step.api, on: blocks.on, ...(blocks.twin === undefined ? {} : { twin: blocks.twin }) } : undefined;
}

/** The first own call of an API whose CPU does not depend on its input: hashing a password. */
function findBurning(program: Program, unit: Unit, f: FunctionIndex): string | undefined {
  for (const [c, call] of unit.facts.calls.entries()) {
    if (call.f !== f) continue;
    for (const target of program.targetsOf(unit, c)) if (target.kind === 'api' && target.model?.cpu === 'fixed') return target.api;
  }
  return undefined;
}

function getDataKind({ n, type }: FunctionFact['params'][number]): DataKind {
  if (!type) return isTextName(n) ? 'text' : 'unknown';
  if (type.t === 'array') return 'list';
  if (type.t === 'function') return 'function';
  if (type.t === 'object') return 'object';
  const name = getTypeName(type);
  if (isBulkType(name)) return 'bytes';
  if (listTypes.test(name)) return 'list';
  if (name === 'string') return isTextName(n) ? 'text' : 'value';
  if (name === 'number' || name === 'boolean' || name === 'bigint' || isLiteral(type)) return 'value';
  return type.t === 'name' ? 'object' : 'unknown';
}

function isLiteral(type: TypeRef): boolean {
  return type.t === 'literal' || (type.t === 'union' && type.e.every(isLiteral));
}

/** Names of outer functions and of the module that the function, or one inside it, uses; functions, classes and imports come along with the module. */
function collectCaptured(unit: Unit, f: FunctionIndex): readonly CapturedReport[] {
  const { functions, bindings } = unit.facts;
  const inside = functions.flatMap((_, g) => (isWithin(unit, g, f) ? [g] : []));
  const used = new Set(inside.flatMap((g) => functions[g]!.captures).filter((b) => !inside.includes(bindings[b]!.f)));
  const captured = [...used].filter((b) => isVariable(bindings[b]!))
    .map((b): CapturedReport => ({ name: bindings[b]!.n, scope: bindings[b]!.f === 0 ? 'module' : 'function', changes: isChanged(unit, b) }))
    .filter(({ scope, changes }) => scope === 'function' || changes);
  const { cls, static: isStatic } = functions[f]!;
  return cls !== undefined && isStatic === undefined && usesThis(unit, inside) ? [...captured, { name: 'this', scope: 'this', changes: true }] : captured;
}

function isWithin(unit: Unit, g: FunctionIndex, f: FunctionIndex): boolean {
  for (let at = g; at >= 0; at = unit.facts.functions[at]!.outer) if (at === f) return true;
  return false;
}

function isVariable({ kind, init, imported }: BindingFact): boolean {
  return imported === undefined && (kind === 'let' || kind === 'var' || kind === 'param' || kind === 'using' || (kind === 'const' && init?.k !== 'fn' && init?.k !== 'class'));
}

/** Assigned again, or a collection that is added to somewhere in the file. */
function isChanged(unit: Unit, b: BindingIndex): boolean {
  const { writes, reads } = unit.facts.bindings[b]!;
  return writes.length > 0 || reads.some(({ use }) => use.k === 'member' && use.c !== undefined && growers.has(use.n))
    || unit.facts.assigns.some(({ target }) => (target.k === 'elem' || target.k === 'prop') && target.o.k === 'ref' && target.o.b === b);
}

function usesThis(unit: Unit, inside: readonly FunctionIndex[]): boolean {
  const isOnThis = (e: Expr): boolean => e.k === 'this' || ((e.k === 'prop' || e.k === 'elem') && isOnThis(e.o));
  return unit.facts.calls.some((call) => inside.includes(call.f) && (isOnThis(call.callee) || call.args.some((arg) => isOnThis(arg.v))))
    || unit.facts.loops.some((loop) => inside.includes(loop.f) && loop.iterable !== undefined && isOnThis(loop.iterable))
    || unit.facts.assigns.some((assign) => inside.includes(assign.f) && (isOnThis(assign.target) || isOnThis(assign.value)))
    || inside.some((g) => unit.facts.functions[g]!.returns.some((row) => row.v !== undefined && isOnThis(row.v)));
}

/** Whether what is walked under this name lives longer than one call: a field, or a collection of the module. */
function isOutlived(unit: Unit, f: FunctionIndex, name: string): boolean {
  if (name === 'this' || name.startsWith('this.')) return true;
  const first = name.split(/[.[(]/)[0] ?? name;
  const binding = unit.facts.functions.flatMap((fact, g) => (isWithin(unit, g, f) ? fact.captures : [])).map((b) => unit.facts.bindings[b]!).find(({ n }) => n === first);
  return binding !== undefined && binding.f === 0 && isVariable(binding);
}

function collectCallSites(program: Program, summaries: Summaries, id: FunctionId): readonly CallSiteReport[] {
  const bounds = new Bounds(program, summaries);
  const isAsync = program.functionOf(id).async || summaries.of(id).waits !== undefined;
  const direct = program.callSitesOf(id).map(({ unit, call }) => toCallSite(program, bounds, unit, call, isAsync));
  const handed = program.graph.edges.filter((edge) => edge.to === id && edge.kind === 'callback').map(({ unit, call }) => toHandedSite(program, bounds, unit, call, isAsync));
  return [...direct, ...handed].filter((site) => !site.contexts.every((context) => context === 'test') || site.contexts.length === 0)
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column)).slice(0, mostCallSites);
}

function toCallSite(program: Program, bounds: Bounds, unit: Unit, call: CallFact, isAsync: boolean): CallSiteReport {
  const repetition = findRepetition(program, bounds, unit, call.f, call.loop) ?? findUntypedRepetition(bounds, unit, call);
  const ordered = isFedBack(unit, call);
  const inTurn = !isAsync || (repetition?.kind === 'loop' && call.fate.k === 'awaited') || !repetition;
  return {
    ...toPlace(program, unit, call), ...(repetition ? { repeated: toRepeated(repetition.over, repetition.bound) } : {}), ordered,
    manner: inTurn ? 'in turn' : isLimited(program, unit.base + call.f) ? 'limited' : 'together',
  };
}

const perElementNames = new Set(['map', 'forEach', 'flatMap', 'filter', 'some', 'every', 'find', 'findIndex', 'reduce', 'reduceRight']);

/** `request.body.images.map((image) => …)` where nobody knows what the receiver is: only collections have such methods. */
function findUntypedRepetition(bounds: Bounds, unit: Unit, { f, loop }: CallFact): { readonly kind: 'callback'; readonly over: string; readonly bound: Bound } | undefined {
  const { role } = unit.facts.functions[f]!;
  const around = loop < 0 && role?.k === 'argument' && role.i === 0 ? unit.facts.calls[role.c]! : undefined;
  if (around?.callee.k !== 'prop' || !perElementNames.has(around.callee.n)) return undefined;
  return { kind: 'callback', over: describeWalked(unit, around.callee.o), bound: bounds.boundOf(unit, around.callee.o, around.f) };
}

/** `rows.map(score)`: the function itself is what a method calls for each element. */
function toHandedSite(program: Program, bounds: Bounds, unit: Unit, call: CallFact, isAsync: boolean): CallSiteReport {
  const c = unit.facts.calls.indexOf(call);
  const perElement = program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.model?.callbacks?.some((callback) => callback.perElement));
  const receiver = call.callee.k === 'prop' ? call.callee.o : call.args[0]?.v;
  return {
    ...toPlace(program, unit, call), ...(perElement ? { repeated: toRepeated(receiver ? describeWalked(unit, receiver) : '', bounds.boundOf(unit, receiver, call.f)) } : {}),
    manner: isAsync && perElement ? 'together' : 'in turn', ordered: call.callee.k === 'prop' && /^reduce(?:Right)?$/.test(call.callee.n),
  };
}

function toPlace(program: Program, unit: Unit, call: CallFact): Pick<CallSiteReport, 'caller' | 'contexts' | 'file' | 'range'> {
  return { caller: call.f === 0 ? '' : program.nameOf(unit.base + call.f).join(' > '), contexts: program.contexts.contextsOf(unit.base + call.f), file: unit.facts.file, range: toRange(unit.facts.lines, call.name) };
}

function toRepeated(over: string, bound: Bound): NonNullable<CallSiteReport['repeated']> {
  return { over, bound: bound.is, ...(bound.why === undefined ? {} : { why: bound.why }) };
}

/** `state = step(state, event)` in a loop, also with an await: the result of a round goes into the next. */
function isFedBack(unit: Unit, call: CallFact): boolean {
  const { bindings, calls } = unit.facts;
  const isThisCall = (e: Expr): boolean => (e.k === 'call' ? calls[e.c] === call : e.k === 'await' ? isThisCall(e.e) : false);
  if (call.loop < 0) return false;
  return call.args.some(({ v }) => v.k === 'ref' && (bindings[v.b]?.writes.some((write) => write.loop >= 0 && isThisCall(write.value)) ?? false));
}
