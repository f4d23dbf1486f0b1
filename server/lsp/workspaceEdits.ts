/**
 * Turns fixes and comments into workspace edits against the text the editor has at this moment. Offsets of a fix belong to the
 * text its finding was computed from, so an edit is made only while results and text agree; else there is none.
 */
import { access, readFile } from 'node:fs/promises';
import type { AnnotatedTextEdit, CreateFile, SnippetTextEdit, TextDocumentEdit, TextEdit as LspTextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Location, MadeFix, TextEdit } from '../engine/lint/finding.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { getDisableInsertion, guessCommentPlace, toInsertedText } from './disableComment.ts';
import type { OpenDocuments } from './documents.ts';
import type { CommentPlace } from '../engine/syntax/commentPlace.ts';
import { getTextHash } from '../engine/syntax/textHash.ts';
import type { FindingStore } from './findingStore.ts';
import type { Showing } from './showing.ts';
import { toRange } from './toProtocol.ts';

export interface EditSurroundings {
  readonly store: FindingStore;
  readonly documents: OpenDocuments;
  readonly showing: Showing;
  readonly features: ClientFeatures;
  /** Asks the engine; `undefined` when it does not know or is too busy. */
  askCommentPlace(file: FilePath, offset: number): Promise<CommentPlace | undefined>;
}

interface FileEdit { readonly uri: string; readonly version: number | null; readonly edits: (LspTextEdit | SnippetTextEdit)[] }

/**
 * The edits of a fix, all files of it; a refusal when a text is not the one the edits were made for. `isDoubtful`: a person looks at
 * them before they are made, also when they are of one file.
 */
export async function toFixEdit(around: EditSurroundings, fix: MadeFix, isDoubtful: boolean): Promise<WorkspaceEdit | { readonly refused: string }> {
  const files: FileEdit[] = [];
  for (const [file, hash] of fix.hashes) {
    const document = await findText(around, file);
    if (document === undefined) return { refused: `${file} is being edited or cannot be read` };
    if (getTextHash(document.getText()) !== hash) return { refused: `${file} has changed since it was analysed` };
    files.push({
      uri: around.documents.getUri(file), version: around.documents.findByPath(file)?.text.version ?? null,
      edits: joinOnLines(fix.edits.filter((edit) => edit.file === file), document.getText()).map((edit) => ({ range: { start: document.positionAt(edit.start), end: document.positionAt(edit.end) }, newText: edit.newText })),
    });
  }
  for (const { file } of fix.created) {
    if (!around.features.createsFiles) return { refused: `this editor cannot create ${file} with an edit` };
    if (around.documents.findByPath(file) !== undefined || await exists(file)) return { refused: `${file} is there already` };
  }
  return toWorkspaceEdit(around.features, files, fix.created.map(({ file, text }) => ({ uri: around.documents.getUri(file), text })), isDoubtful);
}

/** Edits of one line as one, so that a person looks at lines and not at single words. */
function joinOnLines(edits: readonly TextEdit[], text: string): readonly Omit<TextEdit, 'file'>[] {
  const joined: { start: number; end: number; newText: string }[] = [];
  for (const { start, end, newText } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    const between = last === undefined ? '' : text.slice(last.end, start);
    if (last === undefined || /[\r\n]/.test(between)) joined.push({ start, end, newText });
    else Object.assign(last, { end, newText: `${last.newText}${between}${newText}` });
  }
  return joined;
}

/** The directive comment for what stands at `location`. */
export async function toDisableEdit(around: EditSurroundings, location: Location, ruleId: string): Promise<WorkspaceEdit | undefined> {
  const document = await findText(around, location.file);
  if (document === undefined) return undefined;
  const range = toRange(location.range);
  const lineStart = document.offsetAt({ line: range.start.line, character: 0 });
  const place = await around.askCommentPlace(location.file, lineStart) ?? guessCommentPlace(document, range.start.line);
  const insertion = getDisableInsertion(document, range, ruleId, place);
  const isSnippet = around.features.snippetEdits && around.features.documentChanges;
  const text = toInsertedText(insertion, isSnippet);
  const edit = isSnippet ? { range: insertion.range, snippet: { kind: 'snippet' as const, value: text } } : { range: insertion.range, newText: text };
  return toWorkspaceEdit(around.features, [{ uri: around.documents.getUri(location.file), version: around.documents.findByPath(location.file)?.text.version ?? null, edits: [edit] }]);
}

async function findText(around: EditSurroundings, file: FilePath): Promise<TextDocument | undefined> {
  const open = around.documents.findByPath(file);
  if (open !== undefined) return around.showing.isCurrent(file) ? open.text : undefined;
  // A byte order mark is text here, as it is for the compiler that made the offsets.
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : TextDocument.create(around.documents.getUri(file), 'typescript', 0, text);
}

/**
 * A person looks at an edit of several files before it is made, where the editor can show it. Where what needs confirmation would
 * start out unticked, the change that needs it is to create a file that is there already.
 */
function toWorkspaceEdit(features: ClientFeatures, files: readonly FileEdit[], created: readonly { readonly uri: string; readonly text: string }[] = [], isDoubtful = false): WorkspaceEdit {
  if (!features.documentChanges) {
    const changes: Record<string, LspTextEdit[]> = {};
    for (const { uri, edits } of files) changes[uri] = edits.filter((edit): edit is LspTextEdit => 'newText' in edit);
    return { changes };
  }
  const count = files.length + created.length;
  const isPreviewed = features.changeAnnotations && (isDoubtful || count > 1);
  const [first] = files;
  const asks: CreateFile | undefined = isPreviewed && features.ticksPreviews && first !== undefined ? { kind: 'create', uri: first.uri, options: { ignoreIfExists: true }, annotationId } : undefined;
  const annotate = <Item extends object>(item: Item): Item => (isPreviewed && asks === undefined ? { ...item, annotationId } : item);
  const creations = created.flatMap(({ uri, text }): (CreateFile | TextDocumentEdit)[] => [
    annotate<CreateFile>({ kind: 'create', uri, options: { ignoreIfExists: false, overwrite: false } }),
    { textDocument: { uri, version: null }, edits: [annotate({ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: text })] },
  ]);
  const changes = files.map(({ uri, version, edits }): TextDocumentEdit => ({ textDocument: { uri, version }, edits: edits.map(annotate) as (LspTextEdit | AnnotatedTextEdit | SnippetTextEdit)[] }));
  return {
    documentChanges: [...(asks === undefined ? [] : [asks]), ...creations, ...changes],
    ...(isPreviewed ? { changeAnnotations: { [annotationId]: { label: 'Loopwise fix', description: `changes ${count} ${count === 1 ? 'file' : 'files'}${isDoubtful ? '; not checked to compile' : ''}`, needsConfirmation: true } } } : {}),
  };
}

const annotationId = 'loopwise';

async function exists(file: FilePath): Promise<boolean> {
  return access(file).then(() => true, () => false);
}
