/**
 * A timer that outlives the race it was set for is cleared when the race is over: its handle gets a name, and `finally` stops it. A pause
 * that gives its promise only is told not to hold the process.
 */
import type { CallFact } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import { getCalledName } from '../lint/rule.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { Race } from '../summaries/races.ts';
import type { Node } from '../syntax/ast.ts';
import type { Edit } from './edits.ts';
import { chooseName } from './imports.ts';
import { findListed } from './limiterPlace.ts';
import { findNode, isFunctionNode, startOf } from './nodes.ts';
import { getLineIndent, getTextStyle } from './textStyle.ts';

const title = 'Clear the timer when the race is over';

/** The fix for a race written in `unit`, or why there is none. */
export function listTimerFixes(program: Program, unit: Unit, race: Race): readonly RuleFix[] {
  const { timer } = race;
  if (timer.unit !== unit || timer.call !== timer.at.call) return [{ title, kind: 'quickfix', safety: 'safe', disabled: `\`${getCalledName(timer.at.unit, timer.at.call) || 'the helper'}\` keeps the timer to itself` }];
  if (timer.kind === 'promise') return toUnreferenced(program, unit, timer.call);
  const isInPlace = timer.call.fate.k === 'discarded' || timer.call.fate.k === 'returned';
  if (!isInPlace) return [{ title, kind: 'quickfix', safety: 'safe', disabled: 'the handle of the timer is used otherwise' }];
  return [{ title, kind: 'quickfix', safety: 'safe', make: (desk) => (race.call.kind === 'new' ? clearInExecutor(desk, unit, race) : clearAfterRace(desk, unit, race)) }];
}

/** `setTimeout(ms, value, { ref: false })` of `node:timers/promises`: it ends with the process. */
function toUnreferenced(program: Program, unit: Unit, call: CallFact): readonly RuleFix[] {
  const isKnown = program.targetsOf(unit, unit.facts.calls.indexOf(call)).some((target) => target.kind === 'api' && target.api === 'timers/promises#setTimeout');
  const last = call.args.at(-1);
  if (!isKnown || last === undefined || call.args.length > 2) return [];
  const newText = `${call.args.length === 1 ? ', undefined' : ''}, { ref: false }`;
  return [{ title: 'Let the process end without it (`ref: false`)', kind: 'quickfix', safety: 'review', edits: [{ start: last.end, end: last.end, newText }] }];
}

/** A variable above the statement that sets the timer, and `finally` behind the race. */
async function clearAfterRace(desk: FixDesk, unit: Unit, { call, timer }: Race): Promise<FixChange | FixRefusal> {
  const { file } = unit.facts;
  const tree = await desk.tree(file);
  const set = tree && findNode(tree, timer.call);
  const race = tree && findNode(tree, call);
  if (tree === undefined || set === undefined || race === undefined) return { refused: 'the race is written in a way this fix does not know' };
  // The executor is the one function between the timer and the statement of its promise.
  let executor: Node | undefined = set;
  while (executor !== undefined && !isFunctionNode(executor)) executor = executor.parent;
  const promise = executor?.parent;
  if (promise === undefined) return { refused: 'the timer is set in a way this fix does not know' };
  const listed = findListed(promise);
  for (let at: Node | undefined = promise; at !== undefined && at !== listed; at = at.parent) if (isFunctionNode(at)) return { refused: 'there is no place for a variable: the function has no body in braces' };
  if (race.pos < (listed.parent?.pos ?? 0) || race.end > (listed.parent?.end ?? 0)) return { refused: 'the race is outside the block that sets the timer' };
  for (let at: Node | undefined = race; at !== undefined && at !== listed.parent; at = at.parent) if (isFunctionNode(at)) return { refused: 'the race runs in another function than the one that sets the timer' };
  const name = chooseName(unit, 'timer');
  const { newline, end } = getTextStyle(unit.facts, tree.text);
  const type = /^tsx?$/.test(unit.facts.language) ? ': ReturnType<typeof setTimeout> | undefined' : '';
  const top = startOf(tree, listed);
  const edits: Edit[] = [
    { start: top, end: top, newText: `let ${name}${type}${end}${newline}${getLineIndent(tree.text, top)}` },
    { start: timer.call.start, end: timer.call.start, newText: `${name} = ` },
    { start: call.end, end: call.end, newText: `.finally(() => { clearTimeout(${name}); })` },
  ];
  return { edits: edits.map((edit) => ({ ...edit, file })) };
}

/** A race by hand, in one executor: the work clears the timer before it settles. */
async function clearInExecutor(desk: FixDesk, unit: Unit, { timer, work: [work] }: Race): Promise<FixChange | FixRefusal> {
  const { file, calls } = unit.facts;
  const started = work?.k === 'call' ? calls[work.c] : undefined;
  if (started === undefined || started.f !== timer.call.f || timer.call.fate.k !== 'discarded') return { refused: 'the work is not started where the timer is set' };
  if (timer.call.start > started.start) return { refused: 'the timer is set after the work is started' };
  const tree = await desk.tree(file);
  const set = tree && findNode(tree, timer.call);
  if (tree === undefined || set === undefined || startOf(tree, findListed(set)) !== timer.call.start) return { refused: 'the timer is set in a way this fix does not know' };
  const name = chooseName(unit, 'timer');
  const edits: Edit[] = [
    { start: timer.call.start, end: timer.call.start, newText: `const ${name} = ` },
    { start: started.end, end: started.end, newText: `.finally(() => { clearTimeout(${name}); })` },
  ];
  return { edits: edits.map((edit) => ({ ...edit, file })) };
}
