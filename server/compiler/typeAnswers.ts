/**
 * Answers `Compiler.types` and `Compiler.expectedReturns`: whether a type is thenable, an array, a small set, callable, and
 * what it is called. Everything is learnt once per type and view, because an application has few types and many expressions.
 * What the checker does not know (any, unknown, an unresolved name, an unbound type parameter) is `unknown`, never a guess.
 */
import { ObjectFlags, SymbolFlags, TypeFlags } from 'typescript/unstable/async';
import type { Expression, Node } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import { isCallExpression, isClassDeclaration, isClassExpression, isIdentifier, isInterfaceDeclaration, isObjectLiteralExpression, isStringLiteral } from 'typescript/unstable/ast/is';
import type { NodeId, Tree, TypeAnswer } from '../engine/syntax/compiler.ts';
import { getNodeIdOf, getNodeKind } from '../engine/syntax/nodeId.ts';
import { toHandle } from './nodeHandles.ts';
import type { QuestionContext } from './questions.ts';
import { askCallSignatures, askContextualType, askParameterType, askProperty, askReturnType, askSymbolOfType, askTypeArguments, askTypeOfSymbol, askTypeOfType, askTypeParts, askTypes } from './questions.ts';
import { describeSymbol } from './symbolAnswers.ts';
import { decodeTree, findNodeById } from './tree.ts';
import type { SymbolResponse, TypeResponse } from './view.ts';

type Thenable = TypeAnswer['promise'];
type Returns = NonNullable<TypeAnswer['returns']>;

const finiteFlags = TypeFlags.Literal | TypeFlags.EnumLiteral | TypeFlags.UniqueESSymbol | TypeFlags.Boolean | TypeFlags.Enum;
const openFlags = TypeFlags.TypeParameter | TypeFlags.IndexedAccess | TypeFlags.Conditional | TypeFlags.Substitution;

export async function answerTypes(context: QuestionContext, nodes: readonly NodeId[]): Promise<(TypeAnswer | undefined)[]> {
  const types = await askTypes(context, nodes.map((node) => toHandle(context.path, node)));
  return Promise.all(types.map((type) => (type === null ? undefined : describeType(context, type))));
}

export async function answerExpectedReturns(context: QuestionContext, nodes: readonly NodeId[]): Promise<(Returns | undefined)[]> {
  const members = nodes.filter(isMember);
  const declared = members.length > 0 ? findDeclaredBy(await fetchOwnTree(context), members) : undefined;
  const answers = await Promise.all(nodes.map(async (node) => {
    if (isMember(node)) return getOverridden(context, declared?.get(node));
    const type = await askContextualType(context, toHandle(context.path, node));
    return type === null ? undefined : getReturns(context, type);
  }));
  // An async function fits an overload that wants nothing back even where the next one takes its promise.
  const dropped = nodes.filter((node, i) => answers[i] === 'void' && !isMember(node));
  if (dropped.length === 0) return answers;
  const tree = await fetchOwnTree(context);
  return Promise.all(answers.map(async (answer, i) => (answer === 'void' && !isMember(nodes[i]!) && tree !== undefined && await hasOtherOverload(context, tree, nodes[i]!) ? 'promise' : answer)));
}

/** The tree of the file that is asked about; it is let go with the batch. */
async function fetchOwnTree(context: QuestionContext): Promise<Tree | undefined> {
  const data = await context.view.fetchTree(context.project, context.path);
  return data && decodeTree(data);
}

/** Whether another signature of what is called takes a promise in the place of this argument. */
async function hasOtherOverload(context: QuestionContext, tree: Tree, id: NodeId): Promise<boolean> {
  const argument = findNodeById(tree, id);
  const call = argument?.parent;
  if (argument === undefined || call === undefined || !isCallExpression(call)) return false;
  const index = [...call.arguments].indexOf(argument as Expression);
  const [callee] = await askTypes(context, [toHandle(context.path, getNodeIdOf(call.expression))]);
  if (index < 0 || callee === null || callee === undefined) return false;
  const signatures = await askCallSignatures(context, callee.id);
  if (signatures.length < 2) return false;
  const expected = await Promise.all(signatures.map(async (signature) => {
    const type = await askParameterType(context, signature.id, index);
    return type === null ? undefined : getReturns(context, type);
  }));
  return expected.includes('promise');
}

const memberKinds = new Set<number>([SyntaxKind.MethodDeclaration, SyntaxKind.MethodSignature, SyntaxKind.PropertyDeclaration, SyntaxKind.PropertySignature]);

