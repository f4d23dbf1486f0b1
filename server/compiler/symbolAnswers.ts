/**
 * Answers `Compiler.symbols`: what names refer to, aliases followed to the end, library declarations by canonical name and
 * the user's own by place. One request per batch, one per alias, one tree per library file that is not a standard one; nothing is decided by text.
 */
import { SymbolFlags } from 'typescript/unstable/async';
import type { DeclarationSite, NodeId, SymbolAnswer } from '../engine/syntax/compiler.ts';
import { findLibraryName, isInstalled, toGlobalName } from './libraryNames.ts';
import { parseHandle, toHandle } from './nodeHandles.ts';
import type { QuestionContext } from './questions.ts';
import { askAliased, askParent, askSymbols } from './questions.ts';
import type { SymbolResponse } from './view.ts';

export async function answerSymbols(context: QuestionContext, nodes: readonly NodeId[]): Promise<(SymbolAnswer | undefined)[]> {
  const symbols = await askSymbols(context, nodes.map((node) => toHandle(context.path, node)));
  return Promise.all(symbols.map((symbol) => (symbol === null ? undefined : describeSymbol(context, symbol))));
}

const memberFlags = SymbolFlags.Property | SymbolFlags.Method | SymbolFlags.Accessor | SymbolFlags.EnumMember;

/** The answer about one symbol, made once per view. */
export function describeSymbol(context: QuestionContext, symbol: SymbolResponse): Promise<SymbolAnswer | undefined> {
  return context.view.remember(context.view.memory, `symbol ${symbol.id}`, async () => {
    const target = await followAliases(context, symbol);
    return target === undefined ? undefined : toAnswer(context, target);
  });
}

async function followAliases(context: QuestionContext, symbol: SymbolResponse): Promise<SymbolResponse | undefined> {
  if ((symbol.flags & SymbolFlags.Alias) === 0) return symbol;
  const target = await context.view.remember(context.view.memory, `aliased ${symbol.id}`, () => askAliased(context, symbol.id));
  // An import that leads nowhere gives the checker's unknown symbol, which is declared nowhere.
  return target === null || target.declarations === undefined || target.declarations.length === 0 ? undefined : target;
}

async function toAnswer(context: QuestionContext, symbol: SymbolResponse): Promise<SymbolAnswer | undefined> {
  const own: DeclarationSite[] = [];
  let api: string | undefined;
  for (const handle of symbol.declarations ?? []) {
    const { path, node } = parseHandle(handle);
    if (context.isOwn(path)) own.push({ file: context.toFile(path), node });
    else if (api === undefined && (context.isStandardLibrary(path) || isInstalled(path))) api = await findName(context, symbol, handle);
  }
  return { ...(api === undefined ? {} : { api }), own };
}

function findName(context: QuestionContext, symbol: SymbolResponse, handle: string): Promise<string | undefined> {
  const known = context.libraryNames.get(handle);
  if (known !== undefined) return known;
  const name = readName(context, symbol, handle);
  context.libraryNames.set(handle, name);
  // A name that could not be read because the compiler died is asked for again.
  name.catch(() => { context.libraryNames.delete(handle); });
  return name;
}

async function readName(context: QuestionContext, symbol: SymbolResponse, handle: string): Promise<string | undefined> {
  const { path, node } = parseHandle(handle);
  const isStandard = context.isStandardLibrary(path);
  if (isStandard) {
    const name = await findStandardName(context, symbol);
    if (name !== undefined) return name;
  }
  const tree = await context.getLibraryTree(path);
  return tree === undefined ? undefined : findLibraryName(path, tree, node, isStandard);
}

/**
 * The name of a standard declaration from its symbol and the symbol's parents: the tree of lib.dom.d.ts alone takes half a
 * second to fetch. `undefined` for members of type literals and mapped types and for names that are no plain words, which need the tree.
 */
async function findStandardName(context: QuestionContext, symbol: SymbolResponse): Promise<string | undefined> {
  const segments: string[] = [];
  for (let at: SymbolResponse | null = symbol; at !== null;) {
    const { id, name, parent, flags }: SymbolResponse = at;
    // Members without a parent come from mapped types such as Pick<Console, 'log'>.
    if (name.startsWith('__') || (parent === undefined && (flags & memberFlags) !== 0)) return undefined;
    segments.unshift(name);
    const child: SymbolResponse = at;
    at = parent === undefined ? null : await context.view.remember(context.view.memory, `parent ${id}`, () => askParent(context, child));
  }
  return toGlobalName(segments);
}
