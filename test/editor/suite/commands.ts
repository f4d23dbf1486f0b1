/**
 * The commands of the palette, as the manifest lists them.
 */
import { commands, extensions, window, type TabInputText } from 'vscode';
import assert from 'node:assert/strict';
import type { EditorTest } from './index.ts';
import { getApi, open, until, untilIdle } from './workspace.ts';

export const commandTests: readonly EditorTest[] = [
  {
    name: 'every command of the manifest exists',
    async run() {
      const manifest = extensions.getExtension('loopwise.loopwise')?.packageJSON as { contributes: { commands: readonly { command: string }[] } };
      const known = await commands.getCommands(true);
      assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).filter((command) => !known.includes(command)), []);
    },
  },
  {
    name: 'Show Rule Documentation opens the page of a rule',
    async run() {
      await open('src/routes/orders.ts');
      await commands.executeCommand('loopwise.showRulePage', 'floating-promise');
      const getLabels = (): readonly string[] => window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => `${tab.label} ${(tab.input as TabInputText | undefined)?.uri?.path ?? ''}`));
      await until(() => `a preview is open: ${getLabels().join(', ')}`, () => getLabels().some((label) => label.includes('floating-promise')));
    },
  },
  {
    name: 'Restart Server ends in the same state',
    async run() {
      await open('src/routes/orders.ts');
      await untilIdle();
      const { findings } = getApi().status;
      await commands.executeCommand('loopwise.restartServer');
      await untilIdle();
      await until(() => `as many findings as before (${findings}): ${JSON.stringify(getApi().status)}`, () => getApi().status.findings === findings);
    },
  },
];
