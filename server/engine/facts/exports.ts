/** Rows for what a module exports with `export`. Exports inside namespaces and ambient modules are not the file's and are left out. */
import { ModifierFlags, SyntaxKind } from '../syntax/ast.ts';
import type {
  BindingName, BindingPattern, ClassDeclaration, ExportAssignment, ExportDeclaration, FunctionDeclaration, InterfaceDeclaration, ModifiersBase, NamedExports, Node, TypeAliasDeclaration,
  VariableStatement,
} from '../syntax/ast.ts';
import { walkClass } from './classes.ts';
import { exported } from './fates.ts';
import type { Expr } from './fileFacts.ts';
import { walkFunctionDeclaration } from './functions.ts';
import { addImport, getModuleName } from './imports.ts';
import { walkTypeDeclaration } from './types.ts';
import { onStatement } from './walker.ts';
import type { Walker } from './walker.ts';

/** Statements that stand at the top of the module, not in a namespace. */
function isTop(w: Walker): boolean {
  return w.here.scope === w.moduleScope;
}

function getExportFlags(w: Walker, node: ModifiersBase): number {
  const flags = isTop(w) && node.modifiers !== undefined ? node.modifierFlags & (ModifierFlags.Export | ModifierFlags.Default) : 0;
  if (flags !== 0) w.isModule = true;
  return flags;
}

/** A name of this file as an exported value. It is not a read. */
function toRef(w: Walker, name: Node, asType: boolean): Expr {
  const n = w.nameOf(name);
  const b = asType ? w.here.scope.findType(n) : w.here.scope.findValue(n) ?? w.here.scope.findType(n);
  return b === undefined ? { k: 'global', n, x: w.id(name) } : { k: 'ref', b, x: w.id(name) };
}

/** Notes the exports of `export const …`. */
export function noteExportedVariables(w: Walker, node: VariableStatement): void {
  if (getExportFlags(w, node) === 0) return;
  for (const declaration of node.declarationList.declarations) noteExportedPattern(w, declaration.name, 0);
}

function noteExportedPattern(w: Walker, name: BindingName, depth: number): void {
  if (name.kind === SyntaxKind.Identifier) {
    w.rows.exports.push({ n: w.nameOf(name), v: toRef(w, name, false), typeOnly: false });
    return;
  }
  if (depth > 60) return;
  for (const element of (name as BindingPattern).elements) {
    if (element.kind === SyntaxKind.BindingElement && element.name !== undefined) noteExportedPattern(w, element.name, depth + 1);
  }
}

/** Notes the export of a declaration that has one name: enums, namespaces, interfaces, aliases, `export import a = …`. */
export function noteExportedName(w: Walker, node: ModifiersBase & { readonly name: Node }, typeOnly: boolean): void {
  const flags = getExportFlags(w, node);
  if (flags === 0) return;
  w.rows.exports.push({ n: (flags & ModifierFlags.Default) === 0 ? w.nameOf(node.name) : 'default', v: toRef(w, node.name, typeOnly), typeOnly });
}

function walkExportedFunction(w: Walker, node: FunctionDeclaration): boolean {
  const f = walkFunctionDeclaration(w, node);
  const flags = getExportFlags(w, node);
  // Overload signatures name the same export as the implementation after them.
  if (flags !== 0) addOnce(w, (flags & ModifierFlags.Default) === 0 ? w.rows.functions[f]!.n : 'default', node.name === undefined ? { k: 'fn', f, x: w.id(node) } : toRef(w, node.name, false));
  return false;
}

function addOnce(w: Walker, n: string, v: Expr): void {
  if (w.rows.exports.at(-1)?.n !== n) w.rows.exports.push({ n, v, typeOnly: false });
}

function walkExportedClass(w: Walker, node: ClassDeclaration): boolean {
  const c = walkClass(w, node, 'default');
  const flags = getExportFlags(w, node);
  if (flags !== 0) w.rows.exports.push({ n: (flags & ModifierFlags.Default) === 0 ? w.rows.classes[c]!.n : 'default', v: node.name === undefined ? { k: 'class', c } : toRef(w, node.name, false), typeOnly: false });
  return false;
}

/** `export { a as b }`, `export { a } from 'x'`, `export * from 'x'`, `export * as n from 'x'`. */
function walkExportDeclaration(w: Walker, node: ExportDeclaration): boolean {
  if (!isTop(w)) return false;
  w.isModule = true;
  const { moduleSpecifier: specifier, exportClause: clause, isTypeOnly } = node;
  const m = specifier?.kind === SyntaxKind.StringLiteral ? addImport(w, specifier, 'export', isTypeOnly) : undefined;
  if (clause === undefined) {
    if (m !== undefined) w.rows.exports.push({ n: '*', from: { m, n: '*' }, typeOnly: isTypeOnly });
    return false;
  }
  if (clause.kind === SyntaxKind.NamespaceExport) {
    if (m !== undefined) w.rows.exports.push({ n: getModuleName(w, clause.name), from: { m, n: '*' }, typeOnly: isTypeOnly });
    return false;
  }
  for (const element of (clause as NamedExports).elements) {
    const local = element.propertyName ?? element.name;
    const n = getModuleName(w, element.name);
    const typeOnly = isTypeOnly || element.isTypeOnly;
    if (m !== undefined) w.rows.exports.push({ n, from: { m, n: getModuleName(w, local) }, typeOnly });
    else if (local.kind === SyntaxKind.Identifier) {
      const v = toRef(w, local, typeOnly);
      if (v.k === 'ref' && !typeOnly) w.addRead(v.b, local, exported);
      w.rows.exports.push({ n, v, typeOnly });
    }
  }
  return false;
}

/** `export default e` and `export = e`. */
function walkExportAssignment(w: Walker, node: ExportAssignment): boolean {
  const v = w.expression(node.expression, exported);
  if (!isTop(w)) return false;
  if (!node.isExportEquals) w.isModule = true;
  w.rows.exports.push({ n: node.isExportEquals ? '=' : 'default', v, typeOnly: false });
  return false;
}

function walkExportedType(w: Walker, node: InterfaceDeclaration | TypeAliasDeclaration): boolean {
  walkTypeDeclaration(w, node);
  noteExportedName(w, node, true);
  return false;
}

export const exportWalks = [
  onStatement<InterfaceDeclaration>(SyntaxKind.InterfaceDeclaration, walkExportedType),
  onStatement<TypeAliasDeclaration>(SyntaxKind.TypeAliasDeclaration, walkExportedType),
  onStatement<Node>(SyntaxKind.JSTypeAliasDeclaration, (w, node) => walkExportedType(w, node as TypeAliasDeclaration)),
  onStatement(SyntaxKind.FunctionDeclaration, walkExportedFunction),
  onStatement(SyntaxKind.ClassDeclaration, walkExportedClass),
  onStatement(SyntaxKind.ExportDeclaration, walkExportDeclaration),
  onStatement(SyntaxKind.ExportAssignment, walkExportAssignment),
];
