/**
 * The unit in which work is weighed, and what one function's work is made of.
 *
 * Weights. A step of constant work weighs nothing. A pass over something of unknown length starts at {@link weights.pass} and adds what each
 * element costs. Picking elements or fields (`map` to a property, `filter` by one, `find`) stays well below {@link weights.cpu};
 * carrying a value from element to element (a sum, a string being built, a table being filled), parsing each element, sorting, or a
 * pass within a pass reaches it. Rule for the cheap single pass: it is trivial, however long the list, unless the data are whole
 * contents (bytes, samples, a file), which count {@link weights.bulk}fold. Beside waiting, work has to reach {@link weights.mixed}
 * to be worth naming: encoding what is sent, or changing the shape of each row received, is part of the waiting.
 */
import type { Span } from '../facts/fileFacts.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { Expr } from '../facts/fileFacts.ts';
import type { Input } from './inputs.ts';

export const weights = {
  /** From here on a function that waits on nothing is CPU-bound. */
  cpu: 2,
  /** From here on a function that also waits is mixed. */
  mixed: 3.5,
  /** Turning what a file holds into an object, or back, beside reading or writing it: mixed only with something more. */
  encodedFile: 3,
  /** A pass over elements, before the elements' own cost. */
  pass: 0.4,
  /** A `while` whose rounds nothing counts: work lists, convergence. */
  openLoop: 1,
  /** A pass over characters or bytes. */
  unitPass: 1.4,
  /** Counting up to a number: what the rounds do is arithmetic more often than not. */
  countedPass: 1.55,
  /** Most that steps of constant work in one round add up to. */
  mostPerRound: 4,
  /** A pass within a pass. */
  nested: 4,
  /** Short by nature: keys of an object, parts of a name. */
  few: 0.4,
  /** Whole contents. */
  bulk: 2.2,
  /** A value carried from round to round by arithmetic or concatenation. */
  carry: 1.6,
  /** One recursion per call: as deep as the input is long. */
  recursion: 2.4,
  /** Recursion into every child. */
  walk: 4,
  exponential: 8,
  /** What a call keeps of work that would leave its callee trivial. */
  trivialCallee: 0.3,
  /** Calls after which light work is no longer named, and what heavier work keeps at each further one, alone and beside waiting. */
  nearHops: 1,
  fading: 0.85,
  fadingBeside: 0.62,
  /** Most that a call adds, however heavy its callee; so that what is far off fades whatever it is. */
  mostPerCall: 12,
  mostPerCallBeside: 8,
  /** More than this says nothing more. */
  most: 40,
} as const;

/** One reason for work: a loop, a pass, an expensive call, a recursion. */
export interface Item {
  readonly score: number;
  /** What of it is worth naming beside waiting; the score where it reaches {@link weights.cpu} when absent. Encoding a message is not. */
  readonly beside?: number;
  /** Calls between the function and the place. */
  readonly hops?: number;
  /** How often the input's length is multiplied with itself; 0 for work that is large however small the input. */
  readonly degree: number;
  /** Also times a logarithm. */
  readonly log?: true;
  readonly exponential?: true;
  readonly input: Input;
  /** What is walked, in the terms of the function the item belongs to. */
  readonly over?: Expr;
  /** The bulk factor is in the score already. */
  readonly bulk: boolean;
  /** The place that proves it. */
  readonly unit: Unit;
  readonly at: Span;
  /** What happens there: `loops over rows`, `sorts names`, `JSON.parse burns CPU`, `calls render`. */
  readonly label: string;
  /** The function in which the proof goes on. */
  readonly next?: FunctionId;
  /** The loop or call inside that makes it this heavy. */
  readonly inner?: Item;
}

/** What one call of a function does on its thread, through everything it calls. */
export interface FunctionWork {
  /** Steps of constant work, weighed: what a call of it adds to a round of a loop. */
  readonly steps: number;
  /** Reasons for more, heaviest first; the lightest are left out when there are many. */
  readonly items: readonly Item[];
  /** Sum of all items' scores. */
  readonly score: number;
  /** Sum of what counts beside waiting. */
  readonly beside: number;
}

export const noWork: FunctionWork = { steps: 0, items: [], score: 0, beside: 0 };
const mostItems = 12;

/** What of an item counts beside waiting. */
export function getBeside(item: Item): number {
  const beside = item.beside ?? item.score;
  // Several far-off trifles are no work; each has to be worth naming.
  return beside >= ((item.hops ?? 0) > weights.nearHops ? weights.mixed : weights.cpu) ? beside : 0;
}

/** Closes a function's work: sorted, capped, summed. */
export function toWork(steps: number, items: readonly Item[]): FunctionWork {
  const called = new Set<FunctionId>();
  const kept = [...items].sort((a, b) => b.score - a.score).map((item): Item => {
    if (item.hops === undefined || item.next === undefined) return item;
    // A function called in several places is one reason, not several.
    if (called.has(item.next)) return { ...item, score: item.score * 0.2, beside: getBeside(item) * 0.2 };
    called.add(item.next);
    return item;
  }).filter((item) => item.score > 0.05).sort((a, b) => b.score - a.score);
  return { steps: Math.min(steps, weights.most), items: kept.slice(0, mostItems), score: Math.min(weights.most, kept.reduce((sum, item) => sum + item.score, 0)), beside: kept.reduce((sum, item) => sum + getBeside(item), 0) };
}
