/**
 * *Bound it*, for `Promise.all(xs.map(f))` and its relatives: the same results in the same order and the same first rejection, with a
 * few at a time. Index and list arguments of the mapper are kept.
 */
import { SyntaxKind, isArrowFunction, isCallExpression, isPropertyAccessExpression } from '../syntax/ast.ts';
import type { ArrowFunction, CallExpression, Expression, Node } from '../syntax/ast.ts';
import type { CallFact, Expr } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { WaitKind } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { Edit } from './edits.ts';
import { chooseName } from './imports.ts';
import { bringLimiter, bringMapper, canUse, describeLimiter, findTaskLimiter, getConcurrency, type LimiterName, type TaskLimiterName } from './limiters.ts';
import { findNode, hasComment, startOf } from './nodes.ts';
import { toLimiterLine } from './limiterPlace.ts';

export interface BoundedMap {
  readonly unit: Unit;
  /** `Promise.all(…)` or `Promise.allSettled(…)`. */
  readonly combinator: CallFact;
  readonly isSettled: boolean;
  /** `xs.map(f)` or `Array.from(xs, f)`. */
  readonly map: CallFact;
  readonly mapper: Expr | undefined;
  readonly on: WaitKind | undefined;
}

/** Ways to bound it, the best first: with what the project has, then with a helper. */
export function listMapFixes(program: Program, bounded: BoundedMap): readonly RuleFix[] {
  const { unit, combinator, isSettled, map, mapper, on } = bounded;
  const mayReplace = !isSettled && isOnlyUse(unit, combinator.args[0]?.v, map);
  const parameters = countParameters(program, unit, mapper, bounded.map);
  const names: LimiterName[] = [];
  if (mayReplace && parameters <= 2 && canUse(program, unit, 'p-map')) names.push('p-map');
  const taskLimiter = findTaskLimiter(program, unit);
  if (names.length === 0 && taskLimiter !== undefined) names.push(taskLimiter);
  else if (names.length === 0 && mayReplace && parameters <= 1 && mapper?.k === 'fn' && unit.facts.functions[mapper.f]!.async && canUse(program, unit, 'async')) names.push('async');
  const limit = getConcurrency(on);
  return [...names, 'helper' as const].map((name): RuleFix => ({
    title: `Limit to ${limit} at a time with ${describeLimiter(name, mayReplace ? 'mapLimit' : 'createLimiter')}`, kind: 'quickfix', safety: 'review',
    make: (desk) => (name === 'p-limit' || name === 'p-queue' ? wrapMapper(desk, bounded, name, limit, parameters) : mayReplace ? replaceMap(desk, bounded, name, limit) : wrapMapper(desk, bounded, 'helper', limit, parameters)),
  }));
}

/** The mapped promises go to the combinator and nowhere else: as they are, alone in a list, or through a constant. */
function isOnlyUse(unit: Unit, e: Expr | undefined, map: CallFact): boolean {
  if (e?.k === 'call') return unit.facts.calls[e.c] === map;
  if (e?.k === 'arr') return e.e.length === 1 && e.e[0]?.k === 'spread' && isOnlyUse(unit, e.e[0].e, map);
  if (e?.k !== 'ref') return false;
  const { init, reads, type, kind } = unit.facts.bindings[e.b]!;
  return kind === 'const' && reads.length === 1 && type === undefined && init?.k === 'call' && unit.facts.calls[init.c] === map;
}

/** Parameters the mapper looks at; 3 when it is not known. */
function countParameters(program: Program, unit: Unit, mapper: Expr | undefined, map: CallFact): number {
  const [value, ...others] = program.resolver.resolve(unit, mapper, map.f);
  if (value?.v === 'function' && others.length === 0) {
    const { params } = program.functionOf(value.id);
    return params.some((param) => param.rest) ? 3 : params.length;
  }
  return mapper?.k === 'fn' ? unit.facts.functions[mapper.f]!.params.length : 3;
}

interface Parts { readonly tree: Tree; readonly text: string; readonly combinator: CallExpression; readonly argument: Expression; readonly map: CallExpression; readonly receiver: Expression; readonly mapper: Expression }

