/**
 * The walk over one tree: where we are (function, loop, try, branch, scope), what each node kind does (two tables given by
 * `collect.ts`), and how deep we may go. It knows no syntax itself.
 *
 * Invariant: the JavaScript stack is bounded. A node that is too deep is put off and walked later from an empty stack; its
 * place is remembered, so its rows are the same, only its parent sees `unknown` (calls and functions keep their row number, so a chain
 * of two thousand calls is whole). Wrappers such as parentheses are peeled in a loop.
 */
import { SyntaxKind, skipTrivia } from '../syntax/ast.ts';
import type { BinaryExpression, Node, Statement } from '../syntax/ast.ts';
import { getNodeIdOf } from '../syntax/nodeId.ts';
import type { NodeId } from '../syntax/compiler.ts';
import type {
  AssignFact, BindingFact, BindingIndex, BranchIndex, CallIndex, Expr, Fate, FunctionIndex, LoopIndex, ReadFact, Span, TestedFact, TryIndex, WriteFact,
} from './fileFacts.ts';
import { other } from './fates.ts';
import { getSharedName } from './names.ts';
import { makeRows, none } from './rows.ts';
import type { Rows } from './rows.ts';
import { Scope } from './scopes.ts';

export const unknown: Expr = Object.freeze({ k: 'unknown' });

/** Levels an {@link Expr} may have before it is cut to `unknown`. */
const deepestExpression = 40;
/** Nested expressions and statements walked on one stack: from the first number on, those with a row are put off, from the second on all are. */
const deepNesting = 120;
const deepestNesting = 180;

/** Something `break` or `continue` may end, from the inside out. */
export interface JumpTarget {
  readonly kind: 'loop' | 'switch' | 'label';
  readonly loop: LoopIndex;
  readonly label: string;
  readonly up: JumpTarget | undefined;
}

/** Where the walk is. Replaced, never changed, so that it can be kept for nodes that are put off. */
export interface Place {
  readonly f: FunctionIndex;
  readonly loop: LoopIndex;
  readonly tryIn: TryIndex;
  readonly branch: BranchIndex;
  readonly scope: Scope;
  readonly target: JumpTarget | undefined;
  /** The try whose catch clause we are in, -1 for none. */
  readonly handler: TryIndex;
}

export type ExpressionWalk = (w: Walker, node: Node, fate: Fate) => Expr;
/** Gives back whether the statement always leaves the function or the loop around it. */
export type StatementWalk = (w: Walker, node: Node) => boolean;
export type WalkTable<T> = readonly (T | undefined)[];

export interface WalkTables {
  readonly expressions: WalkTable<ExpressionWalk>;
  readonly statements: WalkTable<StatementWalk>;
  /** Kinds whose row is made before their children are walked, so that it can be referred to when they are put off. */
  readonly reservations: WalkTable<(w: Walker, node: Node, fate: Fate) => Expr>;
}

/** Binds a handler to a node kind; the one place where the kind stands for the node's type. */
export function onExpression<N extends Node>(kind: N['kind'], walk: (w: Walker, node: N, fate: Fate) => Expr): readonly [SyntaxKind, ExpressionWalk] {
  return [kind, walk as ExpressionWalk];
}

export function onStatement<N extends Node>(kind: N['kind'], walk: (w: Walker, node: N) => boolean): readonly [SyntaxKind, StatementWalk] {
  return [kind, walk as StatementWalk];
}

export function toWalkTable<T>(entries: Iterable<readonly [SyntaxKind, T]>): WalkTable<T> {
  const table: (T | undefined)[] = Array.from({ length: SyntaxKind.Count }, () => undefined);
  for (const [kind, walk] of entries) table[kind] = walk;
  return table;
}

interface PutOff { readonly node: Node; readonly place: Place; readonly fate: Fate | undefined }

