/**
 * What the tests ask VS Code for: the documents of the workspace, what is shown on them, and waiting until that is as it should be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  DiagnosticSeverity, Position, Range, Uri, WorkspaceEdit, commands, extensions, languages, window, workspace, type Diagnostic, type TextDocument, type TextEditor,
} from 'vscode';
import type { ExtensionApi } from '../../../client/src/languageClient.ts';
import { sortFindings, sortLines, toDifference, toLine, toLineWithMessage, type ExpectedFindings, type Shown } from '../support/lines.ts';

/** A machine under load may take this long; a passing test takes a fraction. */
const deadlineMs = 60_000;

/** A variable the runner sets; the suite cannot run without it. */
export function getSetting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set. Run the suite with "npm run test:editor".`);
  return value;
}

let api: ExtensionApi | undefined;

/** Opens a document, which starts the extension as it would for a person, and waits for the first results. */
export async function startExtension(): Promise<void> {
  await open('src/routes/reports.ts');
  const extension = extensions.getExtension<ExtensionApi>('loopwise.loopwise');
  if (extension === undefined) throw new Error('The .vsix is not installed.');
  await until('the extension is active', () => extension.isActive);
  api = extension.exports;
  await untilIdle();
}

export function getApi(): ExtensionApi {
  if (api === undefined) throw new Error('The extension did not start; see the first test.');
  return api;
}

export async function untilIdle(): Promise<void> {
  await until(() => `the server is idle, and it is ${JSON.stringify(getApi().status)}`, () => getApi().status.state === 'idle');
}

export function getUri(file: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('VS Code has no folder open.');
  return Uri.joinPath(folder.uri, file);
}

export async function open(file: string): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument(getUri(file)), { preview: false });
}

/** Files of the workspace that the server knows as open, relative to it. */
export function getOpenFiles(): readonly string[] {
  return workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => workspace.asRelativePath(uri, false));
}

/** Closes everything and drops what was typed, so that each test starts from the files on disk. */
export async function closeEditors(): Promise<void> {
  for (const document of workspace.textDocuments) {
    if (!document.isDirty || document.uri.scheme !== 'file') continue;
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.files.revert');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** Replaces the only occurrence of a text in a document, without saving. */
export async function replace(document: TextDocument, text: string, by: string): Promise<void> {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`${document.uri.path} does not hold ${JSON.stringify(text)}.`);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(start + text.length)), by);
  if (!(await workspace.applyEdit(edit))) throw new Error(`VS Code did not apply an edit to ${document.uri.path}.`);
}

export function getPosition(document: TextDocument, text: string): Position {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`${document.uri.path} does not hold ${JSON.stringify(text)}.`);
  return document.positionAt(start);
}

const severities: Readonly<Record<DiagnosticSeverity, 'error' | 'warning' | 'info'>> = {
  [DiagnosticSeverity.Error]: 'error', [DiagnosticSeverity.Warning]: 'warning', [DiagnosticSeverity.Information]: 'info', [DiagnosticSeverity.Hint]: 'info',
};

/** Our diagnostics of a file; those of other extensions are not looked at. */
export function getDiagnostics(file: string): readonly Diagnostic[] {
  return languages.getDiagnostics(getUri(file)).filter((diagnostic) => diagnostic.source === 'loopwise');
}

export function getRule({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

function toShown(diagnostic: Diagnostic): Shown {
  return { range: diagnostic.range, severity: severities[diagnostic.severity], rule: getRule(diagnostic) };
}

export function getLines(file: string): readonly string[] {
  return sortLines(getDiagnostics(file).map((diagnostic) => toLine(toShown(diagnostic))));
}

/** Everything we show, by file relative to the workspace. */
export function getAllLines(): ExpectedFindings {
  return sortFindings(Object.fromEntries(getShownFiles().map((file) => [file, getLines(file)])));
}

/** Writes everything we show, with its words, for the runner to compare with the command line. */
export function writeShown(): void {
  const lines = (file: string): readonly string[] => getDiagnostics(file).map((diagnostic) => toLineWithMessage(toShown(diagnostic), diagnostic.message));
  writeFileSync(getSetting('LOOPWISE_SHOWN'), JSON.stringify(Object.fromEntries(getShownFiles().map((file) => [file, lines(file)]))));
}

function getShownFiles(): readonly string[] {
  return languages.getDiagnostics().map(([uri]) => uri).filter((uri) => uri.scheme === 'file').map((uri) => workspace.asRelativePath(uri, false));
}

export function readExpected(): ExpectedFindings {
  return JSON.parse(readFileSync(getSetting('LOOPWISE_EXPECTED'), 'utf8')) as ExpectedFindings;
}

/** True when the run is to write down what is shown instead of comparing it. */
export const isUpdating = process.env['LOOPWISE_UPDATE'] === '1';

export function writeExpected(findings: ExpectedFindings): void {
  writeFileSync(getSetting('LOOPWISE_EXPECTED'), `${JSON.stringify(findings, null, 2)}\n`);
}

/** Waits until these files show exactly what is expected of them, and no other file shows anything. */
export async function untilShown(expected: ExpectedFindings): Promise<void> {
  const wanted = sortFindings(expected);
  await until(() => `everything expected is shown:\n${toDifference(wanted, getAllLines())}`, () => toDifference(wanted, getAllLines()) === '');
}

/**
 * Looks again whenever diagnostics change, and now and then in between.
 * @throws Error naming what did not come true in time.
 */
export async function until(what: string | (() => string), isTrue: () => boolean): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs / 1000} s in vain until ${typeof what === 'string' ? what : what()}`);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        listener.dispose();
        resolve();
      };
      const timer = setTimeout(wake, 100);
      const listener = languages.onDidChangeDiagnostics(wake);
    });
  }
}
