/**
 * Asks the compiler port what the types of packages declare under canonical names: one virtual file per module names each API in every way a program
 * could (as a value, as a member of an instance), and the symbols of these names are looked up; types likewise. It judges nothing.
 */
import type { Node } from 'typescript/unstable/ast';
import { isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Compiler } from '../../server/engine/syntax/compiler.ts';
import { getNodeIdOf } from '../../server/engine/syntax/nodeId.ts';
import { defaultClasses } from '../../server/engine/models/packageNames.ts';
import { fixtureOptions, repository } from '../support/project.ts';

/** Below the repository, so that imports find its node_modules. Nothing is written here. */
const defaultFolder = `${repository}/test/.virtual/models`;
/** The specifier and the two other imports of a file. */
const importCount = 3;
/** Type arguments a generic type may want. */
const mostTypeArguments = 9;

export interface Declared {
  /** The canonical name asked about. */
  readonly name: string;
  /** Names the port gives what was found, without repetition; empty when the types declare no such thing. */
  readonly answers: readonly string[];
  /** Expressions that reach it, with `m`, `d` and `e` for the module, its default export and what `require` gives. */
  readonly ways: readonly string[];
}

export interface LookupOptions {
  /** Where the virtual files stand: imports find the packages at and above it. */
  readonly folder?: string;
  /** Expressions for objects of types that a package does not export, by the type's canonical name. */
  readonly instances?: Readonly<Record<string, string>>;
}

/** What was found out about the modules asked. */
export interface Lookup {
  readonly apis: readonly Declared[];
  readonly types: readonly Declared[];
  /** Modules that no types are installed for; nothing is said about their names. */
  readonly missing: readonly string[];
}

/** One expression that may reach a name. */
interface Way { readonly name: string; readonly text: string; readonly isType: boolean }
interface File { readonly module: string; readonly path: string; readonly ways: readonly Way[] }

/** Looks up canonical names (`module#Path.member`) of APIs and of types, all modules at once. */
export async function lookUp(apis: readonly string[], types: readonly string[], { folder = defaultFolder, instances = {} }: LookupOptions = {}): Promise<Lookup> {
  const byModule = new Map<string, Way[]>();
  for (const way of [...apis.flatMap((name) => listWays(name, instances)), ...types.flatMap((name) => listTypeWays(name, instances))]) byModule.set(getModule(way.name), [...byModule.get(getModule(way.name)) ?? [], way]);
  const files = [...byModule].map(([module, ways], i): File => ({ module, ways, path: `${folder}/${i}.ts` }));
  const compiler = createCompiler({ cwd: folder });
  try {
    const texts = new Map(files.map((file) => [file.path, [getImports(file.module), ...file.ways.map((way) => `${way.text};`)].join('\n')]));
    const compilerOptions = { ...fixtureOptions, lib: ['esnext', 'dom', 'dom.iterable'], types: folder === defaultFolder ? ['node', 'vitest/globals'] : ['node'], esModuleInterop: true, strict: false };
    texts.set(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: files.map((file) => file.path.slice(folder.length + 1)) }));
    const { problems } = await compiler.update({ texts, files: files.map((file) => file.path) });
    if (problems.length > 0) throw new Error(problems.map((problem) => problem.message).join('\n'));
    const found = await Promise.all(files.map((file) => askFile(compiler, file)));
    const known = found.flatMap((answers) => answers ?? []);
    const pick = (isType: boolean): Declared[] => {
      const byName = new Map<string, { readonly answers: Set<string>; readonly ways: string[] }>();
      for (const { way, answer } of known) {
        if (way.isType !== isType) continue;
        const found = byName.get(way.name) ?? { answers: new Set(), ways: [] };
        byName.set(way.name, found);
        if (answer === undefined) continue;
        if (answer !== '') found.answers.add(answer);
        found.ways.push(way.text);
      }
      return [...byName].map(([name, { answers, ways }]) => ({ name, answers: [...answers], ways }));
    };
    return { apis: pick(false), types: pick(true), missing: files.filter((_file, i) => found[i] === undefined).map((file) => file.module) };
  } finally {
    await compiler.close();
  }
}

