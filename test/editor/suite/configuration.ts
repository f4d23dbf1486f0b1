/**
 * Our schema at work in VS Code's own JSON editor. The files lie outside the workspace, where they configure nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Position, Uri, commands, languages, window, workspace, type CompletionList } from 'vscode';
import assert from 'node:assert/strict';
import type { EditorTest } from './index.ts';
import { getSetting, until } from './workspace.ts';

/** Opens a JSON file with this text. */
async function openElsewhere(name: string, text: string): Promise<Uri> {
  const file = join(dirname(getSetting('LOOPWISE_RESULTS')), 'elsewhere', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  await window.showTextDocument(await workspace.openTextDocument(Uri.file(file)), { preview: false });
  return Uri.file(file);
}

export const configurationTests: readonly EditorTest[] = [
  {
    name: 'a wrong value in loopwise.config.jsonc is underlined',
    async run() {
      const uri = await openElsewhere('loopwise.config.jsonc', '{\n  // how sure\n  "minConfidence": "sometimes"\n}\n');
      const getMessages = (): readonly string[] => languages.getDiagnostics(uri).map((diagnostic) => diagnostic.message);
      await until(() => `the value is refused, and there is: ${getMessages().join(' | ')}`, () => getMessages().some((message) => /not accepted.*certain/.test(message)));
    },
  },
  {
    // Not validation: VS Code validates a package.json only when it can also load a schema of npm's from the network.
    name: 'settings under "loopwise" in package.json are completed',
    async run() {
      const text = '{ "name": "x", "loopwise": { "" } }\n';
      const uri = await openElsewhere('package.json', text);
      const position = new Position(0, text.indexOf('""') + 1);
      let labels: readonly string[] = [];
      for (let attempt = 0; attempt < 20 && !labels.includes('minConfidence'); attempt += 1) {
        const { items } = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, position);
        labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      }
      assert.ok(labels.includes('minConfidence'), `offered: ${labels.join(', ')}`);
    },
  },
];
