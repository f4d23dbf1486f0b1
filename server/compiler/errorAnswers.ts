/**
 * Answers `Compiler.errors`: what the compiler itself would complain about in one file.
 */
import type { CompileError, FilePath } from '../engine/syntax/compiler.ts';
import type { QuestionContext } from './questions.ts';

/** A diagnostic on the wire, as far as we read it. */
interface Diagnostic { readonly pos: number; readonly code: number; readonly category: number; readonly text: string }

/** `DiagnosticCategory.Error`. */
const errorCategory = 1;

export async function answerErrors({ view, project }: QuestionContext, file: FilePath): Promise<readonly CompileError[]> {
  const [syntactic, semantic] = await Promise.all(['getSyntacticDiagnostics', 'getSemanticDiagnostics'].map(async (method) => await view.ask(method, project, { file }) as readonly Diagnostic[] | null));
  const list = (all: readonly Diagnostic[] | null | undefined, isSyntax: boolean): CompileError[] => (all ?? [])
    .filter((each) => each.category === errorCategory)
    .map(({ pos, code, text }) => ({ text: `TS${code}: ${text}`, start: pos, isSyntax }));
  return [...list(syntactic, true), ...list(semantic, false)].sort((a, b) => a.start - b.start);
}
