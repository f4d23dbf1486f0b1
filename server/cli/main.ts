#!/usr/bin/env node
/**
 * The `loopwise` command: reads arguments, loads the verb that is asked for and turns what it throws into a message and an exit
 * code. Verbs are imported when they run, so that `--help` does not load a compiler.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { getOwnVersion, listRulePages } from '../host/ownFiles.ts';
import { openInput, openOutput, toExit } from './process.ts';
import { exitCodes, UsageError, type Surroundings } from './surroundings.ts';
import { approachIds } from '../advisor/advice.ts';
import type { AdviseOptions } from './verbs/advise.ts';
import type { BenchNewOptions } from './verbs/benchNew.ts';
import type { BenchRunOptions } from './verbs/benchRun.ts';
import type { BenchFormat } from './reporters/bench.ts';
import type { CalibrateVerbOptions } from './verbs/calibrate.ts';
import type { CheckOptions } from './verbs/check.ts';
import type { FixOptions } from './verbs/fix.ts';
import type { MergeOptions } from './verbs/merge.ts';
import type { SummarizeOptions } from './verbs/summarize.ts';

const interruption = new AbortController();
const stdout = openOutput(process.stdout);
const stderr = openOutput(process.stderr);

/** Also takes over Ctrl+C: the first one ends the run in order, a second one means now. */
async function getSurroundings(): Promise<Surroundings> {
  process.once('SIGINT', () => {
    interruption.abort();
    process.once('SIGINT', () => process.exit(exitCodes.interrupted));
  });
  const { rules } = await import('../../rules/index.ts');
  const pages = listRulePages();
  return {
    cwd: process.cwd(), env: process.env, stdin: openInput(process.stdin, process.stderr, interruption.signal), stdout, stderr, signal: interruption.signal, now: () => performance.now(),
    // What is reported about our own comments has pages but no rules.
    ruleIds: [...new Set([...rules.map((rule) => rule.id), ...pages.keys()])], version: getOwnVersion(),
    findRulePage: (ruleId) => { const page = pages.get(ruleId); return page === undefined ? undefined : readFileSync(page, 'utf8'); },
    openEngine: async (root) => {
      const { openEngine } = await import('./openEngine.ts');
      // The compiler port's log is for people who look for a bug in it; problems a person must see come in the report.
      return openEngine(root, rules, process.env.LOOPWISE_DEBUG === undefined ? () => undefined : (line) => void stderr.write(`${line}\n`));
    },
  };
}

