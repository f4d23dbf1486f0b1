/**
 * Brings a name of another module into a file, the way the file does it: what is imported already is used, an import of the same module
 * is extended, else one is added below the others, as `import` or as `require`. Names in use get an alias.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { BindingElement, ImportClause, ImportDeclaration, ImportSpecifier, Node, ObjectBindingPattern, VariableDeclaration } from '../syntax/ast.ts';
import type { FixDesk, FixRefusal } from '../lint/fix.ts';
import type { Unit } from '../program/unit.ts';
import type { FilePath, Tree } from '../syntax/compiler.ts';
import type { Edit } from './edits.ts';
import { isCommonJs, toSpecifier } from './modules.ts';
import { findAround, startOf } from './nodes.ts';
import { getLineIndent, getTextStyle, isFirstOnLine, type TextStyle } from './textStyle.ts';

export interface WantedName {
  /** A package or core module as it is known (`fs/promises`, `p-map`), or the own file that exports the name. */
  readonly module: string | { readonly file: FilePath };
  /** `default` for the default export; then `as` says what to call it. */
  readonly name: string;
  readonly as?: string;
}

export interface ImportedName {
  /** How to write it at the place of use: `readFile`, `fsp.readFile`. */
  readonly text: string;
  readonly edits: readonly Edit[];
}

/** The name, with what has to be added to the file for it. `instead`: a binding whose import is no longer used and may go. */
export async function importName(desk: FixDesk, unit: Unit, wanted: WantedName, instead?: number): Promise<ImportedName | FixRefusal> {
  const tree = await desk.tree(unit.facts.file);
  if (tree === undefined) return { refused: `${unit.facts.file} is not part of this run` };
  const text = desk.textOf(unit.facts.file);
  const removed = instead === undefined ? undefined : findSpecifier(tree, unit, instead);
  const known = findKnown(unit, wanted);
  if (known !== undefined) return { text: known, edits: removed === undefined ? [] : removeSpecifier(tree, text, removed) };
  const local = chooseName(unit, wanted.as ?? wanted.name);
  const style = getTextStyle(unit.facts, text);
  const isRequire = isCommonJs(unit);
  const specifier = typeof wanted.module === 'string' ? toCoreSpecifier(unit, wanted.module) : toSpecifier(desk.program, unit, wanted.module.file);
  const line = toLine(style, isRequire, specifier, wanted.name, local);
  const list = findList(tree, unit, wanted, isRequire);
  if (list !== undefined) {
    // The list loses its only name and gets the new one.
    if (removed !== undefined && removed.parent === list && removed.siblings === 1) return { text: local, edits: [{ start: startOf(tree, removed.node), end: removed.node.end, newText: toElement(isRequire, wanted.name, local) }] };
    return { text: local, edits: [toListEdit(tree, text, list, toElement(isRequire, wanted.name, local)), ...(removed === undefined ? [] : removeSpecifier(tree, text, removed))] };
  }
  if (removed?.siblings === 1 && removed.isWhole) return { text: local, edits: [{ start: startOf(tree, removed.statement), end: removed.statement.end, newText: style.end === ';' && !text.slice(0, removed.statement.end).endsWith(';') ? line.slice(0, -1) : line }] };
  return { text: local, edits: [toNewLine(tree, text, style, line, isRequire), ...(removed === undefined ? [] : removeSpecifier(tree, text, removed))] };
}

/** The name as the file has it already. */
function findKnown(unit: Unit, { module, name }: WantedName): string | undefined {
  const { bindings, imports } = unit.facts;
  for (const { n, f, imported, kind, writes } of bindings) {
    if (imported === undefined || f !== 0 || writes.length > 0) continue;
    const row = imports[imported.m]!;
    if (row.typeOnly || row.kind === 'url' || row.kind === 'export' || row.kind === 'dynamic') continue;
    const isWhole = imported.n === '*' || imported.n === 'default';
    const specifier = row.specifier.replace(/^node:/, '');
    if (typeof module !== 'string') {
      if (unit.modules[imported.m] === module.file && imported.n === name && kind !== 'type') return n;
      continue;
    }
    if (specifier === module && imported.n === name) return n;
    if (specifier === module && name === 'default' && imported.n === '*' && row.kind === 'require') return n;
    if (specifier === module && name !== 'default' && isWhole && (imported.n === '*' || isCore(module))) return `${n}.${name}`;
    if (module === 'fs/promises' && specifier === 'fs' && isWhole) return `${n}.promises.${name}`;
  }
  return undefined;
}

