/**
 * *Make it async*: a blocking call becomes its asynchronous form, the function around it async, and its calls awaited, in every file
 * they are in. The plan is made from the call graph when the fix is offered; the edits from trees when it is chosen.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { Node } from '../syntax/ast.ts';
import type { CallFact } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { planAsync, type AsyncPlan } from './asyncPlan.ts';
import type { Edit, FileEdit } from './edits.ts';
import { findFunction, guard, type Around } from './guardCallback.ts';
import { importName } from './imports.ts';
import { findNode, findReturnType, needsParentheses, startOf } from './nodes.ts';
import { findTwin, type Twin } from './twins.ts';

/** The fix for a blocking call, or why there is none. */
export function listAsyncFixes(program: Program, unit: Unit, c: number, api: string, twin: string | undefined): readonly RuleFix[] {
  const call = unit.facts.calls[c]!;
  const found = findTwin(program, unit, call, api, twin);
  const shared = { safety: 'review' } as const;
  if ('refused' in found) return [{ ...shared, title: 'Make it async', kind: 'refactor.rewrite', disabled: found.refused }];
  const plan = planAsync(program, unit, call);
  if ('refused' in plan) return [{ ...shared, title: `Make it async with \`${found.name}\``, kind: 'refactor.rewrite', disabled: plan.refused }];
  // A run that sees a part of the workspace sees a part of the calls, and the title must be the same in all of them.
  const isSmall = plan.functions.length === 0;
  const isCalled = plan.awaited.length > 1;
  const name = plan.functions[0] === undefined ? '' : program.nameOf(plan.functions[0]).at(-1) ?? '';
  const title = isSmall ? `Use \`await ${found.name}\`` : `Use \`await ${found.name}\`: make \`${name}\` async${isCalled ? ' and await its calls' : ''}`;
  return [{ ...shared, title, kind: isSmall ? 'quickfix' : 'refactor.rewrite', make: (desk) => makeAsync(desk, unit, call, found) }];
}

async function makeAsync(desk: FixDesk, unit: Unit, call: CallFact, twin: Twin): Promise<FixChange | FixRefusal> {
  // The program may have been linked anew since the fix was offered.
  const plan = planAsync(desk.program, unit, call);
  if ('refused' in plan) return plan;
  const swapped = await swapCall(desk, unit, call, twin);
  if ('refused' in swapped) return swapped;
  const around = await carryOut(desk, plan, { call, twin });
  return 'refused' in around ? around : { edits: [...swapped.before, ...around.before, ...around.after] };
}

/** What a plan asks for: `async`, `await` in front of each call, and bodies that catch where nobody else does. */
export async function carryOut(desk: FixDesk, plan: AsyncPlan, sink?: { readonly call: CallFact; readonly twin: Twin }): Promise<Around | FixRefusal> {
  const before: FileEdit[] = [];
  const late: FileEdit[] = [];
  for (const id of new Set(plan.guarded)) {
    const guarded = await guard(desk, id);
    if ('refused' in guarded) return guarded;
    before.push(...guarded.before);
    late.push(...guarded.after);
  }
  for (const id of plan.functions) {
    const made = await toAsyncEdits(desk, id);
    if ('refused' in made) return made;
    before.push(...made);
  }
  const awaited = await awaitCalls(desk, plan, sink);
  return 'refused' in awaited ? awaited : { before: [...before, ...awaited.before], after: [...awaited.after, ...late] };
}

/** Another callee in place, and what it needs imported. */
async function swapCall(desk: FixDesk, unit: Unit, call: CallFact, twin: Twin): Promise<Around | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const node = tree && findNode(tree, call, (each) => each.kind === SyntaxKind.CallExpression);
  if (tree === undefined || node === undefined || !('expression' in node)) return { refused: 'the call is written in a way this fix does not know' };
  const callee = node.expression as Node;
  const own = call.callee.k === 'ref' ? call.callee.b : undefined;
  const isOnlyUse = own !== undefined && unit.facts.bindings[own]!.reads.length === 1 && unit.facts.bindings[own]!.imported !== undefined;
  const wanted = call.callee.k === 'prop' && twin.module !== 'fs/promises' && twin.how === 'promise' ? undefined : await importName(desk, unit, { module: twin.module, name: twin.name }, isOnlyUse ? own : undefined);
  if (wanted !== undefined && 'refused' in wanted) return wanted;
  const toFile = (edit: Edit): FileEdit => ({ ...edit, file });
  const before: FileEdit[] = [];
  let text = wanted?.text ?? '';
  if (wanted === undefined) before.push({ file, start: call.name.start, end: call.name.end, newText: twin.name });
  else before.push(...wanted.edits.map(toFile));
  if (twin.how === 'promisify') {
    const promisify = await importName(desk, unit, { module: 'util', name: 'promisify' });
    if ('refused' in promisify) return promisify;
    before.push(...promisify.edits.map(toFile));
    text = `${promisify.text}(${text})`;
  }
  if (wanted !== undefined) before.push({ file, start: startOf(tree, callee), end: callee.end, newText: text });
  return { before, after: [] };
}

/** `async` where it belongs, and a promise in the declared result. */
async function toAsyncEdits(desk: FixDesk, id: FunctionId): Promise<readonly FileEdit[] | FixRefusal> {
  const found = await findFunction(desk, id);
  if ('refused' in found) return found;
  const { tree, node, file } = found;
  const start = startOf(tree, node);
  const at = node.kind === SyntaxKind.ArrowFunction ? start
    : node.kind === SyntaxKind.MethodDeclaration ? startOf(tree, node.name)
    : start + (/^(?:export\s+)?(?:default\s+)?/.exec(tree.text.slice(start, node.end))?.[0].length ?? 0);
  const type = findReturnType(node);
  if (type?.kind === SyntaxKind.TypePredicate) return { refused: 'a type guard cannot be async' };
  return [
    { file, start: at, end: at, newText: 'async ' },
    ...(type === undefined ? [] : [{ file, start: startOf(tree, type), end: startOf(tree, type), newText: 'Promise<' }, { file, start: type.end, end: type.end, newText: '>' }]),
  ];
}

/** `await` in front of each call, in parentheses where something is taken of the result. */
async function awaitCalls(desk: FixDesk, { awaited }: AsyncPlan, sink: { readonly call: CallFact; readonly twin: Twin } | undefined): Promise<Around | FixRefusal> {
  const before: FileEdit[] = [];
  const after: FileEdit[] = [];
  for (const { unit, call } of awaited) {
    const { file } = unit.facts;
    const tree = await desk.tree(file);
    const node = tree && findNode(tree, call, (each) => each.kind === SyntaxKind.CallExpression);
    if (tree === undefined || node === undefined) return { refused: `a call in ${file} is written in a way this fix does not know` };
    const [suffix, part] = call === sink?.call ? [sink.twin.suffix, sink.twin.part] : ['', ''];
    const isInParentheses = part !== '' || needsParentheses(node);
    before.push({ file, start: call.start, end: call.start, newText: isInParentheses ? '(await ' : 'await ' });
    const tail = `${suffix}${isInParentheses ? ')' : ''}${part}`;
    if (tail !== '') after.push({ file, start: call.end, end: call.end, newText: tail });
  }
  return { before, after };
}
