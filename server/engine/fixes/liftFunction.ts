/**
 * Taking a function out of its file, with the functions and constants only it uses: for a file that a worker cannot load, because it
 * does more than declare. What other code of the file needs as well stays, and stops it.
 */
import { SyntaxKind } from '../syntax/ast.ts';
import type { Node, VariableStatement } from '../syntax/ast.ts';
import type { CallFact, FunctionIndex } from '../facts/fileFacts.ts';
import type { FixDesk, FixRefusal } from '../lint/fix.ts';
import type { Unit } from '../program/unit.ts';
import type { Tree } from '../syntax/compiler.ts';
import type { FileEdit } from './edits.ts';
import { startOf } from './nodes.ts';
import { reservedNames } from './workerTexts.ts';

export interface Lift {
  /** The function's own binding first, then those it takes along. */
  readonly bindings: readonly number[];
  /** Literals that others read as well: repeated, not moved. */
  readonly copied: ReadonlySet<number>;
}

/** What has to go with function `f`, whose calls from outside are `calls`; or what holds it. */
export function planLift(unit: Unit, f: FunctionIndex, calls: ReadonlySet<CallFact>): Lift | FixRefusal {
  const { bindings, functions } = unit.facts;
  const name = functions[f]!.n;
  const root = bindings.findIndex(({ init, f: scope }) => scope === 0 && init?.k === 'fn' && init.f === f);
  if (root < 0) return { refused: `\`${name}\` is declared in a way this fix does not know` };
  const taken = new Set([root]);
  const inside = new Set<FunctionIndex>();
  for (const b of taken) {
    const { init, imported, kind, n } = bindings[b]!;
    if (reservedNames.has(n)) return { refused: `\`${n}\` is a name the worker's file needs itself` };
    if (imported !== undefined) return { refused: `\`${name}\` uses \`${n}\`, which a worker would have to import; move it to a module of its own first` };
    if (kind !== 'function' && kind !== 'const') return { refused: `\`${name}\` uses \`${n}\`, which stays in its file` };
    if (init?.k !== 'fn') {
      if (init?.k === 'call') return { refused: `\`${name}\` uses \`${n}\`, which is made when its file is loaded` };
      continue;
    }
    for (const at of withInner(unit, init.f)) {
      inside.add(at);
      for (const captured of functions[at]!.captures) if (bindings[captured]!.f === 0) taken.add(captured);
    }
  }
  const copied = new Set<number>();
  for (const b of taken) {
    const { reads, init, n } = bindings[b]!;
    const isHeld = reads.some((read) => !inside.has(read.f) && !(b === root && read.use.k === 'callee' && calls.has(unit.facts.calls[read.use.c]!)));
    const isExported = reads.some(({ use }) => use.k === 'exported') || [...unit.exports.values()].some(({ v }) => (v?.k === 'ref' && v.b === b) || (v?.k === 'fn' && init?.k === 'fn' && v.f === init.f));
    if (!isHeld && !isExported) continue;
    if (init?.k !== 'lit' || init.v === undefined) return { refused: b === root ? `\`${name}\` is used as a value too, in a file that a worker cannot load` : `\`${name}\` uses \`${n}\`, which other code of its file uses too` };
    copied.add(b);
  }
  return { bindings: [...taken], copied };
}

function withInner(unit: Unit, f: FunctionIndex): readonly FunctionIndex[] {
  const all = new Set([f]);
  for (const at of all) unit.facts.functions.forEach((fact, inner) => { if (fact.outer === at) all.add(inner); });
  return [...all];
}

/** The text that moves, as it stands there, and the edits that take it out. The function itself is exported where `isExported`. */
export async function lift(desk: FixDesk, unit: Unit, { bindings, copied }: Lift, isExported: boolean): Promise<{ readonly text: string; readonly edits: readonly FileEdit[] } | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  if (tree === undefined) return { refused: `${file} is not part of this run` };
  const taken = new Set(bindings.map((b) => unit.facts.bindings[b]!.n));
  const others = new Set(unit.facts.bindings.filter(({ f, n }) => f === 0 && !taken.has(n)).map(({ n }) => n));
  const parts: { readonly start: number; readonly text: string }[] = [];
  const edits: FileEdit[] = [];
  for (const b of bindings) {
    const { start, end, n } = unit.facts.bindings[b]!;
    const statement = [...tree.statements].find((each) => each.pos <= start && each.end >= end);
    if (statement === undefined || (statement.kind === SyntaxKind.VariableStatement && [...(statement as VariableStatement).declarationList.declarations].length > 1)) return { refused: `\`${n}\` is declared together with something else` };
    const other = findName(tree, statement, others);
    if (other !== undefined) return { refused: `\`${n}\` uses \`${other}\` of its file; move both to a module of their own first` };
    const own = startOf(tree, statement);
    const from = findTop(tree, statement.pos, own);
    const text = tree.text.slice(from, statement.end);
    parts.push({ start: from, text: isExported && b === bindings[0] ? `${tree.text.slice(from, own)}export ${tree.text.slice(own, statement.end)}` : text });
    if (!copied.has(b)) edits.push({ file, start: from, end: statement.end + (/^[^\S\r\n]*(?:\r\n|\n)(?:[^\S\r\n]*(?:\r\n|\n))?/.exec(tree.text.slice(statement.end))?.[0].length ?? 0), newText: '' });
  }
  const newline = /\r\n|\n/.exec(tree.text)?.[0] ?? '\n';
  return { text: parts.sort((a, b) => a.start - b.start).map((part) => part.text).join(`${newline}${newline}`) + newline, edits };
}

/** Where a statement's own comment begins: below the last blank line in front of it. */
function findTop(tree: Tree, pos: number, start: number): number {
  const before = tree.text.slice(pos, start);
  const blank = [...before.matchAll(/(?:\r\n|\n)[^\S\r\n]*(?:\r\n|\n)/g)].at(-1);
  if (blank !== undefined) return pos + blank.index + blank[0].length;
  return pos === 0 ? start : pos + (/^[^\r\n]*(?:\r\n|\n)/.exec(before)?.[0].length ?? 0);
}

/** A name in the statement that is one of these: a value or a type of the file that would be missing. */
function findName(tree: Tree, node: Node, names: ReadonlySet<string>): string | undefined {
  if (node.kind === SyntaxKind.Identifier) {
    const text = tree.text.slice(startOf(tree, node), node.end);
    return names.has(text) ? text : undefined;
  }
  let found: string | undefined;
  node.forEachChild((child) => { found ??= findName(tree, child, names); });
  return found;
}
