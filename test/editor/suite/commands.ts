/**
 * The commands of the palette, as the manifest lists them.
 */
import { Selection, commands, extensions, tasks, window, type TabInputText } from 'vscode';
import assert from 'node:assert/strict';
import type { FindingPath } from '../../../server/protocol.ts';
import type { EditorTest } from './index.ts';
import { getApi, getPosition, open, until, untilIdle } from './workspace.ts';

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
    name: 'Show Path to Blocking Call opens the hops from the handler to the call',
    async run() {
      const editor = await open('src/services/document-store.ts');
      await untilIdle();
      const at = getPosition(editor.document, 'readFileSync(');
      editor.selection = new Selection(at, at);
      const path = await commands.executeCommand<FindingPath | undefined>('loopwise.showPath');
      assert.equal(path?.ruleId, 'sync-io-on-hot-path');
      assert.ok((path?.hops.length ?? 0) > 2, `a path of ${path?.hops.length} hops`);
      assert.equal(path?.hops.at(-1)?.range.start.line, at.line);
      await commands.executeCommand('closeReferenceSearch');
    },
  },
  {
    name: 'the panel opens with the advice on the function',
    async run() {
      const editor = await open('src/services/order-service.ts');
      await untilIdle();
      await commands.executeCommand('loopwise.adviseFunction', editor.document.uri.toString(), getPosition(editor.document, 'quoteOpen('));
      await until('the advice is drawn', () => getApi().panelOpeningMs !== undefined);
      assert.match(getApi().advice?.function?.name ?? '', /quoteOpen$/);
      return `${Math.round(getApi().panelOpeningMs ?? 0)} ms from the server's answer to its drawing in a new panel`;
    },
  },
  {
    name: 'the workloads of the workspace are known to the view',
    async run() {
      await commands.executeCommand('loopwise.workloads.focus');
      await until('the view has functions', () => (getApi().workloads?.functions.length ?? 0) > 100);
      const { functions, findings, hotRoots } = getApi().workloads ?? { functions: [], findings: [], hotRoots: [] };
      assert.ok(functions.some(({ workload }) => workload === 'cpu') && functions.some(({ workload }) => workload === 'io'));
      assert.ok(findings.length > 0 && hotRoots.length > 0);
      await commands.executeCommand('workbench.view.explorer');
    },
  },
  {
    name: 'the task checks the folder and exits with 1 for errors',
    async run() {
      const [task] = await tasks.fetchTasks({ type: 'loopwise' });
      assert.ok(task !== undefined, 'there is no task');
      const ended = new Promise<number | undefined>((resolve) => {
        const listener = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
          if (execution.task.name !== task.name) return;
          listener.dispose();
          resolve(exitCode);
        });
      });
      await tasks.executeTask(task);
      assert.equal(await ended, 1);
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