async function findParts(desk: FixDesk, { unit, combinator, map }: BoundedMap): Promise<Parts | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  if (tree === undefined) return { refused: `${file} is not part of this run` };
  const outer = findNode(tree, combinator, isCallExpression);
  const inner = findNode(tree, map, isCallExpression);
  const [argument] = outer?.arguments ?? [];
  if (outer === undefined || inner === undefined || argument === undefined) return { refused: 'the call is written in a way this fix does not know' };
  const callee = inner.expression;
  if (!isPropertyAccessExpression(callee) || inner.questionDotToken !== undefined || callee.questionDotToken !== undefined) return { refused: '`?.` may give no list at all' };
  const isFrom = inner.arguments.length === 2 && callee.expression.kind === SyntaxKind.Identifier && tree.text.slice(startOf(tree, callee.expression), callee.expression.end) === 'Array';
  if (!isFrom && inner.arguments.length !== 1) return { refused: '`map` is given a `this` of its own' };
  const mapper = inner.arguments[isFrom ? 1 : 0]!;
  return { tree, text: tree.text, combinator: outer, argument, map: inner, receiver: isFrom ? inner.arguments[0]! : callee.expression, mapper };
}

/** `Promise.all(xs.map(f))` becomes `mapLimit(xs, n, f)`. */
async function replaceMap(desk: FixDesk, bounded: BoundedMap, name: 'p-map' | 'async' | 'helper', limit: number): Promise<FixChange | FixRefusal> {
  const parts = await findParts(desk, bounded);
  if ('refused' in parts) return parts;
  const { tree, text, combinator, argument, map, receiver, mapper } = parts;
  if (map.typeArguments !== undefined) return { refused: '`map` has a type argument' };
  const mapperHelper = await bringMapper(desk, bounded.unit, name);
  if ('refused' in mapperHelper) return mapperHelper;
  const { file } = bounded.unit.facts;
  const isFrom = map.arguments.length === 2;
  const [before, after] = name === 'p-map' ? [', ', `, { concurrency: ${limit} }`] : [`, ${limit}, `, ''];
  const receiverStart = startOf(tree, receiver);
  const mapStart = startOf(tree, map);
  if (hasComment(text, receiver.end, startOf(tree, mapper)) || hasComment(text, mapper.end, map.end)) return { refused: 'a comment stands where the call changes' };
  const inside: Edit[] = [
    ...(isFrom ? [{ start: receiver.end, end: startOf(tree, mapper), newText: `)${before}` }] : [{ start: receiver.end, end: startOf(tree, mapper), newText: before }]),
    { start: mapper.end, end: map.end, newText: after },
  ];
  const direct = findDirect(argument, map);
  if (direct !== undefined) {
    const openParenthesis = text.lastIndexOf('(', startOf(tree, argument) - 1);
    const head: Edit[] = [
      { start: startOf(tree, combinator), end: openParenthesis, newText: mapperHelper.text },
      ...(startOf(tree, argument) < mapStart ? [{ start: startOf(tree, argument), end: mapStart, newText: '' }, { start: map.end, end: argument.end, newText: '' }] : []),
    ];
    const edits = startOf(tree, argument) < mapStart ? [...head, ...inside.map((edit) => (edit.end === map.end ? { ...edit, newText: after } : edit))] : [...head, ...inside];
    return { edits: [...mapperHelper.edits, ...mergeTouching(edits).map((edit) => ({ ...edit, file }))], created: mapperHelper.created };
  }
  // `const ps = xs.map(f)` whose only use is this `Promise.all(ps)`.
  const first = bounded.combinator.args[0]?.v;
  const binding = first?.k === 'ref' ? bounded.unit.facts.bindings[first.b] : undefined;
  if (binding === undefined || binding.reads.length !== 1 || binding.type !== undefined || binding.init?.k !== 'call' || bounded.unit.facts.calls[binding.init.c] !== bounded.map) return { refused: 'the promises go other ways too' };
  return {
    edits: [
      ...mapperHelper.edits,
      ...[{ start: mapStart, end: isFrom ? mapStart : receiverStart, newText: `${mapperHelper.text}(` }, ...inside.map((edit) => (edit.end === map.end ? { ...edit, newText: `${after})` } : edit)), { start: startOf(tree, combinator), end: combinator.end, newText: text.slice(startOf(tree, argument), argument.end) }].map((edit) => ({ ...edit, file })),
    ],
    created: mapperHelper.created,
  };
}

