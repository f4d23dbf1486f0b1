/**
 * What a person sees on the code: the expected findings and no others, gone when mended, there again when not, steady while typing.
 */
import { commands, languages, type CodeAction, type Hover, type MarkdownString } from 'vscode';
import assert from 'node:assert/strict';
import type { CheckWorkspaceResult } from '../../../server/protocol.ts';
import { withoutEchoes, type ExpectedFindings } from '../support/lines.ts';
import type { EditorTest } from './index.ts';
import {
  getAllLines, getDiagnostics, getLines, getOpenFiles, getPosition, getRule, isUpdating, open, readExpected, replace, until, untilIdle, untilShown, writeExpected, writeShown,
} from './workspace.ts';

const handlers = 'src/routes/documents.ts';
const store = 'src/services/document-store.ts';
const orders = 'src/routes/orders.ts';

/**
 * What is expected of every document that is open. VS Code keeps a document open for some minutes after its editor is closed, so
 * earlier tests have a part in it; `needed` are the files the test is about.
 */
function getExpected(...needed: readonly string[]): ExpectedFindings {
  const expected = readExpected();
  for (const file of needed) {
    if (expected[file] === undefined) throw new Error(`test/editor/expected.json says nothing about ${file}, which this test needs.`);
  }
  const opened = getOpenFiles();
  return Object.fromEntries(Object.entries(expected).filter(([file]) => opened.includes(file)));
}

const hasRule = (file: string, rule: string): boolean => getDiagnostics(file).some((diagnostic) => getRule(diagnostic) === rule);

export const diagnosticTests: readonly EditorTest[] = [
  {
    name: 'the whole workspace shows exactly the expected findings after Check Workspace',
    async run() {
      await open(handlers);
      const result = await commands.executeCommand<CheckWorkspaceResult | undefined>('loopwise.checkWorkspace');
      assert.ok(result?.cancelled === false, `Check Workspace gave ${JSON.stringify(result)}`);
      if (isUpdating) {
        const count = (): number => Object.values(withoutEchoes(getAllLines())).flat().length;
        await until(() => `all ${result.findings} findings are shown, and it is ${count()}`, () => count() === result.findings);
        writeExpected(getAllLines());
      }
      await untilShown(readExpected());
      writeShown();
      assert.ok(Object.keys(readExpected()).length > 0, 'an empty expectation proves nothing');
      // Whole-workspace mode lasts until the server is started again; the other tests are about open files.
      await commands.executeCommand('loopwise.restartServer');
      await untilIdle();
    },
  },
  {
    name: 'open files show their findings and nothing else is shown',
    async run() {
      await open(handlers);
      await open(orders);
      await untilShown(getExpected(handlers, orders));
    },
  },
  {
    name: 'a finding behind a call lists every hop from the handler to the call that blocks',
    async run() {
      await open(store);
      await until('the finding is shown', () => hasRule(store, 'sync-io-on-hot-path'));
      const finding = getDiagnostics(store).find((diagnostic) => getRule(diagnostic) === 'sync-io-on-hot-path');
      const hops = finding?.relatedInformation ?? [];
      assert.ok(hops.length >= 2, `hops: ${hops.map((hop) => hop.message).join(', ')}`);
      assert.ok(hops[0]?.location.uri.path.endsWith(handlers), 'the first hop is the handler');
      assert.ok(hops.at(-1)?.location.uri.path.endsWith(store), 'the last hop is the call that blocks');
    },
  },
  {
    name: 'mending a line removes its finding, undoing it brings the finding back',
    async run() {
      const { document } = await open(orders);
      await untilShown(getExpected(orders));
      await replace(document, 'mail.sendConfirmation(order);', 'await mail.sendConfirmation(order);');
      await until(() => `floating-promise is gone:\n${getLines(orders).join('\n')}`, () => !hasRule(orders, 'floating-promise'));
      await commands.executeCommand('undo');
      await untilShown(getExpected(orders));
    },
  },
  {
    name: 'mending a helper in another file removes what the handler shows',
    async run() {
      await open(handlers);
      await until('the echo in the handler is shown', () => hasRule(handlers, 'transitive-blocking-call'));
      const { document } = await open(store);
      await replace(document, 'return readFileSync(join(this.folder, name));', 'return Buffer.from(name);');
      await until(() => `the echo is gone:\n${getLines(handlers).join('\n')}`, () => !hasRule(handlers, 'transitive-blocking-call') && !hasRule(store, 'sync-io-on-hot-path'));
      assert.ok(hasRule(handlers, 'sync-io-on-hot-path'), 'the handler keeps the finding of its own');
      await commands.executeCommand('undo');
      await untilShown(getExpected(handlers, store));
    },
  },
  {
    name: 'typing elsewhere in the file never makes a finding flicker',
    async run() {
      const editor = await open(handlers);
      await untilShown(getExpected(handlers));
      const seen = new Set<string>();
      const rules = (): string => getLines(handlers).map((line) => line.replace(/^\S+ /, '')).join('\n');
      const before = rules();
      const listener = languages.onDidChangeDiagnostics(() => seen.add(rules()));
      // At the very end: no position of a finding changes, so the lines must stay as they are.
      const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
      let column = 0;
      for (const character of '\nconst total = 20 + 1') {
        const position = column === 0 ? end : editor.document.positionAt(editor.document.getText().length);
        column += 1;
        await editor.edit((edit) => { edit.insert(position, character); }, { undoStopBefore: false, undoStopAfter: false });
        await new Promise((resolve) => { setTimeout(resolve, 60); });
      }
      await untilIdle();
      listener.dispose();
      assert.equal(rules(), before);
      assert.deepEqual([...seen].filter((set) => set !== before), []);
    },
  },
  {
    name: 'hovering a finding explains its rule',
    async run() {
      const { document } = await open(handlers);
      await until('the finding is shown', () => hasRule(handlers, 'sync-io-on-hot-path'));
      const position = getPosition(document, 'readFileSync(join(folder, `manifest').translate(0, 2);
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, position);
      const text = hovers.flatMap((hover) => hover.contents).map((content) => (typeof content === 'string' ? content : (content as MarkdownString).value)).join('\n');
      assert.match(text, /sync-io-on-hot-path/);
    },
  },
  {
    name: 'the quick fixes offer to disable a finding with a reason, and the comment does',
    async run() {
      const { document } = await open(orders);
      await until('the finding is shown', () => hasRule(orders, 'floating-promise'));
      const finding = getDiagnostics(orders).find((diagnostic) => getRule(diagnostic) === 'floating-promise');
      assert.ok(finding !== undefined);
      const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, finding.range);
      assert.ok(actions.some((action) => /disable/i.test(action.title)), `offered: ${actions.map((action) => action.title).join(' | ')}`);
      await replace(document, '    mail.sendConfirmation(order);', '    // loopwise-disable-next-line floating-promise -- logged inside\n    mail.sendConfirmation(order);');
      await until(() => `the finding is gone:\n${getLines(orders).join('\n')}`, () => !hasRule(orders, 'floating-promise'));
    },
  },
];