export class Walker {
  readonly text: string;
  readonly rows: Rows = makeRows();
  readonly moduleScope = new Scope(undefined, 0);
  here: Place = { f: 0, loop: -1, tryIn: -1, branch: -1, scope: this.moduleScope, target: undefined, handler: -1 };
  /** Syntax nodes visited. */
  nodes = 0;
  /** Level of the expression being built; calls and functions start anew, since they are leaves of the expression around them. */
  level = 0;
  /** Row numbers given to nodes that were put off. */
  readonly reserved = new Map<Node, number>();
  /** Name span of the function or class that stands at `node`, when its parent names it. */
  named: { readonly node: Node; readonly name: Node } | undefined;
  branchGroups = 0;
  /** The innermost statement we are in. */
  inStatement: Node | undefined;
  /** An `import`, an `export` or `import.meta` was seen. */
  isModule = false;
  #depth = 0;
  readonly #tables: WalkTables;
  readonly #putOff: PutOff[] = [];
  readonly #captures: Set<BindingIndex>[] = [];

  constructor(text: string, tables: WalkTables) {
    this.text = text;
    this.#tables = tables;
  }

  /** Walks an expression, recording whatever is in it, and gives its short form. */
  expression(wrapped: Node, fate: Fate): Expr {
    const node = unwrap(wrapped);
    const kind = node.kind;
    const walk = this.#tables.expressions[kind];
    const reserve = this.#depth < deepNesting ? undefined : this.#tables.reservations[kind];
    if (reserve !== undefined || this.#depth >= deepestNesting) {
      const stand = reserve === undefined ? unknown : reserve(this, node, fate);
      this.#putOff.push({ node, place: this.here, fate });
      return stand;
    }
    this.nodes++;
    this.rows.functions[this.here.f]!.size++;
    this.#depth++;
    this.level++;
    const expr = walk === undefined ? this.#unnamed(node) : walk(this, node, fate);
    this.level--;
    this.#depth--;
    return this.level >= deepestExpression && expr.k !== 'call' && expr.k !== 'fn' ? unknown : expr;
  }

  /** Walks a statement; true when it always leaves. */
  statement(node: Node): boolean {
    const walk = this.#tables.statements[node.kind];
    if (walk === undefined) return false;
    if (this.#depth >= deepNesting) {
      this.#putOff.push({ node, place: this.here, fate: undefined });
      return false;
    }
    this.nodes++;
    this.rows.functions[this.here.f]!.size++;
    this.#depth++;
    const around = this.inStatement;
    this.inStatement = node;
    const leaves = walk(this, node);
    this.inStatement = around;
    this.#depth--;
    return leaves;
  }

  statements(list: Iterable<Statement>): boolean {
    let leaves = false;
    for (const statement of list) if (this.statement(statement)) leaves = true;
    return leaves;
  }

  /** Walks what was put off, each from an empty stack, until nothing is left. */
  drain(): void {
    for (let i = 0; i < this.#putOff.length; i++) {
      const { node, place, fate } = this.#putOff[i]!;
      this.here = place;
      this.level = 0;
      if (fate === undefined) this.statement(node);
      else this.expression(node, fate);
    }
    if (this.#putOff.length === 0) return;
    for (const binding of this.rows.bindings) {
      (binding.reads as ReadFact[]).sort((a, b) => a.start - b.start);
      (binding.writes as WriteFact[]).sort((a, b) => a.start - b.start);
    }
  }

  /** Runs `walk` somewhere else and comes back. */
  at<T>(place: Place, walk: () => T): T {
    const before = this.here;
    this.here = place;
    const result = walk();
    this.here = before;
    return result;
  }

  /** Starts an expression of its own; gives the level to put back afterwards. */
  startAfresh(): number {
    const before = this.level;
    this.level = 0;
    return before;
  }

  id(node: Node): NodeId {
    return getNodeIdOf(node);
  }

  /** Start of a node, comments and blanks before it skipped. A node the parser made up has no width and starts where it stands. */
  startOf(node: Node): number {
    const pos = node.pos;
    const c = this.text.charCodeAt(pos);
    // Letters, `_` and `$` start no trivia; this is most nodes.
    if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c === 40) return pos;
    return pos === node.end ? pos : skipTrivia(this.text, pos);
  }

  spanOf(node: Node): Span {
    return { start: this.startOf(node), end: node.end };
  }

  /** The name an identifier or private name spells; '' for one the parser made up. */
  nameOf(node: Node): string {
    const cut = this.text.slice(this.startOf(node), node.end);
    if (cut.includes('\\') && 'text' in node && typeof node.text === 'string') return getSharedName(node.text);
    return getSharedName(cut);
  }

