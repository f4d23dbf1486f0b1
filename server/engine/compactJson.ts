/**
 * Plain data as JSON without its keys: every object is written as the number of its list of keys followed by its values, so a table
 * of rows costs no more than its cells. An `end` beside a `start` is written as the distance. Lossless, also for the numbers JSON has no
 * word for. It knows nothing else of what it writes.
 */
import type { Compact } from './packageSummary.ts';

/** First entry of a list. Objects start with 1 plus the number of their list of keys. */
const listMark = 0;
/** First entry of a number JSON cannot write, and of `undefined`. */
const wordMark = -1;

/** Writes values, and collects the lists of keys they need. */
export class CompactWriter {
  readonly shapes: (readonly string[])[] = [];
  readonly #numbers = new Map<string, number>();

  /** Entries that are `undefined` count as absent. */
  write(value: unknown): Compact {
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : [wordMark, Object.is(value, -0) ? '-0' : String(value)];
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (value === undefined) return [wordMark];
    if (Array.isArray(value)) return value.length === 0 ? [] : [listMark, ...value.map((item) => this.write(item))];
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    const start = getStart(value);
    return [this.#numberOf(entries.map(([key]) => key)), ...entries.map(([key, item]) => this.write(key === 'end' && typeof item === 'number' ? item - start : item))];
  }

  #numberOf(keys: readonly string[]): number {
    const key = JSON.stringify(keys);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const made = this.shapes.push(keys);
    this.#numbers.set(key, made);
    return made;
  }
}

/** The value that {@link CompactWriter.write} was given. Throws a `TypeError` for what it cannot have written. */
export function readCompact(compact: Compact, shapes: readonly (readonly string[])[]): unknown {
  if (typeof compact !== 'object' || compact === null) return compact;
  const mark = compact[0];
  if (mark === undefined) return [];
  if (mark === listMark) return compact.slice(1).map((item) => readCompact(item, shapes));
  if (mark === wordMark) return compact.length === 1 ? undefined : Number(compact[1]);
  const keys = typeof mark === 'number' ? shapes[mark - 1] : undefined;
  if (keys === undefined || keys.length !== compact.length - 1) throw new TypeError('An object in the summary has keys that its lists of keys do not hold.');
  const made: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i++) made[keys[i]!] = readCompact(compact[i + 1]!, shapes);
  if (typeof made['end'] === 'number') made['end'] += getStart(made);
  return made;
}

function getStart(value: object): number {
  return 'start' in value && typeof value.start === 'number' ? value.start : 0;
}
