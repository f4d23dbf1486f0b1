/**
 * Answers `Compiler.symbols`: what names refer to, aliases followed to the end, library declarations by canonical name and
 * the user's own by place. One request per batch, one per alias, one tree per library file; nothing is decided by text.
 */
import { SymbolFlags } from 'typescript/unstable/async';
import type { DeclarationSite, NodeId, SymbolAnswer } from '../engine/syntax/compiler.ts';
import { findLibraryName, isLibraryPath } from './libraryNames.ts';
import { parseHandle, toHandle } from './nodeHandles.ts';
import type { QuestionContext } from './questions.ts';
import { askAliased, askSymbols } from './questions.ts';
import type { SymbolResponse } from './view.ts';

export async function answerSymbols(context: QuestionContext, nodes: readonly NodeId[]): Promise<(SymbolAnswer | undefined)[]> {
  const symbols = await askSymbols(context, nodes.map((node) => toHandle(context.path, node)));
  return Promise.all(symbols.map((symbol) => (symbol === null ? undefined : describeSymbol(context, symbol))));
}

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
    else if (api === undefined && isLibraryPath(path)) api = await findName(context, handle);
  }
  return { ...(api === undefined ? {} : { api }), own };
}

function findName(context: QuestionContext, handle: string): Promise<string | undefined> {
  const known = context.libraryNames.get(handle);
  if (known !== undefined) return known;
  const { path, node } = parseHandle(handle);
  const name = context.getLibraryTree(path).then((tree) => (tree === undefined ? undefined : findLibraryName(path, tree, node)));
  context.libraryNames.set(handle, name);
  // A name that could not be read because the compiler died is asked for again.
  name.catch(() => { context.libraryNames.delete(handle); });
  return name;
}
