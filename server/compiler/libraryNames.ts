/**
 * Gives declarations in libraries their canonical name, `module#Path.to.member`, read off the declaration file's tree: one
 * fetch per file instead of one request per symbol and parent. The user's own files never get a name here.
 *
 * - Standard libraries, script files and `declare global` give `global`; the static side `PromiseConstructor` counts as `Promise`.
 * - Ambient modules give their own name without `node:`; files in node_modules the package, `@types/x` being `x`.
 * - The target of `export default` is `default`. What `export =` names is `default` when it is a function or a value and keeps
 *   its name when it is a class or an interface; members of its namespace or object are members of the module (`express#Router`, `assert#ok`).
 * - A declaration exported under another name (`export { A as B }`) has the exported one.
 */
import type { ModuleDeclaration, Node } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import {
  isClassDeclaration, isExportAssignment, isExportDeclaration, isIdentifier, isInterfaceDeclaration, isModuleBlock, isModuleDeclaration, isNamedExports, isSourceFile, isStringLiteral, isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import type { NodeId, Tree } from '../engine/syntax/compiler.ts';
import { findNodeById } from './tree.ts';

/** Whether a canonical path is an installed package's. */
export function isInstalled(path: string): boolean {
  return path.includes('/node_modules/');
}

/** The package a file is installed as, `@types` undone. */
export function getPackageName(path: string): string {
  const inside = path.slice(path.lastIndexOf('/node_modules/') + '/node_modules/'.length).split('/');
  const name = inside[0]?.startsWith('@') === true ? `${inside[0]}/${inside[1] ?? ''}` : inside[0] ?? '';
  const typed = name.startsWith('@types/') ? name.slice('@types/'.length) : name;
  return typed.includes('__') ? `@${typed.replace('__', '/')}` : typed;
}

/**
 * The canonical name of the declaration `id` in the library file `path`; `undefined` for declarations that have no name to go
 * by. `isStandard` says that the file is one of those beside the compiler.
 */
export function findLibraryName(path: string, tree: Tree, id: NodeId, isStandard: boolean): string | undefined {
  const declaration = findNodeById(tree, id);
  if (declaration === undefined) return undefined;
  if (isSourceFile(declaration)) return `${getPackageName(path)}#`;
  const segments: string[] = [];
  let top: Node = declaration;
  let scope: Node | undefined = declaration;
  for (; scope !== undefined && !isSourceFile(scope); scope = scope.parent) {
    if (isModuleDeclaration(scope) && (isStringLiteral(scope.name) || isGlobalAugmentation(scope))) break;
    const name = findName(scope);
    if (name === undefined) continue;
    segments.unshift(name);
    top = scope;
  }
  if (segments.length === 0) return scope !== undefined && isModuleDeclaration(scope) && isStringLiteral(scope.name) ? `${toModuleName(scope.name.text, path)}#` : undefined;
  const module = isStandard ? 'global' : getModule(path, tree, scope);
  if (module === 'global') return toGlobalName(segments);
  const block = scope !== undefined && isModuleDeclaration(scope) ? scope.body : tree;
  const isMember = segments.length > 1;
  applyExport(segments, top, block, isMember && (isModuleDeclaration(top) || isVariableDeclaration(top)));
  return `${module}#${segments.join('.')}`;
}

/** The static side of a global class is declared as an interface of its own, `PromiseConstructor`; it counts as the class. */
export function toGlobalName(segments: readonly string[]): string {
  return `global#${segments.map((segment, index) => (index === 0 ? segment.replace(/(?<=.)Constructor$/, '') : segment)).join('.')}`;
}

function getModule(path: string, tree: Tree, scope: Node | undefined): string {
  if (scope !== undefined && isModuleDeclaration(scope)) return isStringLiteral(scope.name) ? toModuleName(scope.name.text, path) : 'global';
  return isModule(tree) ? getPackageName(path) : 'global';
}

/** `declare global`, which the compiler writes down as a module called `global`; a namespace of that name is another thing. */
function isGlobalAugmentation(node: ModuleDeclaration): boolean {
  return node.keyword === SyntaxKind.ModuleKeyword && isIdentifier(node.name) && node.name.text === 'global';
}

function isModule(tree: Tree): boolean {
  return 'externalModuleIndicator' in tree && tree.externalModuleIndicator !== undefined;
}

/** A package may add to its own files by a relative name, as @types/lodash does. */
function toModuleName(text: string, path: string): string {
  if (text.startsWith('.')) return getPackageName(path);
  return text.startsWith('node:') ? text.slice('node:'.length) : text;
}

/** The name a declaration adds to the path; nothing for type literals, variable lists and the like. */
function findName(node: Node): string | undefined {
  if (node.kind === SyntaxKind.Parameter || node.kind === SyntaxKind.TypeParameter) return undefined;
  if (hasModifier(node, SyntaxKind.DefaultKeyword)) return 'default';
  const name: unknown = 'name' in node ? node.name : undefined;
  if (typeof name !== 'object' || name === null || !('kind' in name)) return undefined;
  if ('text' in name && typeof name.text === 'string') return name.text;
  // A computed name, `[Symbol.iterator]`; its expression is a name or a property access.
  return 'expression' in name ? `[${toDotted(name.expression as Node)}]` : undefined;
}

function toDotted(expression: Node): string {
  if (isIdentifier(expression)) return expression.text;
  const inner = 'expression' in expression ? toDotted(expression.expression as Node) : '';
  const name = 'name' in expression ? toDotted(expression.name as Node) : '';
  return [inner, name].filter((part) => part !== '').join('.');
}

function hasModifier(node: Node, kind: SyntaxKind): boolean {
  const modifiers: unknown = 'modifiers' in node ? node.modifiers : undefined;
  return Array.isArray(modifiers) && modifiers.some((modifier: Node) => modifier.kind === kind);
}

/** Replaces the first segment by the name the module exports it under. */
function applyExport(segments: string[], top: Node, block: Node | undefined, isNamespaceMember: boolean): void {
  if (block === undefined || !(isSourceFile(block) || isModuleBlock(block)) || hasModifier(top, SyntaxKind.DefaultKeyword)) return;
  const local = segments[0];
  let exported: string | undefined;
  for (const statement of block.statements) {
    if (isExportAssignment(statement) && isIdentifier(statement.expression) && statement.expression.text === local) {
      if (statement.isExportEquals !== true) exported ??= 'default';
      else if (isNamespaceMember) {
        segments.shift();
        return;
      } else if (!isClassDeclaration(top) && !isInterfaceDeclaration(top)) exported ??= 'default';
    }
    if (isExportDeclaration(statement) && statement.moduleSpecifier === undefined && statement.exportClause !== undefined && isNamedExports(statement.exportClause)) {
      for (const specifier of statement.exportClause.elements) {
        if ((specifier.propertyName ?? specifier.name).text !== local) continue;
        // Exported as default and by name: the name says more.
        if (specifier.name.text !== 'default') exported = specifier.name.text;
        else exported ??= 'default';
      }
    }
  }
  if (exported !== undefined) segments[0] = exported;
}
