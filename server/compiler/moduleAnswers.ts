/**
 * Answers `Compiler.modules`: the file a module specifier leads to, taken from the symbol the checker gives the specifier.
 * Ambient modules (`declare module 'fs'`) and files that are no modules have no file of their own here.
 */
import type { FilePath, NodeId } from '../engine/syntax/compiler.ts';
import { parseHandle, toHandle } from './nodeHandles.ts';
import type { QuestionContext } from './questions.ts';
import { askSymbols } from './questions.ts';
import { SyntaxKind } from 'typescript/unstable/ast';
import { getNodeKind } from '../engine/syntax/nodeId.ts';

export async function answerModules(context: QuestionContext, nodes: readonly NodeId[]): Promise<(FilePath | undefined)[]> {
  const symbols = await askSymbols(context, nodes.map((node) => toHandle(context.path, node)));
  return symbols.map((symbol) => {
    for (const handle of symbol?.declarations ?? []) {
      const { path, node } = parseHandle(handle);
      if (getNodeKind(node) === SyntaxKind.SourceFile) return context.toFile(path);
    }
    return undefined;
  });
}
