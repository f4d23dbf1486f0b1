/**
 * *Move to a worker*: a function that computes for long runs on another thread, through a pool, and its calls are awaited. Whether that
 * keeps its meaning is decided from facts when the fix is offered; where it would not, the fix is shown with the reason.
 */
import type { CallFact, FunctionIndex } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { planAsyncAll, type AsyncPlan } from './asyncPlan.ts';
import { findUncloneable } from './cloneable.ts';
import type { FileEdit } from './edits.ts';
import { importName } from './imports.ts';
import { carryOut } from './makeAsync.ts';
import { lift, planLift } from './liftFunction.ts';
import { findNode } from './nodes.ts';
import { findState, isChanged, isDeclarative, listReached } from './sideEffects.ts';
import { reservedNames } from './workerTexts.ts';
import { choosePool, getWorkerFiles, writeWorker, type PoolName, type Source } from './workerFiles.ts';
import { SyntaxKind } from '../syntax/ast.ts';
import type { Node } from '../syntax/ast.ts';

interface Site { readonly unit: Unit; readonly call: CallFact }
interface Move { readonly id: FunctionId; readonly name: string; readonly source: Source; readonly sites: readonly Site[]; readonly plan: AsyncPlan }

/** The fix for a function that a finding stands in, or why there is none. */
export function listMoveFixes(program: Program, unit: Unit, f: FunctionIndex): readonly RuleFix[] {
  const shared = { kind: 'refactor.move', safety: 'review' } as const;
  const move = planMove(program, unit, f);
  if ('refused' in move) return [{ ...shared, title: 'Move to a worker', disabled: move.refused }];
  const pool = choosePool(unit);
  const { length } = move.sites;
  const title = `Move \`${move.name}\` to a worker${pool === 'own' ? '' : ` with ${pool} (already installed)`} and await it in ${length} ${length === 1 ? 'call' : 'calls'}`;
  return [{ ...shared, title, make: (desk) => makeMove(desk, move.id, pool) }];
}

function planMove(program: Program, unit: Unit, f: FunctionIndex): Move | FixRefusal {
  const id = unit.base + f;
  const fact = unit.facts.functions[f]!;
  const name = fact.n;
  const refused = findForm(program, unit, f) ?? findValues(program, unit, f);
  if (refused !== undefined) return { refused };
  const reached = listReached(program, id);
  const state = findState(program, reached);
  if (state !== undefined) return { refused: `\`${name}\` uses \`${state}\`, which may change and is not shared with a worker` };
  const inside = new Set(reached);
  const sites = program.callSitesOf(id).filter((site) => !inside.has(site.unit.base + site.call.f) && site.unit.role !== 'test' && site.unit.role !== 'worker');
  if (sites.length === 0) return { refused: `no call of \`${name}\` is seen` };
  for (const site of sites) {
    if (program.contexts.edgesTo(id).some((edge) => edge.call === site.call && edge.guess)) return { refused: `who calls \`${name}\` is not certain` };
    if (site.call.callee.k !== 'ref' && site.call.callee.k !== 'prop') return { refused: `a call of \`${name}\` is written in a way this fix does not know` };
    const argument = findArgument(program, site);
    if (argument !== undefined) return { refused: argument };
  }
  const source = findSource(program, unit, f, sites);
  if ('refused' in source) return source;
  const there = Object.values(getWorkerFiles(unit, name)).find((file) => program.findUnit(file) !== undefined);
  if (there !== undefined) return { refused: `${there.slice(there.lastIndexOf('/') + 1)} is there already` };
  const plan = planAsyncAll(program, sites);
  return 'refused' in plan ? plan : { id, name, source, sites, plan };
}

/** Where the worker has the function from: its module, or, where loading that does more than declare, the worker's own file. */
function findSource(program: Program, unit: Unit, f: FunctionIndex, sites: readonly Site[]): Source | FixRefusal {
  const exported = [...unit.exports.values()].find(({ v, typeOnly }) => !typeOnly && ((v?.k === 'fn' && v.f === f) || (v?.k === 'ref' && isBoundTo(unit, v.b, f))))?.n;
  if (exported === undefined) return planLift(unit, f, new Set(sites.map(({ call }) => call)));
  const { n } = unit.facts.functions[f]!;
  if (exported === '=') return { refused: `\`${n}\` is all its module exports, without a name` };
  return isDeclarative(program, unit) ? { exported } : { refused: `the module of \`${n}\` does more than declare when it is loaded; a worker would do that again` };
}

function isBoundTo(unit: Unit, b: number, f: FunctionIndex): boolean {
  const { init, writes } = unit.facts.bindings[b]!;
  return init?.k === 'fn' && init.f === f && writes.length === 0;
}

/** What kind of function can be imported and called by a worker: one of the module's own, that gives its result at once. */
function findForm(program: Program, unit: Unit, f: FunctionIndex): string | undefined {
  const fact = unit.facts.functions[f]!;
  const id = unit.base + f;
  if (fact.kind === 'module') return 'the work is no function';
  if (program.contexts.registrationsTo(id).length > 0) return 'the work stands in a function that others run; it has to be a function of its own first';
  switch (fact.kind) {
    case 'method': case 'constructor': case 'getter': case 'setter': case 'static-block': case 'field-init': return `\`${program.nameOf(id).at(-1) ?? 'it'}\` belongs to an object, and \`this\` stays on its thread`;
    default: break;
  }
  if (fact.outer !== 0 || fact.n === '') return 'the work stands in a function inside another one; it has to be a function of the module first';
  if (reservedNames.has(fact.n)) return `\`${fact.n}\` is a name the worker's file needs itself`;
  if (fact.generator) return `\`${fact.n}\` is a generator`;
  if (fact.async) return `\`${fact.n}\` waits as well; what computes has to be a function of its own first`;
  if (unit.facts.functions.some((other) => other.n === fact.n && other.outer === 0 && other.bodyless)) return `\`${fact.n}\` has overloads`;
  return program.contexts.has(id, 'ui') ? 'it runs in a page, where a bundler builds the workers' : undefined;
}

