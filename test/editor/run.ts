/**
 * `npm run test:editor`: packs the extension and tries it in real clients: VS Code (desktop where it can be downloaded, else the
 * server in Chromium), Neovim and Emacs. Prints a line for each test and the closing count; exits with 1 when one failed.
 *
 * `--only package,vscode,screens,panel,panelSteps,workflow,fixes,circumstances,neovim,emacs` runs parts, `--vsix <file>` takes a packed one, `--update`
 * writes down what VS Code shows as the new expectation (read the difference before committing it). Without `--only` it runs all but
 * panelSteps, workflow, fixes and circumstances: a person's steps one after the other, which take five minutes and want a calm machine.
 */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installPrograms, installVscodeServer, repositoryFolder } from '../../scripts/editorHost/install.ts';
import { packExtension } from '../../scripts/package.ts';
import { runCircumstances } from './circumstances.ts';
import { compareCommandLine } from './commandLine.ts';
import { runEmacs } from './clients/emacs.ts';
import { runNeovim } from './clients/neovim.ts';
import { buildSuite } from './hosts/buildSuite.ts';
import { canUseDesktop, runInDesktop } from './hosts/desktop.ts';
import { runInServer } from './hosts/server.ts';
import { runLargeFixes } from './largeFixes.ts';
import { runPackageTests, unpack } from './package.ts';
import { runPanelScreens } from './panelScreens.ts';
import { runPanelSteps } from './panelSteps.ts';
import { runScreens } from './screens.ts';
import { Report } from './support/report.ts';
import type { EditorRun } from './support/editorRun.ts';
import { runWorkflow } from './workflow.ts';

const parts = ['package', 'vscode', 'screens', 'panel', 'panelSteps', 'workflow', 'fixes', 'circumstances', 'neovim', 'emacs'] as const;

const usual: readonly (typeof parts)[number][] = ['package', 'vscode', 'screens', 'panel', 'neovim', 'emacs'];

const { values } = parseArgs({ options: { only: { type: 'string' }, vsix: { type: 'string' }, update: { type: 'boolean', default: false } } });
const chosen = values.only?.split(',') ?? [...usual];
const unknown = chosen.filter((part) => !(parts as readonly string[]).includes(part));
if (unknown.length > 0) {
  process.stderr.write(`--only does not know ${unknown.join(', ')}; it takes any of ${parts.join(', ')}.\n`);
  process.exit(2);
}

const log = (line: string): void => { process.stdout.write(`${line}\n`); };
const report = new Report();
const outputFolder = join(repositoryFolder, 'test/editor/.output');
// Real paths everywhere: the server answers with them, and on macOS the temporary folder is a link.
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'loopwise-editor-')));
// A run that is interrupted leaves nothing behind either: `exit` handlers end the editors and remove the files.
process.once('exit', () => {
  try {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    // An editor that is still writing: what ends it is called after this, and must be.
    process.stderr.write(`${scratch} could not be removed: ${String(error)}\n`);
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
let exitCode = 1;
try {
  // A packed extension named on the command line may be in there.
  if (values.vsix === undefined) rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder, { recursive: true });
  const run: EditorRun = {
    vsix: values.vsix === undefined ? await packExtension(outputFolder) : resolve(values.vsix),
    extensionFolder: join(scratch, 'unpacked', 'extension'),
    workspace: copyExample(join(scratch, 'harbour')),
    outputFolder, scratch, report, log,
    expectedFile: join(repositoryFolder, 'test/editor/expected.json'),
    shownFile: join(scratch, 'shown.json'),
    isUpdating: values.update,
  };
  await unpack(run.vsix, join(scratch, 'unpacked'));
  if (chosen.includes('package')) await runPackageTests(run);
  if (chosen.includes('vscode')) await runVscode(run);
  await report.run('cli', 'the command line and the editor agree', () => { compareCommandLine(run); });
  if (chosen.includes('screens')) await runScreens(run, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
  if (chosen.includes('panel')) await runPanelScreens(run, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
  if (chosen.includes('panelSteps')) await runPanelSteps(run, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
  if (chosen.includes('workflow')) await runWorkflow(run, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
  if (chosen.includes('fixes')) await runLargeFixes(run, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
  if (chosen.includes('circumstances')) await runCircumstances(run, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
  if (chosen.includes('neovim')) await runNeovim(run, installPrograms(['neovim'], log).neovim);
  if (chosen.includes('emacs')) await runEmacs(run, installPrograms(['emacs'], log).emacs);
  report.close();
  exitCode = report.hasFailures ? 1 : 0;
} catch (error) {
  process.stderr.write(`The editor tests could not run: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
}
process.exit(exitCode);

async function runVscode(run: EditorRun): Promise<void> {
  const suite = await buildSuite(run);
  if (await canUseDesktop(log)) await runInDesktop(run, suite);
  else await runInServer(run, suite, installVscodeServer(log), installPrograms(['chromium'], log).chromium);
}

/** A copy, so that no test can change the example; node_modules is the repository's, through a link. */
function copyExample(folder: string): string {
  cpSync(join(repositoryFolder, 'test/example'), folder, { recursive: true, filter: (source) => !source.includes('node_modules') });
  symlinkSync(join(repositoryFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}
