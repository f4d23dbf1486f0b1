/**
 * What stands in the text beside functions: code lenses above them and inlay hints behind their names. Answered from the protocol
 * thread's copy; which ones are wanted is a setting.
 */
import { InlayHintKind, type CodeLens, type Connection, type InlayHint, type Range } from 'vscode-languageserver/node';
import type { FunctionReport } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { EditorSettings } from '../../editorSettings.ts';
import { adviseCommand, showProblemsCommand, type AdviseArguments } from '../../protocol.ts';
import type { OpenDocuments } from '../documents.ts';
import type { FindingStore } from '../findingStore.ts';
import { toRange } from '../toProtocol.ts';
import { countFindings, describeGrowth, toLensTitles, workloadNames } from '../workloadViews.ts';
import { answer } from './answer.ts';

export interface AnnotationSurroundings {
  readonly store: FindingStore;
  readonly documents: OpenDocuments;
  getSettings(): EditorSettings;
  /** The client has the commands a lens runs; without them a lens would do nothing when clicked. */
  readonly hasAdvisor: boolean;
}

export function registerAnnotations(connection: Connection, around: AnnotationSurroundings): void {
  connection.onCodeLens(({ textDocument }) => answer(connection, 'The list of code lenses', [], () => collectLenses(around, textDocument.uri)));
  connection.languages.inlayHint.on(({ textDocument, range }) => answer(connection, 'The list of inlay hints', [], () => collectHints(around, textDocument.uri, range)));
}

function findFunctions(around: AnnotationSurroundings, uri: string): { readonly file: FilePath; readonly functions: readonly FunctionReport[] } | undefined {
  const file = around.getSettings().enable ? around.documents.findPath(uri) : undefined;
  return file === undefined ? undefined : { file, functions: around.store.getFunctions(file) };
}

function collectLenses(around: AnnotationSurroundings, uri: string): CodeLens[] {
  const { codeLens } = around.getSettings();
  const found = codeLens === 'off' || !around.hasAdvisor ? undefined : findFunctions(around, uri);
  if (found === undefined) return [];
  const counts = countFindings(found.functions, around.store.find(found.file)?.findings ?? []);
  return found.functions.flatMap((fn, i): CodeLens[] => {
    const count = counts[i] ?? 0;
    const titles = toLensTitles(fn, count);
    if (count === 0 && (codeLens !== 'all' || titles.workload === undefined)) return [];
    const range = toRange(fn.range);
    const target: AdviseArguments = [uri, range.start];
    return [
      ...(titles.findings === undefined ? [] : [{ range, command: { title: titles.findings, command: showProblemsCommand, arguments: [...target] } }]),
      { range, command: { title: titles.workload === undefined ? 'Advise' : `${titles.workload} · Advise`, command: adviseCommand, arguments: [...target] } },
    ];
  });
}

function collectHints(around: AnnotationSurroundings, uri: string, range: Range): InlayHint[] {
  const found = around.getSettings().inlayHints ? findFunctions(around, uri) : undefined;
  if (found === undefined) return [];
  return found.functions.filter((fn) => fn.workload !== 'trivial' && fn.workload !== 'unknown').flatMap((fn): InlayHint[] => {
    const { end } = toRange(fn.range);
    if (end.line < range.start.line || end.line > range.end.line) return [];
    const growth = describeGrowth(fn);
    const tooltip = [`${workloadNames[fn.workload]}, ${fn.confidence}`, ...(growth === undefined ? [] : [`time ${growth}`]), ...fn.evidence.slice(0, 2).map((hop) => hop.label)].join('\n');
    return [{ position: end, label: workloadNames[fn.workload], kind: InlayHintKind.Type, paddingLeft: true, paddingRight: true, tooltip }];
  });
}
