/**
 * Answers `Compiler.errors`: what the compiler itself would complain about in one file. Places are left out, because a fix moves them
 * and what counts is whether an error is new.
 */
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { QuestionContext } from './questions.ts';

/** A diagnostic on the wire, as far as we read it. */
interface Diagnostic { readonly pos: number; readonly code: number; readonly category: number; readonly text: string }

/** `DiagnosticCategory.Error`. */
const errorCategory = 1;

export async function answerErrors({ view, project }: QuestionContext, file: FilePath): Promise<readonly string[]> {
  const [syntactic, semantic] = await Promise.all(['getSyntacticDiagnostics', 'getSemanticDiagnostics'].map(async (method) => await view.ask(method, project, { file }) as readonly Diagnostic[] | null));
  return [...syntactic ?? [], ...semantic ?? []].filter((each) => each.category === errorCategory).sort((a, b) => a.pos - b.pos).map(({ code, text }) => `TS${code}: ${text}`);
}