function getProgram(exit: (code: number) => void): Command {
  const program = new Command('loopwise')
    .description('Finds code that blocks the event loop, starts unbounded work, loses tasks or waits without a deadline.')
    .version(getOwnVersion())
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .addHelpText('after', '\nExit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, configuration or an internal error.');

  program.command('check').description('check files and folders and print what is found')
    .argument('[paths...]', 'files, folders or quoted globs (default: this folder)')
    .addOption(new Option('--format <format>', 'how to print the report').choices(['pretty', 'json', 'github', 'sarif', 'agent', 'unix']).default('pretty'))
    .addOption(new Option('--fail-on <severity>', 'least severity that gives exit code 1').choices(['error', 'warning', 'info', 'never']).default('error'))
    .addOption(new Option('--min-confidence <confidence>', 'leave out findings less sure than this').choices(['certain', 'likely', 'possible']))
    .option('--summaries <files...>', 'packages known from `loopwise summarize`: their findings too, without analysing them again')
    .option('--root <folder>', 'what paths and ids are relative to (default: the folder checked; with --summaries, the workspace)')
    .option('--functions', 'add the workload class of every function to the JSON', false)
    .option('--baseline [file]', 'leave out the findings accepted in this file')
    .option('--no-baseline', 'show accepted findings too')
    .option('--update-baseline [file]', 'accept every finding of now and exit')
    .option('--print-config', 'print the settings and the effective tsconfig of the files, and exit', false)
    .option('--stats', 'print time and counts of each stage', false)
    .option('--no-color', 'print without colours (as does the variable NO_COLOR)')
    .action(async (paths: string[], options: CheckOptions) => {
      const { runCheck } = await import('./verbs/check.ts');
      exit(await runCheck(paths, options, await getSurroundings()));
    });

  program.command('fix').description('apply the fixes of what is found: safe ones, or with --review all')
    .argument('[paths...]', 'files, folders or quoted globs (default: this folder)')
    .option('--review', 'also apply fixes that may change what the code does; look at the difference afterwards', false)
    .addOption(new Option('--rule <id>', 'only findings of this rule; may be given several times').argParser((id: string, ids: readonly string[]) => [...ids, id]).default([] as readonly string[], 'all'))
    .option('--dry-run', 'write nothing', false)
    .addOption(new Option('--format <format>', 'how to print what was done').choices(['pretty', 'json']).default('pretty'))
    .option('--no-color', 'print without colours')
    .addHelpText('after', '\nA fix stays only when the result still compiles as before, its finding is gone and no other has come. Files are written when all is done, each at once;\none that changed meanwhile refuses the run (exit code 1).')
    .action(async (paths: string[], options: FixOptions) => {
      const { runFix } = await import('./verbs/fix.ts');
      exit(await runFix(paths, options, await getSurroundings()));
    });

  program.command('summarize').description('write down what is known about a package, for checks of the packages that use it')
    .argument('<package>', 'folder with a package.json')
    .requiredOption('--out <file>', 'where to write it; compressed when the name ends in .gz')
    .addHelpText('after', '\nThe same sources give the same bytes in every folder, so the file can be cached and shared.')
    .action(async (folder: string, options: SummarizeOptions) => {
      const { runSummarize } = await import('./verbs/summarize.ts');
      exit(await runSummarize(folder, options, await getSurroundings()));
    });

  program.command('merge').description('join the JSON reports of checks of single packages into the one of the whole workspace')
    .argument('<reports...>', 'made by `check --format json` with --summaries or --root, all with the same root, which is this folder')
    .addOption(new Option('--format <format>', 'how to print the report').choices(['pretty', 'json', 'github', 'sarif', 'agent', 'unix']).default('pretty'))
    .addOption(new Option('--fail-on <severity>', 'least severity that gives exit code 1').choices(['error', 'warning', 'info', 'never']).default('error'))
    .option('--no-color', 'print without colours')
    .addHelpText('after', '\nOne id is one finding. The report that reached it from a root wins over those that saw no caller; of several, the most severe context.\nWhat only a report without callers has is left out when another report with the same file does not have it: there, the callers are harmless.')
    .action(async (files: string[], options: MergeOptions) => {
      const { runMerge } = await import('./verbs/merge.ts');
      exit(await runMerge(files, options, await getSurroundings()));
    });

  program.command('advise').description('say which concurrency approach fits a workload, why, what it costs and how to get there')
    .argument('[function]', '<file>:<function>: the workload is read from the code')
    .option('--input <file>', 'the workload as JSON; - reads stdin')
    .addOption(new Option('--format <format>', 'how to print the advice').choices(['pretty', 'json', 'md']).default('pretty'))
    .addOption(new Option('--from <approach>', 'the approach in place, for the migration').choices([...approachIds]))
    .option('--set <field=value...>', 'fields that win over what the input says', [])
    .option('--no-color', 'print without colours')
    .addHelpText('after', '\nWithout either it asks in the terminal. Costs are those `loopwise calibrate` has measured, else shipped defaults.')
    .action(async (target: string | undefined, options: AdviseOptions) => {
      const { runAdvise } = await import('./verbs/advise.ts');
      exit(await runAdvise(target, options, await getSurroundings()));
    });

  program.command('calibrate').description('measure what workers, processes and messages cost on this machine, for advice; takes some seconds')
    .addOption(new Option('--format <format>', 'how to print it').choices(['pretty', 'json']).default('pretty'))
    .option('--force', 'measure again although this machine is known', false)
    .option('--no-color', 'print without colours')
    .action(async (options: CalibrateVerbOptions) => {
      const { runCalibrate } = await import('./verbs/calibrate.ts');
      exit(await runCalibrate(options, await getSurroundings()));
    });

  addBench(program, exit);

  program.command('explain').description('explain a rule, list the rules, or say everything known at a place')
    .argument('[what]', 'id of a rule, or <file>:<line>')
    .option('--no-color', 'print without colours')
    .action(async (what: string | undefined, options: { color: boolean }) => {
      const { runExplain } = await import('./verbs/explain.ts');
      exit(await runExplain(what, options, await getSurroundings()));
    });

  program.command('init').description('write a commented loopwise.config.jsonc')
    .action(async () => {
      const { runInit } = await import('./verbs/init.ts');
      exit(await runInit(await getSurroundings()));
    });

  program.command('lsp').description('run the language server for an editor')
    .option('--stdio', 'talk over stdin and stdout')
    .allowUnknownOption()
    .action(async (options: { stdio?: boolean }) => {
      if (options.stdio !== true && !process.argv.some((argument) => /^--(?:node-ipc|socket|pipe)/.test(argument))) {
        throw new UsageError('Say how the editor talks to the server: `loopwise lsp --stdio`.');
      }
      await import('../lsp/main.ts');
    });
  return program;
}