/** The map itself, in parentheses or spread into a list of its own: `[...xs.map(f)]`. */
function findDirect(argument: Node, map: Node): Node | undefined {
  if (argument === map) return argument;
  if (argument.kind === SyntaxKind.ParenthesizedExpression && 'expression' in argument) return findDirect(argument.expression as Node, map);
  if (argument.kind !== SyntaxKind.ArrayLiteralExpression || !('elements' in argument)) return undefined;
  const [only, ...others] = [...argument.elements as Iterable<Node>];
  return only !== undefined && others.length === 0 && only.kind === SyntaxKind.SpreadElement && 'expression' in only ? findDirect(only.expression as Node, map) : undefined;
}

/** Edits that share a boundary as one, in order. */
function mergeTouching(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && last.end === edit.start && last.start !== last.end) merged[merged.length - 1] = { start: last.start, end: edit.end, newText: last.newText + edit.newText };
    else merged.push(edit);
  }
  return merged;
}

/** The mapper's work goes through a limiter: `xs.map((x) => limit(() => f(x)))`. */
async function wrapMapper(desk: FixDesk, bounded: BoundedMap, name: TaskLimiterName, concurrency: number, parameters: number): Promise<FixChange | FixRefusal> {
  const parts = await findParts(desk, bounded);
  if ('refused' in parts) return parts;
  const { tree, text, map, mapper } = parts;
  const limiter = await bringLimiter(desk, bounded.unit, name, concurrency);
  if ('refused' in limiter) return limiter;
  const line = toLimiterLine(tree, bounded.unit, desk, map, limiter);
  const wrapped = isArrowFunction(mapper) ? wrapArrow(tree, mapper, limiter.call) : wrapReference(text, startOf(tree, mapper), mapper, bounded, limiter.call, parameters);
  if ('refused' in wrapped) return wrapped;
  const { file } = bounded.unit.facts;
  return { edits: [...limiter.edits, ...[line, ...wrapped].map((edit) => ({ ...edit, file }))], created: limiter.created };
}

/** `async (x) => body` becomes `(x) => limit(async () => body)`. */
export function wrapArrow(tree: Tree, arrow: ArrowFunction, limit: string): Edit[] {
  const start = startOf(tree, arrow);
  const isAsync = /^async\b/.test(tree.text.slice(start, arrow.end));
  const word = isAsync ? /^async\s*/.exec(tree.text.slice(start, arrow.end))?.[0].length ?? 0 : 0;
  const body = startOf(tree, arrow.body);
  // A declared result would be that of the limiter; what it gives is inferred.
  return [
    ...(word > 0 ? [{ start, end: start + word, newText: '' }] : []),
    { start: body, end: body, newText: `${limit}(${isAsync ? 'async ' : ''}() => ` },
    { start: arrow.body.end, end: arrow.body.end, newText: ')' },
  ];
}

function wrapReference(text: string, start: number, mapper: Expression, { unit }: BoundedMap, limit: string, parameters: number): Edit[] | FixRefusal {
  if (mapper.kind !== SyntaxKind.Identifier && mapper.kind !== SyntaxKind.PropertyAccessExpression) return { refused: 'the mapper is neither an arrow function nor a name' };
  const names = ['item', 'index', 'items'].slice(0, Math.max(1, Math.min(parameters, 3))).map((name) => chooseName(unit, name));
  return [{ start, end: mapper.end, newText: `(${names.join(', ')}) => ${limit}(() => ${text.slice(start, mapper.end)}(${names.join(', ')}))` }];
}
