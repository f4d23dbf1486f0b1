/**
 * *Bound it*, for a loop that starts a task per round: a loop that only collects promises for the `Promise.all` below it becomes one
 * mapping with a bound; in any other the task goes through a limiter, so that the loop goes on as it does.
 */
import { SyntaxKind, isCallExpression, isExpressionStatement, isForOfStatement, isVariableStatement } from '../syntax/ast.ts';
import type { Node } from '../syntax/ast.ts';
import type { CallFact, LoopIndex } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { WaitKind } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Tree } from '../syntax/compiler.ts';
import { bringLimiter, bringMapper, canUse, describeLimiter, findTaskLimiter, getConcurrency, type TaskLimiterName } from './limiters.ts';
import { findListed, toLimiterLine } from './limiterPlace.ts';
import { findNode, hasComment, isBlock, startOf } from './nodes.ts';

export interface BoundedTask {
  readonly unit: Unit;
  /** The call that starts the work. */
  readonly call: CallFact;
  /** The loop it stands in; -1 where it is the callback of a method that runs per element. */
  readonly loop: LoopIndex;
  /** The list its promise is put in. */
  readonly list: number | undefined;
  readonly on: WaitKind | undefined;
}

/** Ways to bound it, the best first. */
export function listLoopFixes(program: Program, task: BoundedTask): readonly RuleFix[] {
  const { unit, on } = task;
  const limit = getConcurrency(on);
  const joined = findJoined(program, task);
  const title = (rest: string): string => `Limit to ${limit} at a time with ${rest}`;
  const shared = { kind: 'quickfix', safety: 'review' } as const;
  const fixes: RuleFix[] = [];
  if (joined !== undefined) {
    // p-map takes iterables of any kind, and index as second argument, which is not used here.
    if (canUse(program, unit, 'p-map')) fixes.push({ ...shared, title: title(describeLimiter('p-map', 'mapLimit')), make: (desk) => toMapping(desk, task, joined, 'p-map', limit) });
    if (canUse(program, unit, 'async')) fixes.push({ ...shared, title: title(describeLimiter('async', 'mapLimit')), make: (desk) => toMapping(desk, task, joined, 'async', limit) });
    fixes.push({ ...shared, title: title(describeLimiter('helper', 'mapLimit')), make: (desk) => toMapping(desk, task, joined, 'helper', limit) });
  }
  const changing = findChanging(task);
  if (changing !== undefined) return [...fixes, { ...shared, title: title(describeLimiter('helper', 'createLimiter')), disabled: `\`${changing}\` changes while the task would wait for its turn` }];
  const limiter = findTaskLimiter(program, unit);
  if (limiter !== undefined) fixes.push({ ...shared, title: title(describeLimiter(limiter, 'createLimiter')), make: (desk) => throughLimiter(desk, task, limiter, limit) });
  fixes.push({ ...shared, title: title(describeLimiter('helper', 'createLimiter')), make: (desk) => throughLimiter(desk, task, 'helper', limit) });
  return fixes;
}

/** The one `Promise.all` that takes the list of a loop which does nothing but fill it. */
function findJoined(program: Program, { unit, call, loop, list }: BoundedTask): CallFact | undefined {
  const fact = unit.facts.loops[loop];
  const binding = list === undefined ? undefined : unit.facts.bindings[list];
  if (fact === undefined || binding === undefined || (fact.kind !== 'for-of' && fact.kind !== 'for-await') || fact.f !== call.f || binding.f !== call.f) return undefined;
  if (binding.init?.k !== 'arr' || binding.init.e.length > 0 || binding.writes.length > 0 || binding.reads.length !== 2 || fact.vars.length !== 1) return undefined;
  const isInBody = (place: { readonly start: number; readonly end: number }): boolean => place.start >= fact.body.start && place.end <= fact.body.end;
  const { branches, bindings, loops, discards, assigns } = unit.facts;
  if (call.fate.k !== 'argument' || fact.exits || discards.filter(isInBody).length !== 1 || branches.some(isInBody) || loops.some((other) => other !== fact && isInBody(other)) || assigns.some(isInBody)) return undefined;
  if (bindings.some((other) => other.f === call.f && isInBody(other))) return undefined;
  const use = binding.reads.map((read) => read.use).find((each) => each.k === 'argument');
  if (use?.k !== 'argument') return undefined;
  const isAll = program.targetsOf(unit, use.c).some((target) => target.kind === 'api' && target.model?.combinator === 'all');
  return isAll ? unit.facts.calls[use.c] : undefined;
}

/** A variable the task reads that the loop gives new values to: put off, the task would see a later one. */
function findChanging({ unit, call, loop }: BoundedTask): string | undefined {
  const fact = unit.facts.loops[loop];
  if (fact === undefined) return undefined;
  const isIn = (place: { readonly start: number; readonly end: number }, span: { readonly start: number; readonly end: number }): boolean => place.start >= span.start && place.end <= span.end;
  return unit.facts.bindings.find((binding, b) => binding.reads.some((read) => isIn(read, call)) && binding.writes.some((write) => isIn(write, fact)) && !isIn(binding, fact.body)
    // Each round of a `for` has a `let` of its own.
    && !(fact.vars.includes(b) && binding.kind !== 'var' && !binding.writes.some((write) => isIn(write, fact.body))))?.n;
}