function isMember(node: NodeId): boolean {
  return memberKinds.has(getNodeKind(node));
}

/** The types that say what the members of a file stand for: of an object literal the one it is put in, of a class or interface its bases. */
interface DeclaredBy { readonly name: string; readonly literal?: Node; readonly bases: readonly Node[] }

/** Reads members off the file's tree. */
function findDeclaredBy(tree: Tree | undefined, nodes: readonly NodeId[]): ReadonlyMap<NodeId, DeclaredBy> | undefined {
  if (tree === undefined) return undefined;
  const found = new Map<NodeId, DeclaredBy>();
  for (const id of nodes) {
    const member = findNodeById(tree, id) as Node & { readonly name?: Node } | undefined;
    const owner = member?.parent;
    if (member?.name === undefined || owner === undefined || !(isIdentifier(member.name) || isStringLiteral(member.name))) continue;
    const name = member.name.text;
    if (isObjectLiteralExpression(owner)) found.set(id, { name, literal: owner, bases: [] });
    else if (isClassDeclaration(owner) || isClassExpression(owner) || isInterfaceDeclaration(owner)) found.set(id, { name, bases: (owner.heritageClauses ?? []).flatMap((clause) => [...clause.types]) });
  }
  return found;
}

/** What the member gives back where it was declared first; `void` when one of several declarations says so. */
async function getOverridden(context: QuestionContext, declared: DeclaredBy | undefined): Promise<Returns | undefined> {
  if (declared === undefined) return undefined;
  const { literal, bases, name } = declared;
  const types = literal === undefined ? await askTypes(context, bases.map((base) => toHandle(context.path, getNodeIdOf(base)))) : [await askContextualType(context, toHandle(context.path, getNodeIdOf(literal)))];
  const answers = await Promise.all(types.filter((type) => type !== null).map(async (type) => {
    const [only, ...others] = await getMembers(context, type);
    const property = only === undefined || others.length > 0 ? null : await askProperty(context, only.id, name);
    const held = property === null ? null : await askTypeOfSymbol(context, property.id);
    return held === null ? undefined : getReturns(context, held);
  }));
  return answers.includes('void') ? 'void' : answers.find((answer) => answer !== undefined);
}

function describeType(context: QuestionContext, type: TypeResponse): Promise<TypeAnswer> {
  return context.view.remember(context.project.memory, `type ${type.id}`, async () => {
    const members = await getConstraints(context, await getMembers(context, type));
    const promise = await getThenable(context, type);
    const isStandard = (promise === 'yes' || promise === 'some') && (await Promise.all(members.map((member) => isStandardPromise(context, member)))).includes(true);
    const only = members.length === 1 ? members[0] : undefined;
    const isFinite = members.length > 0 && members.every((member) => (member.flags & finiteFlags) !== 0);
    const named = only === undefined ? undefined : await describeNamed(context, only);
    const array = await findArrayOf(context, members);
    const returns = only === undefined || array !== undefined || promise !== 'no' ? undefined : await getReturns(context, only);
    const isNullable = promise !== 'no' && await mayBeNull(context, type);
    return { promise, ...(isNullable ? { nullable: true as const } : {}), ...(isStandard ? { standard: true as const } : {}), ...(array === undefined ? {} : { array }), ...(isFinite ? { finite: true } : {}), ...named, ...(returns === undefined ? {} : { returns }) };
  });
}

/** The members of a union without null and undefined; a type that is no union is its only member. */
async function getMembers(context: QuestionContext, type: TypeResponse): Promise<readonly TypeResponse[]> {
  if ((type.flags & TypeFlags.Union) === 0 || (type.flags & (TypeFlags.Boolean | TypeFlags.Enum)) !== 0) return (type.flags & TypeFlags.Nullable) === 0 ? [type] : [];
  const parts = await context.view.remember(context.project.memory, `parts ${type.id}`, () => askTypeParts(context, type.id));
  return parts.filter((part) => (part.flags & TypeFlags.Nullable) === 0);
}

async function mayBeNull(context: QuestionContext, type: TypeResponse): Promise<boolean> {
  if ((type.flags & TypeFlags.Union) === 0) return (type.flags & TypeFlags.Nullable) !== 0;
  const parts = await context.view.remember(context.project.memory, `parts ${type.id}`, () => askTypeParts(context, type.id));
  return parts.some((part) => (part.flags & TypeFlags.Nullable) !== 0);
}

