/**
 * Rows for calls: functions, constructors, tagged templates, `super(…)` and decorators, each with its arguments and its fate. Calls of
 * `require` and `import()` and `new URL(…, import.meta.url)` also give rows of imports. What a call means is not known here.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { BinaryExpression, CallExpression, Decorator, NewExpression, Node, NoSubstitutionTemplateLiteral, SpreadElement, TaggedTemplateExpression, TemplateExpression, TypeNode } from '../syntax/ast.ts';
import { addImport } from './imports.ts';
import { getArgumentFate, getCalleeFate, getOperandFate, other } from './fates.ts';
import type { ArgFact, CallFact, CallIndex, Expr, Fate, Span } from './fileFacts.ts';
import { getTemplatePart } from './literals.ts';
import { none, toPacked } from './rows.ts';
import { toTypeRefs } from './types.ts';
import { onExpression, unknown, unwrap } from './walker.ts';
import type { Walker } from './walker.ts';

type CallNode = CallExpression | NewExpression | TaggedTemplateExpression;

/** Adds the row of a call that stands where we are; callee and arguments follow when they are walked. */
function openCall(w: Walker, node: CallNode, kind: CallFact['kind'], fate: Fate): CallIndex {
  const { f, loop, tryIn, branch } = w.here;
  const callee = getCallee(node);
  w.rows.calls.push({ start: w.startOf(node), end: node.end, x: w.id(node), kind, callee: unknown, name: getNameSpan(w, callee), args: none, f, loop, tryIn, branch, fate });
  return w.rows.calls.length - 1;
}

function getCallee(node: CallNode): Node {
  return node.kind === SyntaxKind.TaggedTemplateExpression ? node.tag : node.expression;
}

function getCallKind(node: Node): CallFact['kind'] {
  if (node.kind === SyntaxKind.NewExpression) return 'new';
  if (node.kind === SyntaxKind.TaggedTemplateExpression) return 'tag';
  return (node as CallExpression).expression.kind === SyntaxKind.SuperKeyword ? 'super' : 'call';
}

/** Where the callee's last name stands; the whole callee when it has none. */
function getNameSpan(w: Walker, callee: Node): Span {
  let node = unwrap(callee);
  // `(0, o.m)(…)`, as compilers write it: the name is that of the last.
  while (node.kind === SyntaxKind.BinaryExpression && (node as BinaryExpression).operatorToken.kind === SyntaxKind.CommaToken) node = unwrap((node as BinaryExpression).right);
  if (node.kind === SyntaxKind.PropertyAccessExpression) return w.spanOf((node as Node & { readonly name: Node }).name);
  if (node.kind === SyntaxKind.ElementAccessExpression) {
    const key = (node as Node & { readonly argumentExpression?: Node }).argumentExpression;
    if (key !== undefined) return w.spanOf(key);
  }
  return w.spanOf(node);
}

function walkCall(w: Walker, node: CallNode, fate: Fate): Expr {
  if (node.kind === SyntaxKind.CallExpression && node.expression.kind === SyntaxKind.ImportKeyword) return walkDynamicImport(w, node);
  const c = w.takeReserved(node) ?? openCall(w, node, getCallKind(node), fate);
  const level = w.startAfresh();
  fillCall(w, node, c);
  w.level = level;
  return { k: 'call', c, x: w.rows.calls[c]!.x };
}

/** Gives a call that is put off its row. */
export function reserveCall(w: Walker, node: Node, fate: Fate): Expr {
  if (node.kind === SyntaxKind.CallExpression && (node as CallExpression).expression.kind === SyntaxKind.ImportKeyword) return unknown;
  const c = openCall(w, node as CallNode, getCallKind(node), fate);
  w.reserved.set(node, c);
  return { k: 'call', c, x: w.id(node) };
}

function fillCall(w: Walker, node: CallNode, c: CallIndex): void {
  const row = w.rows.calls[c]!;
  row.callee = w.expression(getCallee(node), getCalleeFate(c));
  const typeArguments = node.typeArguments as Iterable<TypeNode> | undefined;
  if (typeArguments !== undefined) row.typeArgs = toTypeRefs(w, typeArguments);
  if (node.kind === SyntaxKind.TaggedTemplateExpression) {
    row.args = toPacked(walkTemplateArguments(w, node, c));
    return;
  }
  if (node.kind === SyntaxKind.CallExpression && node.questionDotToken !== undefined) row.opt = true;
  const list = node.arguments as Iterable<Node> | undefined;
  if (list !== undefined) {
    row.args = walkArguments(w, list, c);
  }
  noteModuleReference(w, node, c);
}