function addBench(program: Command, exit: (code: number) => void): void {
  const bench = program.command('bench').description('prove on this machine which approach is faster for a function of yours');
  const format = (): Option => new Option('--format <format>', 'how to print it').choices(['pretty', 'json', 'md']).default('pretty');
  bench.command('new').description('write a benchmark for an exported function: one thread first, then every approach that fits')
    .argument('<file>:<function>', 'for example src/score.ts:score')
    .option('--out <file>', 'where to write it (default: <function>.bench.mts or .mjs beside the file)')
    .option('--force', 'replace a file that is there', false)
    .addOption(new Option('--approaches <names...>', `only these beside the baseline: ${benchApproaches.join(', ')}`).argParser(toApproaches))
    .action(async (what: string, options: BenchNewOptions) => {
      const { runBenchNew } = await import('./verbs/benchNew.ts');
      exit(await runBenchNew(what, options, await getSurroundings()));
    });
  bench.command('run').description('run a benchmark, print the verdict of each approach and keep result and chart')
    .argument('<file>', 'written by `bench new`')
    .option('--yes', 'do not ask: it runs code of this project', false)
    .option('--deadline <seconds>', 'end it after this', toSeconds, 180)
    .option('--progress', 'say how far it is, a line for each step, where stderr is no terminal too')
    .option('--out <file>', 'where to keep the result (default: .loopwise/bench/<name>-<time>.json); the chart lies beside it')
    .addOption(format())
    .option('--no-color', 'print without colours')
    .action(async (file: string, options: BenchRunOptions) => {
      const { runBenchRun } = await import('./verbs/benchRun.ts');
      exit(await runBenchRun(file, options, { ...await getSurroundings(), today: () => new Date().toISOString() }));
    });
  bench.command('compare').description('show what changed between two results')
    .argument('<before>', 'kept by `bench run`').argument('<after>', 'kept by `bench run`')
    .addOption(format())
    .option('--no-color', 'print without colours')
    .action(async (before: string, after: string, options: { format: BenchFormat; color: boolean }) => {
      const { runBenchCompare } = await import('./verbs/benchCompare.ts');
      exit(await runBenchCompare(before, after, options, await getSurroundings()));
    });
}

const benchApproaches = ['async', 'worker-pool', 'shared-memory-workers', 'processes', 'hybrid'] as const;

/** Names apart or with commas between them, as an advice and as a person write them. */
function toApproaches(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').filter((name) => name !== '');
  const wrong = names.find((name) => !(benchApproaches as readonly string[]).includes(name));
  if (wrong !== undefined || names.length === 0) throw new InvalidArgumentError(`Allowed: ${benchApproaches.join(', ')}.`);
  return [...before, ...names];
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 3600)) throw new InvalidArgumentError('Allowed are seconds from 1 to 3600.');
  return seconds;
}

try {
  await getProgram((code) => { process.exitCode = code; }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.failure;
  else {
    const { message, code } = toExit(error, process.env);
    await stderr.write(message);
    process.exitCode = code;
  }
}