/** Type parameters by what they extend, as far as they extend anything. */
async function getConstraints(context: QuestionContext, members: readonly TypeResponse[]): Promise<readonly TypeResponse[]> {
  const all = await Promise.all(members.map(async (member) => {
    if ((member.flags & openFlags) === 0) return [member];
    const constraint = await askTypeOfType(context, 'getBaseConstraintOfType', member.id);
    return constraint === null || constraint.id === member.id ? [member] : getMembers(context, constraint);
  }));
  return all.flat();
}

/** Whether the type's `then` is the one of the built-in Promise, inherited or not. */
async function isStandardPromise(context: QuestionContext, type: TypeResponse): Promise<boolean> {
  if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0 || (await isThenable(context, type)) === 'no') return false;
  return context.view.remember(context.project.memory, `standard ${type.target ?? type.id}`, async () => {
    const property = await askProperty(context, type.id, 'then');
    return property !== null && (await describeSymbol(context, property))?.api === 'global#Promise.then';
  });
}

/** The array a value is, or may be: over a union, elements that may be thenable count. */
async function findArrayOf(context: QuestionContext, members: readonly TypeResponse[]): Promise<TypeAnswer['array']> {
  const arrays = (await Promise.all(members.map((member) => findArray(context, member)))).filter((array) => array !== undefined);
  if (members.length === 1 || arrays.length === 0) return arrays[0];
  if (arrays.some((array) => array.element === 'yes' || array.element === 'some')) return { element: 'some' };
  return arrays.length === members.length ? { element: arrays.some((array) => array.element === 'unknown') ? 'unknown' : 'no' } : undefined;
}

/** Whether awaiting a value of the type waits, over all members of a union. */
function getThenable(context: QuestionContext, type: TypeResponse): Promise<Thenable> {
  return context.view.remember(context.project.memory, `thenable ${type.id}`, async () => {
    const answers = await Promise.all((await getMembers(context, type)).map((member) => isThenable(context, member)));
    if (answers.length === 0) return 'no';
    if (answers.every((answer) => answer === 'yes')) return 'yes';
    if (answers.some((answer) => answer === 'yes' || answer === 'some')) return 'some';
    return answers.includes('unknown') ? 'unknown' : 'no';
  });
}

async function isThenable(context: QuestionContext, type: TypeResponse): Promise<Thenable> {
  if ((type.flags & TypeFlags.AnyOrUnknown) !== 0 || type.intrinsicName === 'error') return 'unknown';
  if ((type.flags & openFlags) !== 0) {
    const constraint = await askTypeOfType(context, 'getBaseConstraintOfType', type.id);
    return constraint === null || constraint.id === type.id || (constraint.flags & TypeFlags.AnyOrUnknown) !== 0 ? 'unknown' : getThenable(context, constraint);
  }
  if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return 'no';
  // All instances of one generic class or interface are alike: Promise<string> asks for Promise<T>.
  const isInstance = ((type.objectFlags ?? 0) & ObjectFlags.Reference) !== 0 && type.target !== undefined;
  return context.view.remember(context.project.memory, `then ${isInstance ? type.target : type.id}`, async () => {
    // A plain function has the members of Function and no `then`; its signatures are asked for anyway.
    if (type.symbol !== undefined && ((type.objectFlags ?? 0) & ObjectFlags.Anonymous) !== 0) {
      const symbol = await findTypeSymbol(context, type);
      if (symbol !== null && (symbol.flags & (SymbolFlags.Function | SymbolFlags.Method)) !== 0 && (symbol.flags & SymbolFlags.Module) === 0) return 'no';
    }
    const property = await askProperty(context, type.id, 'then');
    if (property === null) return 'no';
    if ((property.flags & SymbolFlags.Method) !== 0) return 'yes';
    const then = await askTypeOfSymbol(context, property.id);
    if (then === null || (then.flags & TypeFlags.AnyOrUnknown) !== 0) return 'unknown';
    return (await askCallSignatures(context, then.id)).length > 0 ? 'yes' : 'no';
  });
}

/** Name and own declarations of a type that is called something. */
async function describeNamed(context: QuestionContext, type: TypeResponse): Promise<Pick<TypeAnswer, 'name' | 'own'>> {
  const symbol = await findTypeSymbol(context, type);
  if (symbol === null) return {};
  const answer = await describeSymbol(context, symbol);
  const isDeclaredType = (symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface | SymbolFlags.TypeAlias | SymbolFlags.Enum)) !== 0;
  return {
    ...(answer?.api === undefined || !(isDeclaredType || (symbol.flags & (SymbolFlags.Function | SymbolFlags.Method | SymbolFlags.Variable)) !== 0) ? {} : { name: answer.api }),
    ...(isDeclaredType && answer !== undefined && answer.own.length > 0 ? { own: answer.own } : {}),
  };
}

