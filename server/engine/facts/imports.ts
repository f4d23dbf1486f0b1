/** Rows for what a file names of other files: import and export declarations, `require`, `import()` and file URLs. The specifier is kept as written. */
import { NodeFlags, SyntaxKind } from '../syntax/ast.ts';
import type { EntityName, ExternalModuleReference, ImportDeclaration, ImportEqualsDeclaration, Node, StringLiteral } from '../syntax/ast.ts';
import type { Expr, ImportFact } from './fileFacts.ts';
import { getStringValue } from './literals.ts';
import { toOwnCopy } from './names.ts';
import { toEntity } from './types.ts';
import { onStatement } from './walker.ts';
import type { Walker } from './walker.ts';

const longestSpecifier = 1_000;

/** Adds the row of a specifier, a string literal, and gives its number. */
export function addImport(w: Walker, specifier: Node, kind: ImportFact['kind'], typeOnly: boolean): number {
  w.rows.imports.push({
    start: w.startOf(specifier), end: specifier.end, specifier: toOwnCopy(getStringValue(w, specifier as StringLiteral).slice(0, longestSpecifier)),
    x: w.id(specifier), kind, typeOnly, f: w.here.f,
  });
  return w.rows.imports.length - 1;
}

/** The text of a module export name, which may be a string. */
export function getModuleName(w: Walker, name: Node): string {
  return name.kind === SyntaxKind.StringLiteral ? getStringValue(w, name as StringLiteral) : w.nameOf(name);
}

function walkImport(w: Walker, node: ImportDeclaration): boolean {
  const { moduleSpecifier: specifier, importClause: clause } = node;
  if (specifier?.kind !== SyntaxKind.StringLiteral) return false;
  const named = clause?.namedBindings;
  let typeOnly = clause?.phaseModifier === SyntaxKind.TypeKeyword || (node.flags & NodeFlags.Reparsed) !== 0;
  if (!typeOnly && clause !== undefined && clause.name === undefined && named?.kind === SyntaxKind.NamedImports && named.elements.length > 0) {
    typeOnly = [...named.elements].every((element) => element.isTypeOnly);
  }
  const m = addImport(w, specifier, 'import', typeOnly);
  if (node.kind === SyntaxKind.ImportDeclaration) w.isModule = true;
  if (clause === undefined) return false;
  if (clause.name !== undefined) bindImported(w, clause.name, m, 'default');
  if (named?.kind === SyntaxKind.NamespaceImport) bindImported(w, named.name, m, '*');
  else if (named?.kind === SyntaxKind.NamedImports) for (const element of named.elements) bindImported(w, element.name, m, getModuleName(w, element.propertyName ?? element.name));
  return false;
}

function bindImported(w: Walker, name: Node, m: number, n: string): void {
  const b = w.here.scope.findValue(w.nameOf(name));
  if (b !== undefined) w.rows.bindings[b]!.imported = { m, n };
}

/** `import x = require('y')` and `import x = A.B`. */
function walkImportEquals(w: Walker, node: ImportEqualsDeclaration): boolean {
  const reference = node.moduleReference as Node;
  if (reference.kind !== SyntaxKind.ExternalModuleReference) {
    const b = w.here.scope.findValue(w.nameOf(node.name));
    if (b !== undefined) w.rows.bindings[b]!.init ??= toEntity(w, reference as EntityName);
    return false;
  }
  const specifier = (reference as ExternalModuleReference).expression;
  if (specifier?.kind === SyntaxKind.StringLiteral) bindImported(w, node.name, addImport(w, specifier, 'import-equals', node.isTypeOnly), '*');
  return false;
}

/**
 * What an initial value brings in from another file: `require('x')`, `await import('x')` (both `*`), or one member of either.
 * `undefined` for every other value.
 */
export function findImported(w: Walker, value: Expr): { readonly m: number; readonly n: string } | undefined {
  if (value.k === 'prop') {
    const whole = findImported(w, value.o);
    return whole?.n === '*' ? { m: whole.m, n: value.n } : undefined;
  }
  if (value.k === 'call') {
    const m = w.rows.requires.get(value.c);
    return m === undefined ? undefined : { m, n: '*' };
  }
  if (value.k === 'await' && value.e.k === 'import' && value.e.m !== undefined) return { m: value.e.m, n: '*' };
  return undefined;
}

export const importWalks = [
  onStatement<ImportDeclaration>(SyntaxKind.ImportDeclaration, walkImport),
  onStatement<Node>(SyntaxKind.JSImportDeclaration, (w, node) => walkImport(w, node as ImportDeclaration)),
  onStatement<ImportEqualsDeclaration>(SyntaxKind.ImportEqualsDeclaration, walkImportEquals),
];