function walkArguments(w: Walker, list: Iterable<Node>, c: CallIndex): readonly ArgFact[] {
  const args: ArgFact[] = [];
  for (const node of list) {
    const i = args.length;
    const v: Expr = node.kind === SyntaxKind.SpreadElement
      ? { k: 'spread', e: w.expression((node as SpreadElement).expression, { k: 'argument', c, i, spread: true }) }
      : w.expression(node, getArgumentFate(c, i));
    args.push({ start: w.startOf(node), end: node.end, v });
  }
  return toPacked(args);
}

/** As at run time: the strings come first, as a template without values, then the values. */
function walkTemplateArguments(w: Walker, node: TaggedTemplateExpression, c: CallIndex): ArgFact[] {
  const { template } = node;
  const args: ArgFact[] = [];
  const q: string[] = [];
  args.push({ start: w.startOf(template), end: template.end, v: { k: 'tpl', q, e: none } });
  if (template.kind === SyntaxKind.NoSubstitutionTemplateLiteral) {
    q.push(getTemplatePart(template as NoSubstitutionTemplateLiteral));
    return args;
  }
  q.push(getTemplatePart((template as TemplateExpression).head));
  for (const span of (template as TemplateExpression).templateSpans) {
    const v = w.expression(span.expression, getArgumentFate(c, args.length));
    args.push({ start: w.startOf(span.expression), end: span.expression.end, v });
    q.push(getTemplatePart(span.literal));
  }
  return args;
}

function walkDynamicImport(w: Walker, node: CallExpression): Expr {
  const first = node.arguments[0];
  if (first !== undefined && isStringNode(first)) return { k: 'import', m: addImport(w, first, 'dynamic', false) };
  let e: Expr | undefined;
  for (const argument of node.arguments) {
    const walked = w.expression(argument, getOperandFate('import'));
    e ??= walked;
  }
  return e === undefined ? { k: 'import' } : { k: 'import', e };
}

export function isStringNode(node: Node): boolean {
  return node.kind === SyntaxKind.StringLiteral || node.kind === SyntaxKind.NoSubstitutionTemplateLiteral;
}

/** `require('x')`, `require.resolve('x')` and `new URL('./x', import.meta.url)` name other files. */
function noteModuleReference(w: Walker, node: CallExpression | NewExpression, c: CallIndex): void {
  const { callee, args } = w.rows.calls[c]!;
  const first = args[0];
  if (first === undefined || first.v.k !== 'lit' || typeof first.v.v !== 'string') return;
  const specifier = unwrap((node.arguments as ArrayLike<Node>)[0]!);
  if (!isStringNode(specifier)) return;
  if (node.kind === SyntaxKind.CallExpression) {
    if (isRequire(w, callee)) w.rows.requires.set(c, addImport(w, specifier, 'require', false));
    else if (callee.k === 'prop' && callee.n === 'resolve' && isRequire(w, callee.o)) addImport(w, specifier, 'url', false);
  } else if (callee.k === 'global' && callee.n === 'URL') {
    const base = args[1]?.v;
    if (base?.k === 'prop' && base.n === 'url' && base.o.k === 'meta') addImport(w, specifier, 'url', false);
  }
}

/** CommonJS's own `require`, or one made with `createRequire`. */
function isRequire(w: Walker, callee: Expr): boolean {
  if (callee.k === 'global') return callee.n === 'require';
  if (callee.k !== 'ref') return false;
  const binding = w.rows.bindings[callee.b];
  if (binding?.n !== 'require' || binding.init?.k !== 'call') return false;
  const made = w.rows.calls[binding.init.c]?.callee;
  if (made?.k === 'prop') return made.n === 'createRequire';
  return made?.k === 'ref' && w.rows.bindings[made.b]?.n === 'createRequire';
}

/** The decorators among `modifiers`. `@d(…)` is a call of kind `decorator`; a bare `@d` is only read. */
export function walkDecorators(w: Walker, modifiers: Iterable<Node>): readonly Expr[] {
  const decorators: Expr[] = [];
  for (const modifier of modifiers) {
    if (modifier.kind !== SyntaxKind.Decorator) continue;
    const e = w.expression((modifier as Decorator).expression, other);
    if (e.k === 'call') w.rows.calls[e.c]!.kind = 'decorator';
    decorators.push(e);
  }
  return toPacked(decorators);
}

export const callWalks = [
  onExpression<CallExpression>(SyntaxKind.CallExpression, walkCall),
  onExpression<NewExpression>(SyntaxKind.NewExpression, walkCall),
  onExpression<TaggedTemplateExpression>(SyntaxKind.TaggedTemplateExpression, walkCall),
];