async function findTypeSymbol(context: QuestionContext, type: TypeResponse): Promise<SymbolResponse | null> {
  const id = type.symbol ?? type.aliasSymbol;
  if (id === undefined || ((type.objectFlags ?? 0) & ObjectFlags.ObjectLiteral) !== 0) return null;
  return context.view.remember(context.view.memory, `symbol of type ${id}`, () => askSymbolOfType(context, type.id));
}

async function findArray(context: QuestionContext, type: TypeResponse): Promise<TypeAnswer['array']> {
  if ((type.flags & TypeFlags.Object) === 0 || ((type.objectFlags ?? 0) & ObjectFlags.Reference) === 0 || type.target === undefined) return undefined;
  const target = type.target === type.id ? type : await context.view.remember(context.project.memory, `target ${type.target}`, () => askTypeOfType(context, 'getTargetOfType', type.id));
  const isTuple = target !== null && ((target.objectFlags ?? 0) & ObjectFlags.Tuple) !== 0;
  if (!isTuple) {
    const name = (await describeNamed(context, type)).name;
    if (name !== 'global#Array' && name !== 'global#ReadonlyArray') return undefined;
  }
  const items = await context.view.remember(context.project.memory, `arguments ${type.id}`, () => askTypeArguments(context, type.id));
  const elements = await Promise.all(items.map((item) => getThenable(context, item)));
  const element = elements.length > 0 && elements.every((answer) => answer === 'yes') ? 'yes' : elements.some((answer) => answer === 'yes' || answer === 'some') ? 'some' : elements.includes('unknown') ? 'unknown' : 'no';
  const isFixed = isTuple && target.fixedLength !== undefined && target.elementFlags?.every((flags) => (flags & restFlags) === 0) !== false;
  return { ...(isFixed ? { length: items.length } : {}), element };
}

/** ElementFlags.Rest and ElementFlags.Variadic, which the client does not export. */
const restFlags = 4 | 8;

/** Instances of classes, tuples and object literals: asking for their signatures would be a request for nothing. */
const neverCallable = ObjectFlags.Class | ObjectFlags.Tuple | ObjectFlags.ObjectLiteral;

/** What calling a value of the type gives back; `undefined` when it cannot be called. */
async function getReturns(context: QuestionContext, type: TypeResponse): Promise<Returns | undefined> {
  const members = await getMembers(context, type);
  if (members.some((member) => (member.flags & TypeFlags.AnyOrUnknown) !== 0)) return 'unknown';
  const all = await Promise.all(members.map((member) => getReturnsOfMember(context, member)));
  return combine(all.filter((answer) => answer !== undefined));
}

function getReturnsOfMember(context: QuestionContext, type: TypeResponse): Promise<Returns | undefined> {
  if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0 || ((type.objectFlags ?? 0) & neverCallable) !== 0) return Promise.resolve(undefined);
  return context.view.remember(context.project.memory, `returns ${type.id}`, async () => {
    const signatures = await askCallSignatures(context, type.id);
    return combine(await Promise.all(signatures.map(async (signature) => {
      const result = await askReturnType(context, signature.id);
      return result === null ? 'unknown' : classifyReturn(context, result);
    })));
  });
}

/** A promise anywhere means that a promise is welcome; void counts only when nothing else is. */
function combine(answers: readonly Returns[]): Returns | undefined {
  for (const answer of ['promise', 'unknown', 'other', 'void'] as const) if (answers.includes(answer)) return answer;
  return undefined;
}

async function classifyReturn(context: QuestionContext, type: TypeResponse): Promise<Returns> {
  if ((type.flags & TypeFlags.AnyOrUnknown) !== 0) return 'unknown';
  const thenable = await getThenable(context, type);
  if (thenable === 'yes' || thenable === 'some') return 'promise';
  if (thenable === 'unknown') return 'unknown';
  // `void | Destructor`, as React's effects have it, still has no use for a promise.
  const parts = (type.flags & TypeFlags.Union) === 0 ? [type] : await getMembers(context, type);
  return parts.some((part) => (part.flags & TypeFlags.Void) !== 0) ? 'void' : 'other';
}