/** Declaration, loop and `Promise.all` become one call. */
async function toMapping(desk: FixDesk, { unit, call, loop, list }: BoundedTask, all: CallFact, name: 'p-map' | 'async' | 'helper', limit: number): Promise<FixChange | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const fact = unit.facts.loops[loop]!;
  const node = tree && findNode(tree, fact, isForOfStatement);
  const combinator = tree && findNode(tree, all, isCallExpression);
  const started = tree && findNode(tree, call);
  const [argument] = combinator?.arguments ?? [];
  if (tree === undefined || node === undefined || combinator === undefined || started === undefined || argument === undefined) return { refused: 'the loop is written in a way this fix does not know' };
  const { text } = tree;
  const pushed = isBlock(node.statement) ? [...node.statement.statements] : [node.statement];
  if (pushed.length !== 1 || !isExpressionStatement(pushed[0]!) || started.parent !== pushed[0].expression || node.initializer.kind !== SyntaxKind.VariableDeclarationList) return { refused: 'the loop does more than collect' };
  const declared = findDeclared(tree, unit, list!);
  const statements = listSiblings(node);
  const index = statements.indexOf(node);
  const next = statements[index + 1];
  if (declared === undefined || statements[index - 1] !== declared || next === undefined || findListed(combinator) !== next) return { refused: 'other statements stand between the list, the loop and the `Promise.all`' };
  const cut = { start: startOf(tree, declared), end: startOf(tree, next) };
  if (hasComment(text, cut.start, startOf(tree, started)) || hasComment(text, started.end, cut.end)) return { refused: 'a comment stands where the loop goes away' };
  const mapper = await bringMapper(desk, unit, name);
  if ('refused' in mapper) return mapper;
  const slice = (part: Node): string => text.slice(startOf(tree, part), part.end);
  const [variable] = [...(node.initializer as unknown as { readonly declarations: Iterable<{ readonly name: Node }> }).declarations];
  const isAsync = unit.facts.awaits.some((each) => each.start >= call.start && each.end <= call.end && each.f === call.f);
  // The package `async` takes a function for one with a callback unless it is declared async.
  const callback = `${isAsync || name === 'async' ? 'async ' : ''}(${variable === undefined ? '' : slice(variable.name)}) => ${slice(started)}`;
  const tail = name === 'p-map' ? `${callback}, { concurrency: ${limit} }` : `${limit}, ${callback}`;
  return {
    edits: [
      ...mapper.edits, { file, start: cut.start, end: cut.end, newText: '' },
      { file, start: startOf(tree, combinator), end: combinator.end, newText: `${mapper.text}(${slice(node.expression)}, ${tail})` },
    ],
    created: mapper.created,
  };
}

function findDeclared(tree: Tree, unit: Unit, list: number): Node | undefined {
  const binding = unit.facts.bindings[list]!;
  let at = findNode(tree, binding);
  while (at !== undefined && !isVariableStatement(at)) at = at.parent;
  return at?.declarationList.declarations.length === 1 ? at : undefined;
}

function listSiblings(node: Node): readonly Node[] {
  return node.parent !== undefined && 'statements' in node.parent ? [...node.parent.statements as Iterable<Node>] : [];
}

/** `limit(() => task)` in the place of `task`, and the limiter above the loop. */
async function throughLimiter(desk: FixDesk, { unit, call, loop }: BoundedTask, name: TaskLimiterName, concurrency: number): Promise<FixChange | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const started = tree && findNode(tree, call);
  // Where a method runs the callback per element, the limiter stands above the call of the method.
  const role = unit.facts.functions[call.f]!.role;
  const around = loop >= 0 ? unit.facts.loops[loop] : role?.k === 'argument' ? unit.facts.calls[role.c] : undefined;
  const outer = tree && around && findNode(tree, around);
  if (tree === undefined || started === undefined || outer === undefined) return { refused: 'the loop is written in a way this fix does not know' };
  const limiter = await bringLimiter(desk, unit, name, concurrency);
  if ('refused' in limiter) return limiter;
  const isAsync = unit.facts.awaits.some((each) => each.start >= call.start && each.end <= call.end && each.f === call.f);
  const edits = [
    toLimiterLine(tree, unit, desk, outer, limiter),
    { start: call.start, end: call.start, newText: `${limiter.call}(${isAsync ? 'async ' : ''}() => ` },
    { start: call.end, end: call.end, newText: ')' },
  ];
  return { edits: [...limiter.edits, ...edits.map((edit) => ({ ...edit, file }))], created: limiter.created };
}