const coreModules = new Set(['fs', 'fs/promises', 'child_process', 'crypto', 'zlib', 'util', 'events', 'timers/promises', 'stream/promises', 'dns/promises', 'os', 'path']);

function isCore(module: string): boolean { return coreModules.has(module); }

/** With `node:` unless the file leaves it out elsewhere. */
function toCoreSpecifier(unit: Unit, module: string): string {
  if (!isCore(module)) return module;
  const core = unit.facts.imports.map(({ specifier }) => specifier).filter((specifier) => specifier.startsWith('node:') || isCore(specifier));
  return core.length > 0 && core.every((specifier) => !specifier.startsWith('node:')) ? module : `node:${module}`;
}

/** A name nothing in the file has yet. */
export function chooseName(unit: Unit, wanted: string): string {
  const taken = new Set(unit.facts.bindings.map(({ n }) => n));
  if (!taken.has(wanted)) return wanted;
  const candidates = [`${wanted}Async`, ...Array.from({ length: 8 }, (_, i) => `${wanted}${i + 2}`)];
  return candidates.find((name) => !taken.has(name)) ?? `${wanted}_`;
}

function toElement(isRequire: boolean, name: string, local: string): string {
  return name === local ? name : isRequire ? `${name}: ${local}` : `${name} as ${local}`;
}

function toLine({ quote, end }: TextStyle, isRequire: boolean, specifier: string, name: string, local: string): string {
  const from = `${quote}${specifier}${quote}`;
  const what = name === 'default' ? local : `{ ${toElement(isRequire, name, local)} }`;
  return isRequire ? `const ${what} = require(${from})${end}` : `import ${what} from ${from}${end}`;
}

/** The braces of an import of the same module that a name can join. */
function findList(tree: Tree, unit: Unit, wanted: WantedName, isRequire: boolean): Node | undefined {
  if (wanted.name === 'default') return undefined;
  for (const [m, row] of unit.facts.imports.entries()) {
    const isSame = typeof wanted.module === 'string' ? row.specifier.replace(/^node:/, '') === wanted.module : unit.modules[m] === wanted.module.file;
    if (!isSame || row.f !== 0) continue;
    if (row.kind === 'import' && !isRequire) {
      const clause = findAround(tree, row, (node): node is ImportDeclaration => node.kind === SyntaxKind.ImportDeclaration)?.importClause;
      if (clause === undefined || clause.phaseModifier !== undefined) continue;
      if (clause.namedBindings?.kind === SyntaxKind.NamedImports && clause.namedBindings.elements.length > 0) return clause.namedBindings;
    } else if (row.kind === 'require' && isRequire) {
      const declaration = findAround(tree, row, (node): node is VariableDeclaration => node.kind === SyntaxKind.VariableDeclaration);
      const hasRest = declaration?.name.kind === SyntaxKind.ObjectBindingPattern && [...declaration.name.elements].some((element) => element.dotDotDotToken !== undefined);
      if (declaration?.name.kind === SyntaxKind.ObjectBindingPattern && declaration.name.elements.length > 0 && !hasRest && declaration.initializer?.kind === SyntaxKind.CallExpression) return declaration.name;
    }
  }
  return undefined;
}

function toListEdit(tree: Tree, text: string, list: Node, element: string): Edit {
  const last = [...(list as ObjectBindingPattern).elements].at(-1)!;
  const start = startOf(tree, last);
  return { start: last.end, end: last.end, newText: isFirstOnLine(text, start) ? `,${/\r\n|\n/.exec(text)?.[0] ?? '\n'}${getLineIndent(text, start)}${element}` : `, ${element}` };
}

