/**
 * The questions `loopwise advise` asks in a terminal, as data, and the asking. Every answer may be left out; one that is not allowed is
 * explained and asked again.
 */
import { getAllowed, getMeaning, isFlag, readInput, type AdviceInput, type InputField } from '../advisor/input.ts';
import { Interrupted, type Surroundings } from './surroundings.ts';

interface Question { readonly field: InputField; readonly asked?: (so: AdviceInput) => boolean }

/** In the order a person thinks of them; questions that the answers before make pointless are left out. */
const questions: readonly Question[] = [
  { field: 'workload' },
  { field: 'tasks' },
  { field: 'taskMs' },
  { field: 'waitMs', asked: (so) => so.workload !== 'cpu' },
  { field: 'nativePool', asked: (so) => so.workload !== 'cpu' && (so.waitMs ?? 0) > 0 },
  { field: 'ratePerSecond' },
  { field: 'latencyMs' },
  { field: 'ordered', asked: (so) => so.tasks !== 1 },
  { field: 'sharedState' },
  { field: 'payloadKb' },
  { field: 'transferable', asked: (so) => (so.payloadKb ?? 0) >= 64 },
  { field: 'isolation' },
  { field: 'durable' },
  { field: 'outgrowsMachine', asked: (so) => so.durable !== true },
  { field: 'startupMs', asked: (so) => so.workload !== 'io' },
  { field: 'platform' },
  { field: 'cores', asked: (so) => so.platform !== 'browser' },
  { field: 'memoryMb', asked: (so) => so.platform !== 'browser' },
];

export async function askForInput(around: Pick<Surroundings, 'stdin' | 'stderr' | 'signal'>): Promise<AdviceInput> {
  await around.stderr.write('Enter alone means "not known".\n');
  let input: AdviceInput = {};
  for (const { field, asked } of questions) {
    if (asked && !asked(input)) continue;
    const answer = await ask(field, around);
    if (answer !== undefined) input = { ...input, ...answer };
  }
  return input;
}

async function ask(field: InputField, around: Pick<Surroundings, 'stdin' | 'stderr' | 'signal'>): Promise<AdviceInput | undefined> {
  const hint = isFlag(field) ? 'y/n' : getAllowed(field).startsWith('"') ? getAllowed(field).replaceAll('"', '') : 'a number';
  for (;;) {
    const line = await around.stdin.ask(`${getMeaning(field)} (${hint}): `);
    if (line === undefined || around.signal.aborted) throw new Interrupted('The questions were left.');
    const text = line.trim();
    if (text === '') return undefined;
    const reading = readInput({ [field]: toValue(field, text) });
    if ('input' in reading) return reading.input;
    await around.stderr.write(`  Allowed: ${isFlag(field) ? 'y or n' : getAllowed(field)}.\n`);
  }
}

function toValue(field: InputField, text: string): unknown {
  if (isFlag(field)) return /^(?:y|yes|true)$/i.test(text) ? true : /^(?:n|no|false)$/i.test(text) ? false : text;
  // 1,000 and 1_000 are written by people.
  const number = Number(text.replace(/[,_](?=\d{3}\b)/g, ''));
  return Number.isNaN(number) ? text.toLowerCase() : number;
}
