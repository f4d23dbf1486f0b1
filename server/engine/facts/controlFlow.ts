/** Rows for loops, tries and the arms of `if` and `switch`. A body never counts as a branch; whether an arm leaves comes from walking it. */
import { SyntaxKind, NodeFlags } from '../syntax/ast.ts';
import type {
  CaseClause, CaseOrDefaultClause, CatchClause, DoStatement, Expression, ForInStatement, ForOfStatement, ForStatement, IfStatement, Node, SwitchStatement, TryStatement,
  VariableDeclarationList, WhileStatement,
} from '../syntax/ast.ts';
import { lowerAssigned } from './assignments.ts';
import { addArm } from './branches.ts';
import { condition, discarded, getOperandFate, iterated, iteratedAwait } from './fates.ts';
import type { BindingIndex, Expr, LoopFact, LoopIndex } from './fileFacts.ts';
import { none } from './rows.ts';
import { Scope, declarePattern, declareVariables, hoistLexical } from './scopes.ts';
import { walkBlock, walkVariables } from './statements.ts';
import { onStatement } from './walker.ts';
import type { Place, Walker } from './walker.ts';

function addLoop(w: Walker, node: Node, kind: LoopFact['kind'], body: Node): LoopIndex {
  const { f, loop, branch } = w.here;
  w.rows.loops.push({ start: w.startOf(node), end: node.end, kind, f, outer: loop, body: w.spanOf(body), vars: none, exits: false, branch });
  return w.rows.loops.length - 1;
}

/** The place of what runs once per round. */
function inLoop(w: Walker, loop: LoopIndex): Place {
  return { ...w.here, loop, target: { kind: 'loop', loop, label: '', up: w.here.target } };
}

function walkWhile(w: Walker, node: WhileStatement | DoStatement): boolean {
  const l = addLoop(w, node, node.kind === SyntaxKind.DoStatement ? 'do' : 'while', node.statement);
  w.at(inLoop(w, l), () => {
    const row = w.rows.loops[l]!;
    if (node.kind === SyntaxKind.DoStatement) w.statement(node.statement);
    row.test = w.expression(node.expression, condition);
    w.addTested(node.expression, row.test, 'truth');
    if (node.kind === SyntaxKind.WhileStatement) w.statement(node.statement);
  });
  return isForever(w, l);
}

/** `while (true)` without a way out never goes on behind the loop. */
function isForever(w: Walker, l: LoopIndex): boolean {
  const { test, exits, kind } = w.rows.loops[l]!;
  return !exits && (test === undefined ? kind === 'for' : test.k === 'lit' && (test.v === true || test.v === 1));
}

/** Opens the scope of a loop's own variables. */
function withLoopScope(w: Walker, initializer: Node | undefined, walk: (list: VariableDeclarationList | undefined) => void): void {
  if (initializer?.kind !== SyntaxKind.VariableDeclarationList) {
    walk(undefined);
    return;
  }
  const list = initializer as VariableDeclarationList;
  if ((list.flags & NodeFlags.BlockScoped) === 0) {
    walk(list);
    return;
  }
  const scope = new Scope(w.here.scope, w.here.f);
  declareVariables(w, scope, list, true);
  w.at({ ...w.here, scope }, () => walk(list));
}

/** The variables a loop declares: the rows between two counts that its list names. */
function getDeclared(w: Walker, list: VariableDeclarationList): BindingIndex[] {
  const found: BindingIndex[] = [];
  for (const declaration of list.declarations) collectNames(w, declaration.name, found);
  return found;
}

function collectNames(w: Walker, name: Node, into: BindingIndex[]): void {
  if (name.kind === SyntaxKind.Identifier) {
    const b = w.here.scope.findValue(w.nameOf(name));
    if (b !== undefined) into.push(b);
    return;
  }
  if (into.length > 60) return;
  name.forEachChild((element) => {
    const inner = (element as Node & { readonly name?: Node }).name;
    if (inner !== undefined) collectNames(w, inner, into);
  });
}

function walkFor(w: Walker, node: ForStatement): boolean {
  const l = addLoop(w, node, 'for', node.statement);
  const row = w.rows.loops[l]!;
  withLoopScope(w, node.initializer, (list) => {
    if (list !== undefined) {
      row.init = walkVariables(w, list);
      row.vars = getDeclared(w, list);
    } else if (node.initializer !== undefined) row.init = [w.expression(node.initializer, discarded)];
    w.at(inLoop(w, l), () => {
      if (node.condition !== undefined) {
        row.test = w.expression(node.condition, condition);
        w.addTested(node.condition, row.test, 'truth');
      }
      if (node.incrementor !== undefined) row.update = w.expression(node.incrementor, discarded);
      w.statement(node.statement);
    });
  });
  return isForever(w, l);
}

