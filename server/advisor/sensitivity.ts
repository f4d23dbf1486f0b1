/**
 * How sure an answer is and what would change it, found by asking the framework again with other numbers. So a break-even is where the
 * answer really changes, whatever rule is behind it, and confidence falls where a number that nobody gave, or a small error, decides.
 */
import type { AdviceConfidence, ApproachId, BreakEven } from './advice.ts';
import { toAmount, toNumber, toSize, toTime } from './amounts.ts';
import { findApproach, type Decision } from './decide.ts';
import type { AdviceInput, InputField } from './input.ts';
import type { Machine, Workload } from './workload.ts';

type NumberField = 'tasks' | 'taskMs' | 'waitMs' | 'payloadKb' | 'latencyMs' | 'ratePerSecond' | 'cores' | 'memoryMb' | 'startupMs';

/** Numbers that can be off, with how their values read and where a search starts when there is none. */
const numbers: readonly { readonly field: NumberField; readonly toText: (value: number) => string; readonly toShort: (value: number) => string; readonly whole: boolean; readonly start?: number; readonly most: number }[] = [
  { field: 'taskMs', toText: (value) => `${toTime(value)} of CPU per task`, toShort: toTime, whole: false, start: 0.01, most: 1e6 },
  { field: 'tasks', toText: (value) => toAmount(value, 'task'), toShort: toNumber, whole: true, start: 1, most: 1e8 },
  { field: 'waitMs', toText: (value) => `${toTime(value)} of waiting per task`, toShort: toTime, whole: false, start: 0.1, most: 1e6 },
  { field: 'latencyMs', toText: (value) => `a budget of ${toTime(value)}`, toShort: toTime, whole: false, most: 1e6 },
  { field: 'ratePerSecond', toText: (value) => `${toNumber(value)} tasks a second`, toShort: toNumber, whole: false, most: 1e7 },
  { field: 'payloadKb', toText: (value) => `${toSize(value)} per task`, toShort: toSize, whole: false, start: 1, most: 1e7 },
  { field: 'cores', toText: (value) => toAmount(value, 'core'), toShort: toNumber, whole: true, most: 256 },
  { field: 'memoryMb', toText: (value) => `${toNumber(value)} MB of memory`, toShort: toNumber, whole: true, most: 1e6 },
  { field: 'startupMs', toText: (value) => `a start-up of ${toTime(value)}`, toShort: toTime, whole: false, start: 10, most: 1e7 },
];

const flags: readonly { readonly field: 'durable' | 'isolation' | 'sharedState' | 'ordered' | 'transferable'; readonly text: string }[] = [
  { field: 'durable', text: 'when accepted work must survive a restart' },
  { field: 'isolation', text: 'when a crash or untrusted code must be kept away' },
  { field: 'sharedState', text: 'when all tasks work on one large data set' },
  { field: 'transferable', text: 'when the data are buffers that can be moved' },
  { field: 'ordered', text: 'when each task needs the result of the one before' },
];

/** A number given is taken to be right within a third. */
const givenError = 4 / 3;
/** A number assumed may well be off by two. */
const assumedError = 2;
/** A guess from the kind of code tells the order of magnitude, roughly. */
const guessError = 30;
/** Smaller data are copied in no time. */
const leastKbToMove = 64;
/** Break-evens further away than this factor are of no use to anybody. */
const furthest = 1000;
const mostBreakEvens = 6;

export interface Certainty { readonly confidence: AdviceConfidence; readonly because: readonly string[] }

export function getCertainty(input: AdviceInput, { approach, situation }: Decision, machine: Machine): Certainty {
  const { load } = situation;
  const assumed = new Set<InputField>(load.assumptions.map(({ field }) => field));
  const guessed = new Set<InputField>(load.assumptions.filter(({ isGuess }) => isGuess).map(({ field }) => field));
  const because: string[] = [];
  let doubts = 0;
  for (const { field, toText, whole } of numbers) {
    const value = load[field];
    if (value === undefined || value === 0) continue;
    const error = guessed.has(field) ? guessError : assumed.has(field) ? assumedError : givenError;
    const other = [value / error, value * error].map((near) => (whole ? Math.max(1, Math.round(near)) : near)).find((near) => near !== value && findApproach({ ...input, [field]: near }, machine) !== approach);
    if (other === undefined) continue;
    const text = toText(value);
    because.push(assumed.has(field) ? `${text} ${text.startsWith('a ') ? 'is' : 'are'} assumed, and ${toText(other)} would give another answer` : `${text} ${text.startsWith('a ') ? 'is' : 'are'} close to a break-even: ${toText(other)} would give another answer`);
    doubts++;
  }
  // Objects are cloned piece by piece, buffers are moved: where nobody said which, the dearer one is reckoned with.
  if (input.transferable === undefined && load.payloadKb >= leastKbToMove && findApproach({ ...input, transferable: true }, machine) !== approach) {
    because.push(`nobody said whether the ${toSize(load.payloadKb)} of a task are buffers that can be moved; objects are assumed`);
    doubts++;
  }
  if (load.named === undefined) return { confidence: 'low', because: ['nothing says whether a task computes or waits', ...because] };
  const isDecidedByFlag = load.durable || load.outgrowsMachine || load.isolation;
  if (!isDecidedByFlag && isContradicted(situation, input)) {
    because.push(`it is called \`${load.named}\`, and the numbers say \`${situation.kind === load.named ? 'mixed' : situation.kind}\``);
    doubts++;
  }
  // Without size and number of tasks the kind alone has decided.
  const missing = load.named === 'io' ? 'waitMs' : 'taskMs';
  if (!isDecidedByFlag && assumed.has(missing) && !guessed.has(missing)) {
    because.push(`${load.named === 'io' ? 'the time a task waits' : 'the time a task computes'} was not given`);
    doubts += assumed.has('tasks') && input.ratePerSecond === undefined ? 2 : 1;
  }
  return { confidence: doubts === 0 ? 'high' : doubts === 1 ? 'medium' : 'low', because };
}