function getModule(name: string): string {
  return name.slice(0, name.indexOf('#'));
}

export function getImports(module: string): string {
  if (module === 'global') return '';
  const specifier = JSON.stringify(module === 'test' ? 'node:test' : module);
  return `import * as m from ${specifier}; import d from ${specifier}; import e = require(${specifier});`;
}

/** The module as a namespace, its default export, and what `require` gives. */
const roots = ['m.', 'd.', 'e.'];

function listWays(name: string, instances: Readonly<Record<string, string>>): Way[] {
  const path = name.slice(name.indexOf('#') + 1);
  if (path === 'default') return ['d', 'm.default', 'e'].map((text) => ({ name, text, isType: false }));
  const owners = name.startsWith('global#') ? [''] : roots;
  const values = owners.map((owner) => ({ name, text: `${owner}${path}`, isType: false }));
  const dots = [...path.matchAll(/\./g)].map((match) => match.index);
  return [...values, ...dots.flatMap((dot) => listInstances(name, path.slice(0, dot), instances).map((text) => ({ name, text: `${text}${path.slice(dot)}`, isType: false })))];
}

function listTypeWays(name: string, instances: Readonly<Record<string, string>>): Way[] {
  return listInstances(name, name.slice(name.indexOf('#') + 1), instances).map((text) => ({ name, text, isType: true }));
}

function listInstances(name: string, type: string, instances: Readonly<Record<string, string>>): string[] {
  const given = instances[`${getModule(name)}#${type}`];
  if (given !== undefined) return [`(${given})`];
  const owners = name.startsWith('global#') ? [''] : roots;
  // A class that is the default export has its rows under a name of its own.
  const types = [...owners.map((owner) => `${owner}${type}`), ...(defaultClasses[getModule(name)] === type ? ['d', 'm.default', 'e'] : [])];
  const counts = Array.from({ length: mostTypeArguments + 1 }, (_, count) => (count === 0 ? '' : `<${Array<string>(count).fill('any').join(', ')}>`));
  return types.flatMap((written) => counts.map((given) => `(null! as ${written}${given})`));
}

/** An answer for each way of a file; `undefined` when its module has no types. */
async function askFile(compiler: Compiler, { module, path, ways }: File): Promise<readonly { readonly way: Way; readonly answer: string | undefined }[] | undefined> {
  const tree = await compiler.tree(path);
  if (tree === undefined) throw new Error(`The compiler gave no tree for the names of ${module}.`);
  const statements = [...tree.statements];
  if (module !== 'global') {
    const { moduleSpecifier } = statements.splice(0, importCount)[0] as unknown as { readonly moduleSpecifier: Node };
    const [symbol] = await compiler.symbols(path, [getNodeIdOf(moduleSpecifier)]);
    if (symbol === undefined) return undefined;
  }
  const expressions = statements.map((statement) => (statement as unknown as { readonly expression: Node }).expression);
  if (expressions.length !== ways.length) throw new Error(`The compiler sees ${expressions.length} expressions in the ${ways.length} names of ${module}.`);
  const [symbols, types] = await Promise.all([
    compiler.symbols(path, expressions.map((expression) => getNodeIdOf(isPropertyAccessExpression(expression) ? expression.name : expression))),
    compiler.types(path, expressions.map(getNodeIdOf)),
  ]);
  // Members of mapped types and types of literals are there and have no name of their own.
  return ways.map((way, i) => ({ way, answer: way.isType ? types[i]?.name ?? (types[i] === undefined || types[i].promise === 'unknown' ? undefined : '') : symbols[i] && (symbols[i].api ?? '') }));
}