  addBinding(n: string, name: Node, kind: BindingFact['kind'], f: FunctionIndex, declaration: Node): BindingIndex {
    this.rows.bindings.push({ start: this.startOf(name), end: name.end, n, x: this.id(declaration), kind, f, init: undefined, type: undefined, reads: none, writes: none });
    return this.rows.bindings.length - 1;
  }

  addRead(b: BindingIndex, node: Node, use: Fate): void {
    const { f, loop } = this.here;
    const start = this.startOf(node);
    const isHanded = use.k === 'attribute' || use.k === 'property' || use.k === 'stored' || use.k === 'returned';
    const read: ReadFact = isHanded ? { start, end: node.end, f, loop, use, x: this.id(node) } : { start, end: node.end, f, loop, use };
    const binding = this.rows.bindings[b]!;
    if (binding.reads === none) binding.reads = [read];
    else (binding.reads as ReadFact[]).push(read);
    if (binding.f !== f) this.#capture(b);
  }

  addWrite(b: BindingIndex, node: Node, value: Expr, op: string): void {
    const { f, loop } = this.here;
    const write: WriteFact = { start: this.startOf(node), end: node.end, f, value, op, loop };
    const binding = this.rows.bindings[b]!;
    if (binding.writes === none) binding.writes = [write];
    else (binding.writes as WriteFact[]).push(write);
    if (binding.f !== f) this.#capture(b);
  }

  addAssign(node: Node, target: Expr, value: Expr, op: string): void {
    const { f, loop } = this.here;
    const assign: AssignFact = { start: this.startOf(node), end: node.end, target, value, op, f, loop };
    this.rows.assigns.push(assign);
  }

  /** `node`, whose short form is `e`, is asked for its truth, or spread. Of a logical expression it is the last operand that is left to ask. */
  addTested(node: Node, e: Expr, as: TestedFact['as']): void {
    let at = unwrap(node);
    let asked = e;
    while (asked.k === 'or' && asked.op !== '?:' && at.kind === SyntaxKind.BinaryExpression) {
      at = unwrap((at as BinaryExpression).right);
      asked = asked.e.at(-1)!;
    }
    if (asked.k === 'ref' || asked.k === 'prop' || asked.k === 'elem' || asked.k === 'call') this.rows.tested.push({ start: this.startOf(at), end: at.end, e: asked, f: this.here.f, as });
  }

  #capture(b: BindingIndex): void {
    (this.#captures[this.here.f] ??= new Set()).add(b);
  }

  /** Closes the rows: captures go to their functions, and lists that grew give back the room they do not need. */
  finish(): void {
    this.#captures.forEach((captured, f) => {
      this.rows.functions[f]!.captures = [...captured];
    });
    for (const binding of this.rows.bindings) {
      if (binding.reads.length > 1) binding.reads = binding.reads.slice();
      if (binding.writes.length > 1) binding.writes = binding.writes.slice();
    }
    for (const row of this.rows.functions) if (row.returns.length > 1) row.returns = row.returns.slice();
  }

  /** The row number given to a node when it was put off. */
  takeReserved(node: Node): CallIndex | FunctionIndex | undefined {
    if (this.reserved.size === 0) return undefined;
    const row = this.reserved.get(node);
    if (row !== undefined) this.reserved.delete(node);
    return row;
  }

  /** A node we have no form for: what is below it is still walked. */
  #unnamed(node: Node): Expr {
    node.forEachChild((child) => {
      if (this.#tables.expressions[unwrap(child).kind] !== undefined) this.expression(child, other);
    });
    return unknown;
  }
}

/** Takes off what does not change a value: parentheses, casts, `!`, `satisfies`, type arguments. */
export function unwrap(wrapped: Node): Node {
  let node = wrapped;
  while (isWrapper[node.kind] === true) node = (node as Node & { readonly expression: Node }).expression;
  return node;
}

const isWrapper: boolean[] = Array.from({ length: SyntaxKind.Count }, () => false);
for (const kind of [
  SyntaxKind.ParenthesizedExpression, SyntaxKind.AsExpression, SyntaxKind.SatisfiesExpression, SyntaxKind.NonNullExpression,
  SyntaxKind.TypeAssertionExpression, SyntaxKind.PartiallyEmittedExpression, SyntaxKind.ExpressionWithTypeArguments,
]) isWrapper[kind] = true;
