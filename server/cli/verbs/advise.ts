/**
 * `loopwise advise`: which concurrency approach, for an input in a file, on stdin, from the code or asked in the terminal. It reads and
 * prints; the advisor decides.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pico from 'picocolors';
import type { ApproachId } from '../../advisor/advice.ts';
import { advise } from '../../advisor/advise.ts';
import { toAdviceText } from '../../advisor/adviceText.ts';
import { readInput, type AdviceInput } from '../../advisor/input.ts';
import { toEntries, type InputEntry } from '../../advisor/provenance.ts';
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
  readonly from: ApproachId;
  /** `field=value`, several; they win over what the input or the code says. */
  readonly set: readonly string[];
  readonly color: boolean;
}

const widest = 110;

/** Prints and resolves with the exit code. Throws {@link UsageError} for an input that cannot be used, naming the field. */
export async function runAdvise(options: AdviseOptions, around: Surroundings): Promise<number> {
  const { profile, basis, problem } = readMachineProfile({ env: around.env });
  const machine: Machine = { profile, basis };
  if (problem !== undefined) await around.stderr.write(`${problem}\n`);
  const overrides = toInput(readOverrides(options.set), '--set');
  if (options.input !== undefined) {
    const given = { ...toInput(parse(await readSource(options.input, around), options.input), options.input === '-' ? 'stdin' : options.input), ...overrides };
    await print(given, undefined, machine, options, around);
    return exitCodes.clean;
  }
  if (!around.stdin.isTerminal) throw new UsageError('There is no terminal to ask questions in. Use `loopwise advise --input <file>`, - for stdin.');
  const given = { ...await askForInput(around), ...overrides };
  await print(given, toEntries({}, given, machine), machine, options, around);
  return exitCodes.clean;
}

async function print(input: AdviceInput, entries: readonly InputEntry[] | undefined, machine: Machine, options: AdviseOptions, around: Surroundings): Promise<void> {
  const advice = advise(input, machine, { from: options.from });
  if (options.format === 'json') {
    await around.stdout.write(`${JSON.stringify({ ...advice, ...(entries === undefined ? {} : { input: entries }) }, null, 2)}\n`);
    return;
  }
  const text = toAdviceText(advice, { ...(entries === undefined ? {} : { input: entries }), isLong: options.format === 'md' });
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
