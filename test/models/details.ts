/**
 * Asks the types of packages whether what a row says about an API can be true: that the option and the callback are where the row says, that the
 * result is a promise, that what is acquired has the methods to give it back. What the types leave open (`any`) passes.
 */
import type { Node } from 'typescript/unstable/ast';
import { isExpressionStatement, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { ApiModel, CallbackModel } from '../../server/engine/models/model.ts';
import { getNodeIdOf } from '../../server/engine/syntax/nodeId.ts';
import { fixtureOptions } from '../support/project.ts';
import { getImports } from './declared.ts';

/** An API of a module, the expression that reaches it, and its row. */
export interface Subject { readonly name: string; readonly way: string; readonly row: ApiModel }

/** One claim: it holds when any of the expressions has a symbol, or (`promise`) a type that is a promise. */
interface Claim { readonly subject: Subject; readonly says: string; readonly any: readonly string[]; readonly promise?: true }

const overloads = (count: number): string => {
  const each = Array.from({ length: count }, (_, i) => i);
  return `F extends { ${each.map((i) => `(...a: infer A${i}): infer R${i};`).join(' ')} } ? [${each.map((i) => `A${i}`).join(' | ')}, ${each.map((i) => `R${i}`).join(' | ')}] :`;
};
const constructors = (count: number): string => {
  const each = Array.from({ length: count }, (_, i) => i);
  return `F extends { ${each.map((i) => `new (...a: infer A${i}): infer R${i};`).join(' ')} } ? [${each.map((i) => `A${i}`).join(' | ')}, ${each.map((i) => `R${i}`).join(' | ')}] :`;
};

/** Types that take signatures, arguments and options apart. */
const helpers = `
type Sig<F> = ${Array.from({ length: 24 }, (_, i) => 24 - i).map(overloads).join(' ')} never;
type New<F> = ${[4, 3, 2, 1].map(constructors).join(' ')} F extends abstract new (...a: infer A) => infer R ? [A, R] : never;
type Args<F> = ([Sig<F>] extends [never] ? never : Sig<F>[0]) | ([New<F>] extends [never] ? never : New<F>[0]);
type Ret<F> = ([Sig<F>] extends [never] ? never : Sig<F>[1]) | ([New<F>] extends [never] ? never : New<F>[1]);
type IsAny<T> = 0 extends 1 & T ? true : false;
type At<A, I extends string> = A extends readonly any[] ? (number extends A['length'] ? A[number] : I extends keyof A ? A[I] : never) : never;
type With<U, K extends string> = unknown extends U ? { [P in K]: 1 } : U extends unknown ? (K extends keyof U ? U : never) : never;
type Step<U, K extends string> = IsAny<U> extends true ? any : U extends unknown ? (
  K extends '*' ? (U extends readonly (infer E)[] ? E : U extends (...a: any) => any ? never : U extends object ? U[keyof U] : never)
  : K extends keyof U ? NonNullable<U[K]> : U extends (...a: any) => infer R ? (Awaited<R> extends infer V ? (K extends keyof V ? V[K] : never) : never) : never) : never;
type Fn<T> = IsAny<T> extends true ? { call: 1 } : unknown extends T ? { call: 1 } : Extract<NonNullable<T>, ((...a: any) => any) | Function>;
`;

/** The claims that the types of the packages in `folder` contradict, in words. */
export async function findContradictions(subjects: readonly Subject[], folder: string): Promise<readonly { readonly name: string; readonly says: string }[]> {
  const byModule = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const module = subject.name.slice(0, subject.name.indexOf('#'));
    byModule.set(module, [...byModule.get(module) ?? [], subject]);
  }
  const files = [...byModule].map(([module, list], i) => {
    const claims = list.flatMap((subject, s) => listClaims(subject, `w${s}`));
    const text = [getImports(module), helpers, ...list.map((subject, s) => `const w${s} = ${subject.way};`), ...claims.flatMap((claim) => claim.any.map((expression) => `${expression};`))].join('\n');
    return { path: `${folder}/details${i}.ts`, claims, text };
  });
  const compiler = createCompiler({ cwd: folder });
  try {
    const texts = new Map(files.map((file) => [file.path, file.text]));
    const compilerOptions = { ...fixtureOptions, lib: ['esnext', 'dom', 'dom.iterable'], types: ['node'], esModuleInterop: true, strict: true };
    texts.set(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: files.map((file) => file.path.slice(folder.length + 1)) }));
    await compiler.update({ texts, files: files.map((file) => file.path) });
    const wrong: { name: string; says: string }[] = [];
    for (const { path, claims } of files) {
      const tree = await compiler.tree(path);
      if (tree === undefined) throw new Error(`The compiler gave no tree for ${path}.`);
      const expressions = [...tree.statements].filter(isExpressionStatement).map((statement) => statement.expression as Node);
      const [symbols, types] = await Promise.all([
        compiler.symbols(path, expressions.map((expression) => getNodeIdOf(isPropertyAccessExpression(expression) ? expression.name : expression))),
        compiler.types(path, expressions.map(getNodeIdOf)),
      ]);
      let at = 0;
      for (const claim of claims) {
        const holds = claim.any.some((_, i) => (claim.promise ? types[at + i]?.promise !== 'no' : symbols[at + i] !== undefined));
        at += claim.any.length;
        if (!holds) wrong.push({ name: claim.subject.name, says: claim.says });
      }
    }
    return wrong;
  } finally {
    await compiler.close();
  }
}

