/**
 * `xs.forEach(async (x) => …)` as `for (const x of xs) …`: the same work, one after the other and waited for. The body stays where it
 * is; its `return` becomes `continue`.
 */
import { SyntaxKind, isArrowFunction, isCallExpression, isPropertyAccessExpression, isReturnStatement } from '../syntax/ast.ts';
import type { ArrowFunction, Node } from '../syntax/ast.ts';
import type { CallFact } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { Unit } from '../program/unit.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { Edit } from './edits.ts';
import { hasComment, findNode, isBlock, isFunctionNode, startOf } from './nodes.ts';
import { isLast } from './ownTask.ts';
import { getTextStyle } from './textStyle.ts';

/** The fix where the call is a statement of code that can wait. Safe where nothing of the function comes after it. */
export function listForEachFixes(unit: Unit, call: CallFact): readonly RuleFix[] {
  const around = unit.facts.functions[call.f]!;
  const mayAwait = around.kind === 'module' ? unit.facts.format === 'esm' && !/\.c[jt]s$/.test(unit.facts.file) : around.async;
  const [given] = call.args;
  if (!mayAwait || call.fate.k !== 'discarded' || call.args.length !== 1 || given?.v.k !== 'fn' || unit.facts.functions[given.v.f]!.kind !== 'arrow') return [];
  return [{ title: 'Turn it into a `for…of` loop that waits for each', kind: 'quickfix', safety: call.f > 0 && isLast(unit, call.f, call) ? 'safe' : 'review', make: (desk) => toLoop(desk, unit, call) }];
}

async function toLoop(desk: FixDesk, unit: Unit, call: CallFact): Promise<FixChange | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const node = tree && findNode(tree, call, isCallExpression);
  const arrow = node?.arguments[0];
  const statement = node?.parent;
  if (tree === undefined || node === undefined || arrow === undefined || !isArrowFunction(arrow) || !isPropertyAccessExpression(node.expression) || statement?.kind !== SyntaxKind.ExpressionStatement) return { refused: 'the call is part of a larger expression' };
  const { text } = tree;
  const header = toHeader(tree, arrow, node.expression.expression, node.expression.questionDotToken !== undefined);
  if (typeof header !== 'string') return header;
  const body = startOf(tree, arrow.body);
  if (hasComment(text, node.expression.expression.end, body) || hasComment(text, arrow.body.end, statement.end)) return { refused: 'a comment stands where the loop is written' };
  const { end } = getTextStyle(unit.facts, text);
  const inside = isBlock(arrow.body) ? rewriteReturns(tree, arrow.body, end) : [];
  if ('refused' in inside) return inside;
  const isAwaited = isBlock(arrow.body) || /^await\b/.test(text.slice(body, arrow.body.end));
  const edits: Edit[] = [
    { start: startOf(tree, statement), end: body, newText: `${header} ${isAwaited ? '' : 'await '}` }, ...inside,
    { start: arrow.body.end, end: statement.end, newText: isBlock(arrow.body) ? '' : end },
  ];
  return { edits: edits.map((edit) => ({ ...edit, file })) };
}

function toHeader(tree: Tree, arrow: ArrowFunction, list: Node, isOptional: boolean): string | FixRefusal {
  const names = [...arrow.parameters].map((parameter) => (parameter.initializer !== undefined || parameter.dotDotDotToken !== undefined ? undefined : tree.text.slice(startOf(tree, parameter.name), parameter.name.end)));
  const [item, index] = names;
  if (names.length > 2 || names.includes(undefined)) return { refused: 'its callback takes more than an element and an index' };
  const source = tree.text.slice(startOf(tree, list), list.end);
  const walked = isOptional ? `${source} ?? []` : source;
  if (index !== undefined) return `for (const [${index}, ${item}] of ${isOptional ? `(${walked})` : walked}.entries())`;
  return `for (const ${item ?? '_'} of ${walked})`;
}

/** `return;` goes on with the next element, and so does `return f();` after it has waited. */
function rewriteReturns(tree: Tree, body: Node, end: string): Edit[] | FixRefusal {
  const edits: Edit[] = [];
  let refused: string | undefined;
  const visit = (node: Node, isInLoop: boolean): void => {
    if (node !== body && isFunctionNode(node)) return;
    if (node.kind === SyntaxKind.VariableDeclarationList && /^var\b/.test(tree.text.slice(startOf(tree, node), node.end))) refused = 'a `var` in it would be shared by all rounds';
    if (isReturnStatement(node)) {
      if (isInLoop) refused = 'a `return` in it stands in a loop of its own';
      const start = startOf(tree, node);
      const value = node.expression;
      if (value === undefined) edits.push({ start, end: start + 'return'.length, newText: 'continue' });
      else {
        const valueStart = startOf(tree, value);
        const isAwaited = /^await\b/.test(tree.text.slice(valueStart, value.end));
        const isLastOne = node.parent === body && isBlock(node.parent) && [...node.parent.statements].at(-1) === node;
        edits.push({ start, end: valueStart, newText: `${isLastOne ? '' : '{ '}${isAwaited ? '' : 'await '}` });
        if (!isLastOne) edits.push({ start: node.end, end: node.end, newText: `${tree.text.slice(0, node.end).endsWith(';') ? '' : ';'} continue${end} }` });
      }
    }
    const opensLoop = loops.has(node.kind);
    node.forEachChild((child) => visit(child, isInLoop || opensLoop));
  };
  visit(body, false);
  return refused === undefined ? edits : { refused };
}

const loops: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.ForStatement, SyntaxKind.ForOfStatement, SyntaxKind.ForInStatement, SyntaxKind.WhileStatement, SyntaxKind.DoStatement]);
