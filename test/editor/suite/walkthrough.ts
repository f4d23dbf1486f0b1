/**
 * The walkthrough's sample, which lies outside the workspace. These tests come last: VS Code keeps a document for some minutes after
 * its editor is closed, and the sample's findings would count in the others.
 */
import { commands, languages, window, type Uri } from 'vscode';
import assert from 'node:assert/strict';
import type { EditorTest } from './index.ts';
import { getRule, until } from './workspace.ts';

function getRules(uri: Uri | undefined): readonly string[] {
  return uri === undefined ? [] : languages.getDiagnostics(uri).map(getRule);
}

export const walkthroughTests: readonly EditorTest[] = [
  {
    name: 'the sample of the walkthrough shows its fault',
    async run() {
      await commands.executeCommand('loopwise.openSample');
      const file = (): string | undefined => window.activeTextEditor?.document.uri.path;
      assert.match(file() ?? '', /sample\/server\.js$/);
      await until('the call in the sample has its note', () => getRules(window.activeTextEditor?.document.uri).includes('transitive-blocking-call'));
    },
  },
];