function listClaims(subject: Subject, value: string): Claim[] {
  const { row } = subject;
  const at = (i: number): string => `At<Args<typeof ${value}>, '${i}'>`;
  const claims: Claim[] = [];
  const { deadline } = row;
  const positions = deadline?.options.filter((i) => i >= 0) ?? [];
  if (positions.length > 0) {
    for (const name of new Set([...deadline!.names, ...(deadline!.signal ? [deadline!.signal] : [])])) {
      claims.push({ subject, says: `has the option ${name}`, any: positions.map((i) => `(null! as With<NonNullable<${at(i)}>, '${name}'>).${name}`) });
    }
  }
  if (deadline?.methods) claims.push({ subject, says: `gives something with the method ${deadline.methods.join(' or ')}`, any: deadline.methods.map((name) => `(null! as With<Ret<typeof ${value}>, '${name}'>).${name}`) });
  // Emitters type their listeners event by event.
  const isListener = /\.(?:on|once|addListener)$/.test(subject.name);
  for (const callback of isListener ? [] : row.callbacks ?? []) claims.push(...listCallbackClaims(subject, callback, at));
  if (row.returns?.startsWith('promise')) claims.push({ subject, says: 'gives a promise', any: [`(null! as Ret<typeof ${value}>)`], promise: true });
  const methods = row.acquires?.release.filter((name) => !name.includes('#')) ?? [];
  if (methods.length > 0) claims.push({ subject, says: `takes something to release by ${methods.join(' or ')}`, any: methods.flatMap((name) => (row.acquires?.onReceiver ? [`${subject.way.slice(0, subject.way.lastIndexOf('.'))}.${name}`] : [`(null! as With<Awaited<Ret<typeof ${value}>>, '${name}'>).${name}`, `(null! as With<Ret<typeof ${value}>, '${name}'>).${name}`])) });
  return claims;
}

function listCallbackClaims(subject: Subject, { at: place }: CallbackModel, at: (i: number) => string): Claim[] {
  const callable = (type: string): string => `(null! as Fn<${type}>).call`;
  if (typeof place === 'number') {
    const indexes = place >= 0 ? [place] : [0, 1, 2, 3, 4, 5];
    return [{ subject, says: `takes a function as argument ${place}`, any: indexes.map((i) => callable(at(i))) }];
  }
  if ('from' in place) return [{ subject, says: `takes functions from argument ${place.from} on`, any: [0, 1, 2, 3].map((i) => callable(`${at(place.from + i)}`)) }];
  return (typeof place.option === 'string' ? [place.option] : place.option).map((option) => {
    const type = option.split('.').reduce((inner, step) => `Step<${inner}, '${step}'>`, `NonNullable<${at(place.arg)}>`);
    return { subject, says: `takes a function as the option ${option} of argument ${place.arg}`, any: [callable(type)] };
  });
}
