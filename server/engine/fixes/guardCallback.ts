/**
 * *Own the task*, for a callback whose promise is dropped: what it throws is reported where it runs, by `next` in a route of express, else
 * with the project's logger.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { Edit, FileEdit } from './edits.ts';
import { guardBody } from './guardBody.ts';
import { findErrorReporter } from './logger.ts';
import { findNode, isFunctionNode, startOf, type FunctionNode } from './nodes.ts';

/** Edits in front of the body's own ones, and behind them. */
export interface Around { readonly before: readonly FileEdit[]; readonly after: readonly FileEdit[] }

/** The fix for a function written in this program. */
export function listGuardFixes(program: Program, id: FunctionId): readonly RuleFix[] {
  const unit = program.unitOf(id);
  const fact = program.functionOf(id);
  if (fact.bodyless || fact.generator || fact.kind === 'module') return [];
  const report = isRoute(program, id) ? 'next' : findErrorReporter(unit, id - unit.base);
  return [{ title: `Catch what it throws and report it with \`${report}\``, kind: 'quickfix', safety: 'review', make: (desk) => makeGuard(desk, id) }];
}

async function makeGuard(desk: FixDesk, id: FunctionId): Promise<FixChange | FixRefusal> {
  const fact = desk.program.functionOf(id);
  const unit = desk.program.unitOf(id);
  const { file } = unit.facts;
  const returned = fact.returns.filter(({ v }) => v?.k === 'call');
  if (!fact.async) {
    if (returned.length !== fact.returns.length || returned.length === 0) return { refused: 'what it returns is not only calls' };
    const parameter = /^tsx?$/.test(unit.facts.language) ? '(error: unknown)' : '(error)';
    return { edits: returned.map(({ v, end }) => ({ file, start: v?.k === 'call' ? unit.facts.calls[v.c]!.end : end, end: v?.k === 'call' ? unit.facts.calls[v.c]!.end : end, newText: `.catch(${parameter} => { ${findErrorReporter(unit, id - unit.base)}(error); })` })) };
  }
  const around = await guard(desk, id);
  if ('refused' in around) return around;
  // Returned without being awaited, a rejection would pass the `try` by.
  const awaited = returned.map(({ v, start }): FileEdit => { const at = v?.k === 'call' ? unit.facts.calls[v.c]!.start : start; return { file, start: at, end: at, newText: 'await ' }; });
  return { edits: [...around.before, ...awaited, ...around.after] };
}

/** Whether the function is given to a method of an express application or router. */
function isRoute(program: Program, id: FunctionId): boolean {
  return program.contexts.registrationsTo(id).some(({ unit, call }) => call !== undefined && program.targetsOf(unit, unit.facts.calls.indexOf(call)).some((target) => target.kind === 'api' && target.api.startsWith('express#')));
}

/** Puts the body into a `try`. The third parameter of a route is written where it is missing. */
export async function guard(desk: FixDesk, id: FunctionId): Promise<Around | FixRefusal> {
  const found = await findFunction(desk, id);
  if ('refused' in found) return found;
  const { tree, node, file, unit } = found;
  const parameters = [...node.parameters];
  const isExpress = isRoute(desk.program, id);
  const third = parameters[2]?.name;
  const next = isExpress && third?.kind === SyntaxKind.Identifier ? tree.text.slice(startOf(tree, third), third.end) : undefined;
  const last = parameters[1];
  const added: Edit[] = isExpress && parameters.length === 2 && last !== undefined ? [{ start: last.end, end: last.end, newText: ', next' }] : [];
  const report = next !== undefined || added.length > 0 ? `${next ?? 'next'}(error)` : `${findErrorReporter(unit, id - unit.base)}(error)`;
  const body = guardBody(tree, unit, node, report);
  const toFile = (edit: Edit): FileEdit => ({ ...edit, file });
  return { before: [...added, ...body.before].map(toFile), after: body.after.map(toFile) };
}

/** The function's node, in the tree of its file. */
export async function findFunction(desk: FixDesk, id: FunctionId): Promise<{ readonly tree: Tree; readonly node: FunctionNode; readonly file: string; readonly unit: Unit } | FixRefusal> {
  const unit = desk.program.unitOf(id);
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const node = tree && findNode(tree, desk.program.functionOf(id), isFunctionNode);
  return tree === undefined || node === undefined ? { refused: `${desk.program.nameOf(id).at(-1) ?? 'a function'} is written in a way this fix does not know` } : { tree, node, file, unit };
}