/** What goes in and comes out has to be data. */
function findValues(program: Program, unit: Unit, f: FunctionIndex): string | undefined {
  const { params, returns, returnType, n } = unit.facts.functions[f]!;
  for (const { type, b, n: name } of params) {
    const reason = findUncloneable(program, unit, type);
    if (reason !== undefined) return `of \`${name}\`: ${reason}`;
    if (b !== undefined && unit.facts.bindings[b]!.reads.some(({ use }) => use.k === 'callee')) return `\`${name}\` is a function, which cannot be sent to a worker`;
    if (b !== undefined && isChanged(unit, b)) return `\`${name}\` is changed in place, and a worker has a copy of it`;
  }
  if (returns.every(({ v }) => v === undefined)) return `\`${n}\` gives nothing back, and what it does to anything else would be lost in a worker`;
  const reason = findUncloneable(program, unit, returnType);
  if (reason !== undefined) return `of its result: ${reason}`;
  const isLive = returns.some(({ v }) => v?.k === 'fn' || v?.k === 'class' || v?.k === 'this' || v?.k === 'jsx' || (v?.k === 'call' && isOwnInstance(unit, unit.facts.calls[v.c]!)));
  return isLive ? `\`${n}\` gives a function or an instance of a class, which cannot be sent to a worker` : undefined;
}

function isOwnInstance(unit: Unit, { kind, callee }: CallFact): boolean {
  return kind === 'new' && callee.k === 'ref' && unit.facts.bindings[callee.b] !== undefined;
}

/** An argument that is seen to be no data: a function, an instance, what a framework gave to its handler. */
function findArgument(program: Program, { unit, call }: Site): string | undefined {
  for (const { v } of call.args) {
    if (v.k === 'fn' || v.k === 'class' || v.k === 'this') return 'a function or `this` is passed, which cannot be sent to a worker';
    if (v.k === 'call' && isOwnInstance(unit, unit.facts.calls[v.c]!)) return 'an instance of a class is passed, which loses its methods on the way to a worker';
    if (v.k !== 'ref') continue;
    const { init, n } = unit.facts.bindings[v.b]!;
    if (init?.k === 'fn' || init?.k === 'class') return `\`${n}\` is passed, which cannot be sent to a worker`;
    if (init?.k === 'param' && program.contexts.registrationsTo(unit.base + init.f).length > 0) return `\`${n}\` is passed, an object of its framework that cannot be sent to a worker`;
    if (init?.k === 'call' && isOwnInstance(unit, unit.facts.calls[init.c]!)) return `\`${n}\` is passed, an instance that loses its methods on the way to a worker`;
  }
  return undefined;
}

async function makeMove(desk: FixDesk, id: FunctionId, pool: PoolName): Promise<FixChange | FixRefusal> {
  const unit = desk.program.unitOf(id);
  // The program may have been linked anew since the fix was offered.
  const move = planMove(desk.program, unit, id - unit.base);
  if ('refused' in move) return move;
  const lifted = 'bindings' in move.source ? await lift(desk, unit, move.source, /\.[cm]?tsx?$/.test(unit.facts.file)) : { text: undefined, edits: [] };
  if ('refused' in lifted) return lifted;
  const written = writeWorker(desk, unit, move, pool, lifted.text);
  if ('refused' in written) return written;
  const edits: FileEdit[] = [...lifted.edits];
  for (const site of move.sites) {
    const swapped = await swapCallee(desk, site, move, written);
    if ('refused' in swapped) return swapped;
    edits.push(...swapped);
  }
  const around = await carryOut(desk, move.plan);
  return 'refused' in around ? around : { edits: [...edits, ...around.before, ...around.after], created: written.created };
}

/** The function's name in a call becomes that of its form in the pool's module. */
async function swapCallee(desk: FixDesk, { unit, call }: Site, { sites }: Move, { file: module, run }: { readonly file: string; readonly run: string }): Promise<readonly FileEdit[] | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const node = tree && findNode(tree, call, (each) => each.kind === SyntaxKind.CallExpression);
  if (node === undefined || !('expression' in node)) return { refused: `a call in ${file} is written in a way this fix does not know` };
  const { callee } = call;
  const own = callee.k === 'ref' ? callee.b : undefined;
  const calls = new Set(sites.filter((site) => site.unit === unit).map((site) => site.call));
  // Nothing else may need the import.
  const isLeft = own !== undefined && unit.facts.bindings[own]!.imported !== undefined && unit.facts.bindings[own]!.reads.every(({ use }) => use.k === 'callee' && calls.has(unit.facts.calls[use.c]!));
  const wanted = await importName(desk, unit, { module: { file: module }, name: run }, isLeft ? own : undefined);
  if ('refused' in wanted) return wanted;
  return [...wanted.edits.map((edit): FileEdit => ({ ...edit, file })), { file, start: call.start, end: (node.expression as Node).end, newText: wanted.text }];
}