/** Below the last import; in a file without any, above the first statement and below what is said about the file. */
function toNewLine(tree: Tree, text: string, { newline }: TextStyle, line: string, isRequire: boolean): Edit {
  const statements = [...tree.statements];
  const isImport = (node: Node): boolean => node.kind === SyntaxKind.ImportDeclaration || node.kind === SyntaxKind.ImportEqualsDeclaration
    || (isRequire && node.kind === SyntaxKind.VariableStatement && /^(?:const|let|var)[^=]*=\s*require\(/.test(text.slice(startOf(tree, node), node.end)));
  const last = statements.findLast(isImport);
  if (last !== undefined) return { start: last.end, end: last.end, newText: `${newline}${line}` };
  const isDirective = (node: Node): boolean => node.kind === SyntaxKind.ExpressionStatement && /^(['"])use [a-z ]+\1;?$/.test(text.slice(startOf(tree, node), node.end));
  const first = statements.find((node) => !isDirective(node));
  const from = first?.pos ?? text.length;
  const before = text.slice(from, first === undefined ? text.length : startOf(tree, first));
  const shebang = from === 0 ? /^(?:\uFEFF)?(?:#![^\r\n]*(?:\r\n|\n|$))?/.exec(text)?.[0].length ?? 0 : 0;
  // A comment with a blank line below it speaks about the file, one without about the statement it stands on.
  const blank = [...before.matchAll(/(?:\r\n|\n)[^\S\r\n]*(?:\r\n|\n)/g)].at(-1);
  const at = blank !== undefined && from + blank.index >= shebang ? from + blank.index + blank[0].length : from === 0 ? shebang : from + (/^[^\S\r\n]*(?:\r\n|\n)/.exec(before)?.[0].length ?? 0);
  return { start: at, end: at, newText: from > 0 && at === from ? `${newline}${line}` : `${line}${newline}${blank !== undefined || /^\s*$/.test(text.slice(at, at + 1)) ? '' : newline}` };
}

interface Specifier { readonly node: Node; readonly parent: Node; readonly siblings: number; /** Nothing but the list is imported by the statement. */ readonly isWhole: boolean; readonly statement: Node }

/** The entry of an import's list that makes a binding. */
function findSpecifier(tree: Tree, unit: Unit, b: number): Specifier | undefined {
  const binding = unit.facts.bindings[b]!;
  const clause = findAround(tree, binding, (each): each is ImportClause => each.kind === SyntaxKind.ImportClause);
  // `import a from 'b'`: the statement imports nothing else.
  if (clause?.name !== undefined && clause.namedBindings === undefined) return { node: clause, parent: clause.parent, siblings: 1, isWhole: true, statement: clause.parent };
  const node = findAround(tree, binding, (each): each is ImportSpecifier | BindingElement => each.kind === SyntaxKind.ImportSpecifier || each.kind === SyntaxKind.BindingElement);
  if (node === undefined || binding.imported === undefined) return undefined;
  const list = node.parent;
  const siblings = 'elements' in list ? (list as ObjectBindingPattern).elements.length : 0;
  let statement: Node = list;
  while (statement.parent !== tree && statement.parent !== undefined) statement = statement.parent;
  const isWhole = statement.kind === SyntaxKind.ImportDeclaration ? (statement as ImportDeclaration).importClause?.name === undefined : statement.kind === SyntaxKind.VariableStatement && !/\}\s*=\s*require\([^)]*\)\s*,/.test(tree.text.slice(startOf(tree, statement), statement.end));
  return { node, parent: list, siblings, isWhole, statement };
}

function removeSpecifier(tree: Tree, text: string, { node, parent, siblings, isWhole, statement }: Specifier): readonly Edit[] {
  if (siblings === 1) {
    if (!isWhole) return [];
    const start = startOf(tree, statement);
    const rest = /^[^\S\r\n]*(?:\r\n|\n)?/.exec(text.slice(statement.end))?.[0].length ?? 0;
    return [{ start, end: statement.end + rest, newText: '' }];
  }
  const elements = [...(parent as ObjectBindingPattern).elements] as readonly Node[];
  const index = elements.indexOf(node);
  const next = elements[index + 1];
  const before = elements[index - 1];
  if (next !== undefined) return [{ start: startOf(tree, node), end: startOf(tree, next), newText: '' }];
  return before === undefined ? [] : [{ start: before.end, end: node.end, newText: '' }];
}
