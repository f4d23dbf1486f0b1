/**
 * The function a benchmark is about, found in the facts of its file: under which name it is imported, what it takes, whether it is
 * asynchronous. Types are followed by name through the files that are given; what lies outside stays unknown.
 */
import type { BindingIndex, Expr, FileFacts, FunctionFact, TypeRef } from '../../engine/facts/fileFacts.ts';

/** The files types may be declared in, and where the imports of each lead. */
export interface DeclaringFiles {
  readonly facts: ReadonlyMap<string, FileFacts>;
  /** The file that row `m` of the imports of `file` leads to. */
  resolve(file: string, m: number): string | undefined;
}

export interface TargetParameter {
  readonly name: string;
  /** With the file its names belong to. */
  readonly type: TypeRef | undefined;
  readonly file: string;
  readonly isOptional: boolean;
  readonly isRest: boolean;
  /** The literal it has as default. */
  readonly standard: string | number | boolean | null | undefined;
}

export interface BenchTarget {
  /** As asked for: `score`, `Page.render`. */
  readonly name: string;
  readonly file: string;
  /** How the module gives it: `score`, `default`, `Page.render`. */
  readonly access: string;
  readonly isAsync: boolean;
  readonly isTypeScript: boolean;
  readonly isCommonJs: boolean;
  readonly parameters: readonly TargetParameter[];
}

export type TargetResult = { readonly target: BenchTarget } | { readonly problem: string };

/** Finds an exported function, or says why it cannot be benchmarked and which ones could. */
export function findTarget(facts: FileFacts, name: string, shown: string): TargetResult {
  const offered = listTargets(facts);
  const found = offered.find((each) => each.access === name) ?? offered.find((each) => each.fact.n === name && !each.access.includes('.')) ?? offered.find((each) => each.access.split('.').at(-1) === name);
  if (found === undefined) {
    const others = offered.length === 0 ? `${shown} exports no function.` : `${shown} exports ${offered.map((each) => `\`${each.access}\``).join(', ')}.`;
    const isThere = facts.functions.some((fact) => fact.n === name || name.endsWith(`.${fact.n}`));
    if (!isThere) return { problem: `There is no function \`${name}\` in ${shown}. ${others}` };
    return { problem: `\`${name}\` cannot be imported from ${shown}: a benchmark calls it from a process and from threads of its own, so it has to be exported (of a class, static methods). ${others}` };
  }
  const { fact, access } = found;
  if (fact.generator) return { problem: `\`${name}\` is a generator: wrap it in a function that runs it to the end, export that, and benchmark it.` };
  return {
    target: {
      name: access === 'default' ? fact.n === '' ? 'default' : fact.n : access, file: facts.file, access, isAsync: fact.async || isPromise(fact.returnType),
      isTypeScript: facts.language === 'ts' || facts.language === 'tsx', isCommonJs: facts.format !== 'esm',
      parameters: fact.params.filter((param) => param.n !== 'this').map((param, index) => ({
        name: param.n === '' ? `argument ${index + 1}` : param.n, type: param.type, file: facts.file, isOptional: param.optional === true || param.def !== undefined, isRest: param.rest === true,
        standard: param.def?.k === 'lit' && param.def.big !== true ? param.def.v : undefined,
      })),
    },
  };
}

function isPromise(type: TypeRef | undefined): boolean {
  return type?.t === 'name' && type.n.length === 1 && (type.n[0] === 'Promise' || type.n[0] === 'PromiseLike');
}

interface Offer { readonly access: string; readonly fact: FunctionFact }

function listTargets(facts: FileFacts): readonly Offer[] {
  return facts.exports.flatMap((row) => {
    if (row.typeOnly || row.v === undefined) return [];
    // What CommonJS assigns to `module.exports` is what an import calls `default`.
    const name = row.n === '=' ? 'default' : row.n;
    const value = followValue(facts, row.v);
    if (value?.k === 'fn') {
      const fact = facts.functions[value.f];
      return fact === undefined ? [] : [{ access: name, fact }];
    }
    if (value?.k !== 'class') return [];
    return (facts.classes[value.c]?.members ?? []).flatMap((member) => {
      const fact = member.kind === 'method' && member.static && !member.hidden && member.f !== undefined ? facts.functions[member.f] : undefined;
      return fact === undefined || fact.bodyless ? [] : [{ access: `${name}.${member.n}`, fact }];
    });
  });
}

/** Through names that are written once to the function or class itself. */
function followValue(facts: FileFacts, value: Expr, depth = 0): Expr | undefined {
  if (value.k !== 'ref' || depth > 5) return value;
  const binding = facts.bindings[value.b];
  return binding?.init === undefined || binding.writes.length > 0 ? undefined : followValue(facts, binding.init, depth + 1);
}

/** A type's declaration: what an alias stands for or the members of an interface, and the file its own names belong to. */
export function findDeclared(files: DeclaringFiles, file: string, binding: BindingIndex, depth = 0): { readonly type: TypeRef; readonly file: string } | undefined {
  const facts = files.facts.get(file);
  const fact = facts?.bindings[binding];
  if (facts === undefined || fact === undefined || depth > 6) return undefined;
  if (fact.alias !== undefined) return { type: fact.alias, file };
  if (fact.imported === undefined) return undefined;
  const next = files.resolve(file, fact.imported.m);
  return next === undefined ? undefined : findExported(files, next, fact.imported.n, depth + 1);
}

function findExported(files: DeclaringFiles, file: string, name: string, depth: number): { readonly type: TypeRef; readonly file: string } | undefined {
  const facts = files.facts.get(file);
  if (facts === undefined || depth > 6) return undefined;
  const row = facts.exports.findLast((each) => each.n === name);
  if (row?.v?.k === 'ref') return findDeclared(files, file, row.v.b, depth + 1);
  if (row?.from !== undefined) {
    const next = files.resolve(file, row.from.m);
    return next === undefined ? undefined : findExported(files, next, row.from.n, depth + 1);
  }
  for (const star of facts.exports) {
    const next = star.n === '*' && star.from !== undefined ? files.resolve(file, star.from.m) : undefined;
    const found = next === undefined ? undefined : findExported(files, next, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
