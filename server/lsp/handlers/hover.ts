/**
 * Hover: on a finding its message, the path that leads to it and what its rule is about; on a function's name what kind of work
 * it does and where it runs. Answered from the protocol thread's own copy; only rule pages are read, once each.
 */
import { MarkupKind, type Connection, type Hover, type Position } from 'vscode-languageserver/node';
import type { Echo, Finding, Hop } from '../../engine/lint/finding.ts';
import type { FunctionReport } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { adviseCommand, showRulePageCommand, type AdviseArguments } from '../../protocol.ts';
import type { OpenDocuments } from '../documents.ts';
import { isEcho, type FindingStore } from '../findingStore.ts';
import type { RulePages } from '../rulePages.ts';
import { isAt, toRange } from '../toProtocol.ts';
import { workloadNames } from '../workloadViews.ts';
import { answer } from './answer.ts';

export interface HoverSurroundings {
  readonly store: FindingStore;
  readonly documents: OpenDocuments;
  readonly pages: RulePages;
  /** The client has a command that shows rule pages; else the link opens the file. */
  readonly hasPageCommand: boolean;
  /** The client has a command that opens the workload advisor for a function. */
  readonly hasAdvisor: boolean;
}

export function registerHover(connection: Connection, around: HoverSurroundings): void {
  connection.onHover(({ textDocument, position }) => answer(connection, 'Hover', null, () => findHover(around, textDocument.uri, position)));
}

async function findHover(around: HoverSurroundings, uri: string, position: Position): Promise<Hover | null> {
  const file = around.documents.findPath(uri);
  if (file === undefined) return null;
  const found = around.store.find(file);
  const items = [...found?.findings ?? [], ...found?.echoes ?? []].filter((item) => isAt(item.range, position));
  const parts: string[] = [];
  for (const item of items) parts.push(await toFindingText(around, item));
  const fn = findFunctionNamed(around, file, position);
  if (fn !== undefined) parts.push(toFunctionText(around, fn));
  const range = items[0]?.range ?? fn?.range;
  if (parts.length === 0 || range === undefined) return null;
  return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') }, range: toRange(range) };
}

async function toFindingText(around: HoverSurroundings, item: Finding | Echo): Promise<string> {
  const target = isEcho(item) ? around.store.findFinding(item.findingId) : undefined;
  const page = findPageLink(around, item.ruleId);
  const about = `\`${item.ruleId}\`${isEcho(item) ? '' : ` · ${item.confidence}`}${page === undefined ? '' : ` · [rule page](${page})`}`;
  // Our own client is VS Code: its hover already has the diagnostic with message and path above this text.
  const title = around.hasPageCommand ? about : `**${escape(item.message)}**  \n${about}`;
  const summary = await around.pages.findSummary(item.ruleId);
  const path = item.trace.length > 1 && !around.hasPageCommand ? item.trace.map((hop, index) => `${index + 1}. ${toHopText(around, hop)}`).join('\n') : undefined;
  const sink = target === undefined ? undefined : `Reported at ${toHopText(around, { ...target, label: target.functionName })}.`;
  return [title, path, sink, summary].filter((part) => part !== undefined).join('\n\n');
}

function findPageLink(around: HoverSurroundings, ruleId: string): string | undefined {
  const uri = around.pages.findUri(ruleId);
  return uri !== undefined && around.hasPageCommand ? `command:${showRulePageCommand}?${encodeURIComponent(JSON.stringify([ruleId]))}` : uri;
}

function toHopText(around: HoverSurroundings, hop: Hop): string {
  const { line } = hop.range.start;
  const name = `${hop.file.slice(hop.file.lastIndexOf('/') + 1)}:${line}`;
  return `${escape(hop.label)} ([${escape(name)}](${around.documents.getUri(hop.file)}#L${line}))`;
}

/** The innermost function whose name is under the cursor. Reports give the place of the whole function, so the name is read from the text. */
function findFunctionNamed(around: HoverSurroundings, file: FilePath, position: Position): FunctionReport | undefined {
  const document = around.documents.findByPath(file);
  if (document === undefined) return undefined;
  const line = document.text.getText({ start: { line: position.line, character: 0 }, end: { line: position.line + 1, character: 0 } });
  const before = /[\w$#]*$/.exec(line.slice(0, position.character))?.[0] ?? '';
  const after = /^[\w$]*/.exec(line.slice(position.character))?.[0] ?? '';
  const word = before + after;
  if (word === '') return undefined;
  // An arrow function begins behind the name it is given, on the same line.
  const named = around.store.getFunctions(file).filter((fn) => fn.range.start.line === position.line + 1 && (fn.name === word || fn.name.endsWith(`.${word}`)));
  return named.at(-1);
}

function toFunctionText(around: HoverSurroundings, fn: FunctionReport): string {
  const evidence = fn.evidence.slice(0, 2).map((hop) => `- ${toHopText(around, hop)}`);
  const contexts = [...new Set(fn.contexts.map(({ context }) => context))].filter((context) => context !== 'unknown');
  const { cost } = fn;
  const growth = cost.class === 'constant' || cost.class === 'unknown' ? undefined : `${cost.class} time, ${cost.growth}${cost.input === undefined ? '' : ` in \`${cost.input}\``}`;
  return [
    `**${workloadNames[fn.workload]}**${fn.workload === 'unknown' || fn.workload === 'trivial' ? '' : ` · ${fn.confidence}`}${growth === undefined ? '' : ` · ${growth}`}`,
    ...(contexts.length === 0 ? [] : [`Runs in: ${contexts.join(', ')}`]),
    ...(evidence.length === 0 ? [] : [evidence.join('\n')]),
    ...(around.hasAdvisor ? [`[Open in the workload advisor](${toAdviseLink(around, fn)})`] : []),
  ].join('\n\n');
}

function toAdviseLink(around: HoverSurroundings, fn: FunctionReport): string {
  const target: AdviseArguments = [around.documents.getUri(fn.file), toRange(fn.range).start];
  return `command:${adviseCommand}?${encodeURIComponent(JSON.stringify(target))}`;
}

/** User text in Markdown: names such as `__init__` or `a[0]` stay as written. Code spans are ours and stay. */
function escape(text: string): string {
  return text.replace(/[\\*_[\]<>#]/g, '\\$&').replace(/`[^`]*`/g, (code) => code.replace(/\\([\\*_[\]<>#])/g, '$1'));
}
