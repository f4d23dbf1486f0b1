/**
 * `loopwise advise`: which concurrency approach, for an input in a file, on stdin, from the code or asked in the terminal. It reads and
 * prints; the advisor decides.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pico from 'picocolors';
import type { Advice, ApproachId } from '../../advisor/advice.ts';
import { advise } from '../../advisor/advise.ts';
import { toAdviceText } from '../../advisor/adviceText.ts';
import { readInput, type AdviceInput } from '../../advisor/input.ts';
import { collectGuesses, joinInput, toEntries, type InputEntry } from '../../advisor/provenance.ts';
import type { Machine } from '../../advisor/workload.ts';
import { readMachineProfile } from '../../host/measure/profileFile.ts';
import { findNearMiss } from '../../host/nearMiss.ts';
import { toReadFailure } from '../../host/text.ts';
import { hasColors } from '../color.ts';
import { askForInput } from '../adviseQuestions.ts';
import { toTerminal } from '../markdown.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';

export interface AdviseOptions {
  readonly input?: string;
  readonly format: 'pretty' | 'json' | 'md';
  /** Without it, what the code shows. */
  readonly from?: ApproachId;
  /** `field=value`, several; they win over what the input or the code says. */
  readonly set: readonly string[];
  readonly color: boolean;
}

const widest = 110;

/** Prints and resolves with the exit code. Throws {@link UsageError} for an input that cannot be used, naming the field. */
export async function runAdvise(target: string | undefined, options: AdviseOptions, around: Surroundings): Promise<number> {
  if (target !== undefined && options.input !== undefined) throw new UsageError('Give --input or <file>:<function>, not both; --set changes single fields of either.');
  const { profile, basis, problem } = readMachineProfile({ env: around.env });
  const machine: Machine = { profile, basis };
  if (problem !== undefined) await around.stderr.write(`${problem}\n`);
  const overrides = toInput(readOverrides(options.set), '--set');
  if (options.input !== undefined) {
    const given = { ...toInput(parse(await readSource(options.input, around), options.input), options.input === '-' ? 'stdin' : options.input), ...overrides };
    await print(advise(given, machine, { from: options.from ?? 'sequential' }), options, around);
    return exitCodes.clean;
  }
  if (target !== undefined) {
    const { readFunction } = await import('../adviseCode.ts');
    const { code, subject, title, from } = await readFunction(target, around);
    const advice = advise(joinInput(code, overrides), machine, { from: options.from ?? from, subject, guesses: collectGuesses(code, overrides) });
    await print(advice, options, around, { title, input: toEntries(code, overrides, machine) });
    return exitCodes.clean;
  }
  if (!around.stdin.isTerminal) throw new UsageError('There is no terminal to ask questions in. Use `loopwise advise --input <file>`, - for stdin, or `loopwise advise <file>:<function>`.');
  const given = { ...await askForInput(around), ...overrides };
  await print(advise(given, machine, { from: options.from ?? 'sequential' }), options, around, { input: toEntries({}, given, machine) });
  return exitCodes.clean;
}

/** With the input where the reader did not write it. */
async function print(advice: Advice, options: AdviseOptions, around: Surroundings, about: { readonly title?: string; readonly input?: readonly InputEntry[] } = {}): Promise<void> {
  if (options.format === 'json') {
    await around.stdout.write(`${JSON.stringify({ ...advice, ...(about.input === undefined ? {} : { input: about.input }) }, null, 2)}\n`);
    return;
  }
  const text = toAdviceText(advice, { ...about, isLong: options.format === 'md' });
  await around.stdout.write(options.format === 'md' ? text : toTerminal(text, pico.createColors(hasColors(options, around)), Math.min(around.stdout.columns ?? widest, widest)));
}

async function readSource(source: string, around: Surroundings): Promise<string> {
  if (source === '-') return around.stdin.readAll();
  try {
    return readFileSync(path.resolve(around.cwd, source), 'utf8');
  } catch (error) {
    throw new UsageError(`${source} ${toReadFailure(error)}. Name a file with the input as JSON, or - for stdin.`);
  }
}

function parse(text: string, source: string): unknown {
  if (text.trim() === '') throw new UsageError(`${source === '-' ? 'stdin' : source} is empty. An input looks like {"workload":"cpu","tasks":100,"taskMs":20}; {} asks with nothing known.`);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`${source === '-' ? 'stdin' : source} is no JSON: ${error instanceof Error ? error.message : String(error)}. An input looks like {"workload":"cpu","tasks":100,"taskMs":20}.`);
  }
}

function toInput(value: unknown, source: string): AdviceInput {
  const reading = readInput(value, findNearMiss);
  if ('input' in reading) return reading.input;
  throw new UsageError(reading.problems.map(({ message }) => `${source}: ${message}`).join('\n'));
}

/** `tasks=500` as a field and a JSON value; a word stays a word. */
function readOverrides(set: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(set.map((item) => {
    const at = item.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${item}: write field=value, for example --set tasks=500.`);
    return [item.slice(0, at), toValue(item.slice(at + 1))];
  }));
}

function toValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