function walkForOf(w: Walker, node: ForOfStatement | ForInStatement): boolean {
  const isIn = node.kind === SyntaxKind.ForInStatement;
  const awaits = node.awaitModifier !== undefined;
  const l = addLoop(w, node, isIn ? 'for-in' : awaits ? 'for-await' : 'for-of', node.statement);
  const row = w.rows.loops[l]!;
  const iterable = w.expression(node.expression, isIn ? getOperandFate('in') : awaits ? iteratedAwait : iterated);
  row.iterable = iterable;
  const value: Expr = isIn ? keyOf(iterable) : awaits ? { k: 'each', e: iterable, await: true } : { k: 'each', e: iterable };
  withLoopScope(w, node.initializer, (list) => {
    w.at(inLoop(w, l), () => {
      if (list !== undefined) {
        walkVariables(w, list, value);
        row.vars = getDeclared(w, list);
      } else lowerAssigned(w, node.initializer, value, 0);
      w.statement(node.statement);
    });
  });
  return false;
}

/** The variable of `for (k in e)` is a key, not an element. */
function keyOf(iterable: Expr): Expr {
  return { k: 'op', op: 'in', e: [iterable] };
}

function walkIf(w: Walker, node: IfStatement): boolean {
  const test = w.expression(node.expression, condition);
  w.addTested(node.expression, test, 'truth');
  const group = w.branchGroups++;
  const then = walkArm(w, node.thenStatement, group, test, false);
  return node.elseStatement === undefined ? false : walkArm(w, node.elseStatement, group, test, true) && then;
}

function walkArm(w: Walker, node: Node, group: number, test: Expr, negated: boolean): boolean {
  const branch = addArm(w, node, group, test, negated);
  const before = w.here;
  w.here = { ...before, branch };
  const leaves = w.statement(node);
  w.here = before;
  w.rows.branches[branch]!.leaves = leaves;
  return leaves;
}

function walkSwitch(w: Walker, node: SwitchStatement): boolean {
  const subject = w.expression(node.expression, getOperandFate('switch'));
  const group = w.branchGroups++;
  const scope = new Scope(w.here.scope, w.here.f);
  const clauses = [...node.caseBlock.clauses];
  for (const clause of clauses) hoistLexical(w, scope, clause.statements);
  const target = { kind: 'switch', loop: -1, label: '', up: w.here.target } as const;
  return w.at({ ...w.here, scope, target }, () => {
    let leavesAlways = clauses.length > 0;
    let hasDefault = false;
    for (const clause of clauses) {
      const leaves = walkClause(w, clause, subject, group);
      if (clause.kind === SyntaxKind.DefaultClause) hasDefault = true;
      // An empty clause falls into the next one.
      if (!leaves && clause.statements.length > 0) leavesAlways = false;
    }
    return leavesAlways && hasDefault;
  });
}

function walkClause(w: Walker, clause: CaseOrDefaultClause, subject: Expr, group: number): boolean {
  const key = clause.kind === SyntaxKind.CaseClause ? w.expression((clause as CaseClause).expression as Expression, getOperandFate('case')) : undefined;
  const test: Expr | undefined = key === undefined ? undefined : { k: 'op', op: '===', e: [subject, key] };
  const branch = addArm(w, clause, group, test, false);
  const leaves = w.at({ ...w.here, branch }, () => w.statements(clause.statements));
  w.rows.branches[branch]!.leaves = leaves;
  return leaves;
}

function walkTry(w: Walker, node: TryStatement): boolean {
  const outer = w.here;
  const t = w.rows.tries.length;
  const { catchClause, finallyBlock } = node;
  w.rows.tries.push({ start: w.startOf(node), end: node.end, f: outer.f, outer: outer.tryIn, block: w.spanOf(node.tryBlock) });
  const row = w.rows.tries[t]!;
  if (catchClause !== undefined) row.handler = { ...w.spanOf(catchClause), empty: catchClause.block.statements.length === 0, rethrows: false };
  if (finallyBlock !== undefined) row.finalizer = w.spanOf(finallyBlock);
  let leaves = w.at({ ...outer, tryIn: t }, () => walkBlock(w, node.tryBlock));
  if (catchClause !== undefined) leaves = walkCatch(w, catchClause, t) && leaves;
  if (finallyBlock !== undefined && walkBlock(w, finallyBlock)) leaves = true;
  return leaves;
}

function walkCatch(w: Walker, node: CatchClause, t: number): boolean {
  const scope = new Scope(w.here.scope, w.here.f);
  const { variableDeclaration: variable } = node;
  const row = w.rows.tries[t]!;
  if (variable !== undefined) {
    declarePattern(w, scope, variable.name, 'catch', variable);
    const b = variable.name.kind === SyntaxKind.Identifier ? scope.findOwnValue(w.nameOf(variable.name)) : undefined;
    if (b !== undefined && row.handler !== undefined) row.handler = { ...row.handler, b };
  }
  return w.at({ ...w.here, scope, handler: t }, () => walkBlock(w, node.block));
}

export const controlFlowWalks = [
  onStatement<WhileStatement>(SyntaxKind.WhileStatement, walkWhile),
  onStatement<DoStatement>(SyntaxKind.DoStatement, walkWhile),
  onStatement(SyntaxKind.ForStatement, walkFor),
  onStatement<ForOfStatement>(SyntaxKind.ForOfStatement, walkForOf),
  onStatement<ForInStatement>(SyntaxKind.ForInStatement, walkForOf),
  onStatement(SyntaxKind.IfStatement, walkIf),
  onStatement(SyntaxKind.SwitchStatement, walkSwitch),
  onStatement(SyntaxKind.TryStatement, walkTry),
];
