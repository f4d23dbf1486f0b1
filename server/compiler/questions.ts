/**
 * What every question needs: the view it is asked in, the project of its file, and how the compiler's paths become ours.
 * The thin requests below are shared by the answers; none of them caches.
 */
import type { FilePath, Tree } from '../engine/syntax/compiler.ts';
import type { ProjectView, SignatureResponse, SymbolResponse, TypeResponse, View } from './view.ts';

export interface QuestionContext {
  readonly view: View;
  readonly project: ProjectView;
  /** The canonical path of the file the question is about. */
  readonly path: string;
  /** The spelling we know a canonical path by. */
  toFile(path: string): FilePath;
  /** Whether a canonical path is one of the user's own files. */
  isOwn(path: string): boolean;
  /** Whether a canonical path is one of the declaration files that come with the compiler. */
  isStandardLibrary(path: string): boolean;
  /** Names of library declarations, by handle; library files do not change between snapshots. */
  readonly libraryNames: Map<string, Promise<string | undefined>>;
  /** The tree of a library file, shared while it is in use. */
  getLibraryTree(path: string): Promise<Tree | undefined>;
}

export async function askSymbols(context: QuestionContext, locations: readonly string[]): Promise<(SymbolResponse | null)[]> {
  if (locations.length === 0) return [];
  return await context.view.ask('getSymbolsAtLocations', context.project, { locations }) as (SymbolResponse | null)[];
}

export async function askTypes(context: QuestionContext, locations: readonly string[]): Promise<(TypeResponse | null)[]> {
  if (locations.length === 0) return [];
  return await context.view.ask('getTypeAtLocations', context.project, { locations }) as (TypeResponse | null)[];
}

/** Follows an alias to the declaration at its end. */
export async function askAliased(context: QuestionContext, symbol: number): Promise<SymbolResponse | null> {
  return await context.view.ask('getAliasedSymbol', context.project, { symbol }) as SymbolResponse | null;
}

export async function askParent(context: QuestionContext, symbol: SymbolResponse): Promise<SymbolResponse | null> {
  return await context.view.ask('getParentOfSymbol', context.project, { objectId: symbol.id }) as SymbolResponse | null;
}

export async function askSymbolOfType(context: QuestionContext, type: number): Promise<SymbolResponse | null> {
  return await context.view.ask('getSymbolOfType', context.project, { objectId: type }) as SymbolResponse | null;
}

export async function askTypeParts(context: QuestionContext, type: number): Promise<TypeResponse[]> {
  return await context.view.ask('getTypesOfType', context.project, { objectId: type }) as TypeResponse[] | null ?? [];
}

/** One answer about a type that is itself a type: `getTargetOfType`, `getBaseConstraintOfType`, … The key the wire wants differs. */
export async function askTypeOfType(context: QuestionContext, method: 'getTargetOfType' | 'getBaseConstraintOfType', type: number): Promise<TypeResponse | null> {
  return await context.view.ask(method, context.project, method === 'getTargetOfType' ? { objectId: type } : { type }) as TypeResponse | null;
}

export async function askTypeArguments(context: QuestionContext, type: number): Promise<TypeResponse[]> {
  return await context.view.ask('getTypeArguments', context.project, { type }) as TypeResponse[] | null ?? [];
}

export async function askProperty(context: QuestionContext, type: number, name: string): Promise<SymbolResponse | null> {
  return await context.view.ask('getPropertyOfType', context.project, { type, name }) as SymbolResponse | null;
}

export async function askTypeOfSymbol(context: QuestionContext, symbol: number): Promise<TypeResponse | null> {
  return await context.view.ask('getTypeOfSymbol', context.project, { symbol }) as TypeResponse | null;
}

export async function askCallSignatures(context: QuestionContext, type: number): Promise<SignatureResponse[]> {
  return await context.view.ask('getSignaturesOfType', context.project, { type, kind: 0 }) as SignatureResponse[] | null ?? [];
}

export async function askReturnType(context: QuestionContext, signature: number): Promise<TypeResponse | null> {
  return await context.view.ask('getReturnTypeOfSignature', context.project, { signature }) as TypeResponse | null;
}

/** The type of parameter `index`, rest parameters spread out. */
export async function askParameterType(context: QuestionContext, signature: number, index: number): Promise<TypeResponse | null> {
  return await context.view.ask('getParameterType', context.project, { signature, index }) as TypeResponse | null;
}

export async function askContextualType(context: QuestionContext, location: string): Promise<TypeResponse | null> {
  return await context.view.ask('getContextualType', context.project, { location }) as TypeResponse | null;
}
