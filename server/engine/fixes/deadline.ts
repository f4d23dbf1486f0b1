/**
 * *Give it a deadline*: the option that bounds the wait of the API at hand, in the options it is given already, in a copy of options kept
 * elsewhere, or in options of its own.
 */
import type { ArgFact, CallFact } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { DeadlineModel } from '../models/model.ts';
import type { Unit } from '../program/unit.ts';
import { getLineIndent } from './textStyle.ts';

/** Ways to bound the call, the best first. `api` as the tables name it; `ms` the limit. */
export function listDeadlineFixes(unit: Unit, call: CallFact, api: string, deadline: DeadlineModel, ms: number): readonly RuleFix[] {
  const place = findPlace(unit, call, deadline.options);
  if (place === undefined) return [];
  const limit = toNumber(ms);
  const options: string[] = [];
  if (deadline.signal === 'signal') options.push(`signal: AbortSignal.timeout(${limit})`);
  // Node's own requests only tell of an idle socket by an event, and go on waiting.
  if (deadline.names.includes('timeout') && !/^https?#/.test(api)) options.push(/^got#/.test(api) ? `timeout: { request: ${limit} }` : `timeout: ${limit}`);
  return options.map((option): RuleFix => ({ title: `Add \`${option}\``, kind: 'quickfix', safety: 'review', make: (desk) => addOption(desk, unit, place, option) }));
}

/** `10_000`, as a person writes it. */
export function toNumber(ms: number): string {
  return ms.toLocaleString('en-US').replace(/,/g, '_');
}

export interface OptionPlace {
  /** The options there are; absent where there are none yet. */
  readonly arg?: ArgFact | undefined;
  /** Where new options go, and what stands around them there. */
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

/** Where the options of a call are, or would be. */
export function findPlace(unit: Unit, call: CallFact, indexes: readonly number[]): OptionPlace | undefined {
  if (indexes.length === 0 || call.args.some((arg) => arg.v.k === 'spread')) return undefined;
  for (const index of indexes) {
    const arg = call.args.at(index);
    if (arg?.v.k === 'obj') return { arg, at: arg.start, before: '', after: '' };
  }
  // The last place is the one of the longest form: `request(url, options)`, not `request(options)`.
  const index = indexes.at(-1)!;
  if (index < 0) return undefined;
  const arg = call.args[index];
  if (arg !== undefined) {
    // A callback in the place of the options moves on by one.
    if (arg.v.k === 'fn') return { at: arg.start, before: '', after: ', ' };
    return arg.v.k === 'ref' && isObject(unit, arg.v.b) ? { arg, at: arg.start, before: '', after: '' } : undefined;
  }
  const last = call.args.at(-1);
  const missing = index - call.args.length;
  return last === undefined || missing > 1 ? undefined : { at: last.end, before: missing === 1 ? ', undefined, ' : ', ', after: '' };
}

function isObject(unit: Unit, b: number): boolean {
  const { init, writes } = unit.facts.bindings[b]!;
  return init?.k === 'obj' && writes.length === 0;
}

/** Writes the option where it belongs, in a line of its own where the others have one. */
async function addOption(desk: FixDesk, unit: Unit, { arg, at, before, after }: OptionPlace, option: string): Promise<FixChange | FixRefusal> {
  const { file } = unit.facts;
  const text = desk.textOf(file);
  if (arg === undefined) return { edits: [{ file, start: at, end: at, newText: `${before}{ ${option} }${after}` }] };
  if (arg.v.k !== 'obj') return { edits: [{ file, start: arg.start, end: arg.start, newText: '{ ...' }, { file, start: arg.end, end: arg.end, newText: `, ${option} }` }] };
  const open = arg.start + 1;
  if (arg.v.p.length === 0) return { edits: [{ file, start: open, end: open, newText: ` ${option} ` }] };
  const line = /^[^\S\r\n]*(\r\n|\n)\s*/.exec(text.slice(open, arg.end));
  if (line === null) return { edits: [{ file, start: open, end: open, newText: ` ${option},` }] };
  const first = open + line[0].length;
  return { edits: [{ file, start: first, end: first, newText: `${option},${line[1] ?? '\n'}${getLineIndent(text, first)}` }] };
}