/** A name that the numbers speak against. That a mix is unbalanced is no contradiction. */
function isContradicted({ kind, candidate }: Decision['situation'], { workload }: AdviceInput): boolean {
  if (workload === undefined || workload === 'mixed') return false;
  return workload === 'cpu' ? kind !== 'cpu' : kind === 'cpu' || candidate === 'hybrid';
}

/** What would change the answer, the nearest first. */
export function collectBreakEvens(input: AdviceInput, { approach, situation }: Decision, machine: Machine): readonly BreakEven[] {
  const found: { readonly entry: BreakEven; readonly distance: number }[] = [];
  const assumed = new Set<InputField>(situation.load.assumptions.map(({ field }) => field));
  for (const number of numbers) {
    const value = situation.load[number.field];
    const now = value === undefined || value === 0 ? undefined : value;
    for (const isUp of [true, false]) {
      const from = now ?? getStart(number, situation.load, isUp);
      if (from === undefined) continue;
      const change = findChange(input, number, from, isUp, approach, machine, now === undefined);
      if (!change) continue;
      const isLeast = !isUp && number.whole && change.value === 1;
      const reckoned = now === undefined ? '' : ` (${assumed.has(number.field) ? 'assumed' : 'now'} ${number.toShort(now)})`;
      const text = `\`${change.approach}\` ${isUp ? 'from' : number.field === 'latencyMs' ? 'with' : 'at'} ${number.toText(change.value)}${isUp || isLeast ? '' : ' or less'}${reckoned}`;
      found.push({ entry: { field: number.field, value: change.value, approach: change.approach, text }, distance: now === undefined ? furthest / 2 : Math.abs(Math.log(change.value / now)) });
    }
  }
  found.sort((a, b) => a.distance - b.distance);
  const switched = flags.flatMap(({ field, text }): BreakEven[] => {
    if (input[field] !== undefined) return [];
    const other = findApproach({ ...input, [field]: true }, machine);
    return other === approach ? [] : [{ field, value: true, approach: other, text: `\`${other}\` ${text}` }];
  });
  return [...found.slice(0, mostBreakEvens).map(({ entry }) => entry), ...switched];
}

/** Where to look for a number that is not given: a budget from what the loop is held now downwards, the others upwards. */
function getStart(number: (typeof numbers)[number], load: Workload, isUp: boolean): number | undefined {
  if (number.field === 'latencyMs') return isUp ? undefined : Math.max(1, load.tasks * (load.taskMs + load.waitMs) * 2);
  if (number.field === 'memoryMb') return isUp ? undefined : 16_384;
  if (number.field === 'ratePerSecond') return isUp ? 0.1 : undefined;
  return isUp ? number.start : undefined;
}

/** The nearest value in one direction whose answer is another: doubling finds the range, halving it the value. */
function findChange(input: AdviceInput, { field, whole, most }: (typeof numbers)[number], from: number, isUp: boolean, approach: ApproachId, machine: Machine, isNew: boolean): { readonly value: number; readonly approach: ApproachId } | undefined {
  const ask = (value: number): ApproachId => findApproach({ ...input, [field]: value }, machine);
  const least = whole ? 1 : from / furthest;
  const end = isUp ? Math.min(most, from * furthest * (isNew ? furthest : 1)) : Math.max(least, from / furthest);
  // Where there is no number yet the search begins at a usual one; when that has another answer already, the break-even is below it.
  let begin = from;
  for (let round = 0; isNew && isUp && round < 4 && ask(begin) !== approach; round++) begin /= 10;
  if (isNew && ask(begin) !== approach) return undefined;
  let near = begin;
  let far = begin;
  let other = approach;
  while (other === approach) {
    if (far === end) return undefined;
    near = far;
    const next = isUp ? far * 1.7 : far / 1.7;
    far = isUp ? Math.min(end, whole ? Math.ceil(next) : next) : Math.max(end, whole ? Math.floor(next) : next);
    other = ask(far);
  }
  for (let round = 0; round < 16 && Math.abs(Math.log(far / near)) > 0.004; round++) {
    const middle = whole ? Math.round(Math.sqrt(near * far)) : Math.sqrt(near * far);
    if (middle === near || middle === far) break;
    const answer = ask(middle);
    if (answer === approach) near = middle;
    else {
      far = middle;
      other = answer;
    }
  }
  const rounded = roundAway(far, isUp);
  return ask(rounded) === other && rounded <= most ? { value: rounded, approach: other } : { value: far, approach: other };
}

/** Two digits, on the far side of the break-even, so that the value named has the answer named. */
function roundAway(value: number, isUp: boolean): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  const digits = isUp ? Math.ceil(value / unit - 1e-9) : Math.floor(value / unit + 1e-9);
  return Number((digits * unit).toPrecision(2));
}
