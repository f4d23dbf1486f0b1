/**
 * Fixes for a promise nobody looks after: await it, return it, handle its rejection, hand it to something that does. Edits of one
 * place; the function around it stays what it is.
 */
import type { CallFact, FunctionIndex, Span } from '../facts/fileFacts.ts';
import type { RuleFix } from '../lint/fix.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findErrorReporter } from './logger.ts';
import { findHelper } from './helperModules.ts';
import { getTextStyle, quoteText } from './textStyle.ts';

export interface LooseTask {
  readonly unit: Unit;
  readonly f: FunctionIndex;
  /** The promise, without `void`. */
  readonly at: Span;
  /** With `void`, where it has one. */
  readonly whole?: Span;
  readonly call?: CallFact | undefined;
  /** The promise is all of its statement, rather than one arm of an expression. */
  readonly isStatement: boolean;
  /** A name for reports: `save`. */
  readonly name: string;
}

/** Ways to own a task, the best first. */
export function listTaskFixes(program: Program, task: LooseTask): readonly RuleFix[] {
  const { unit, f } = task;
  const fact = unit.facts.functions[f]!;
  const mayAwait = fact.kind === 'module' ? unit.facts.format === 'esm' && !/\.c[jt]s$/.test(unit.facts.file) : fact.async;
  // Awaited in a function whose own promise is dropped, the rejection would be lost one level further up.
  const isDropped = program.contexts.registrationsTo(unit.base + f).some(({ callback }) => callback.promise === 'dropped');
  return [...(mayAwait && !isDropped ? [toAwaitFix(task)] : []), ...toReturnFix(task), toCatchFix(task), toDetachFix(task)];
}

/** Ways to own a promise that `void` hides: its rejection is reported, and nothing else changes, so both are safe. */
export function listVoidFixes(task: LooseTask): readonly RuleFix[] {
  return [toCatchFix(task), toDetachFix(task)].map((fix): RuleFix => ({ ...fix, safety: 'safe' }));
}

/** Safe where nothing of the function runs after it: then only the end of the function waits. */
function toAwaitFix(task: LooseTask): RuleFix {
  const { unit, f, at, whole = at } = task;
  return {
    title: 'Await this promise', kind: 'quickfix', safety: f > 0 && isLast(unit, f, whole) ? 'safe' : 'review',
    edits: [{ start: whole.start, end: at.start, newText: needsParentheses(task) ? 'await (' : 'await ' }, ...(needsParentheses(task) ? [{ start: at.end, end: at.end, newText: ')' }] : [])],
  };
}

/** The last statement of a function that returns nothing can give its promise to the caller. */
function toReturnFix({ unit, f, at, whole = at, isStatement }: LooseTask): readonly RuleFix[] {
  const fact = unit.facts.functions[f]!;
  const isPlain = (fact.kind === 'function' || fact.kind === 'arrow' || fact.kind === 'method') && !fact.async && !fact.generator && fact.returnType === undefined && fact.returns.length === 0;
  // What calls a callback has no use for what it returns, else there would be no finding.
  if (!isStatement || !isPlain || fact.role?.k === 'argument' || !isLast(unit, f, whole)) return [];
  return [{ title: 'Return this promise to the caller', kind: 'quickfix', safety: 'review', edits: [{ start: whole.start, end: at.start, newText: 'return ' }] }];
}

function toCatchFix(task: LooseTask): RuleFix {
  const { unit, f, at, whole = at } = task;
  const reporter = findErrorReporter(unit, f);
  const parameter = /^tsx?$/.test(unit.facts.language) ? '(error: unknown)' : '(error)';
  const [open, close] = needsParentheses(task) ? ['(', ')'] : ['', ''];
  return {
    title: `Report a rejection with \`${reporter}\``, kind: 'quickfix', safety: 'review',
    edits: [
      ...(whole.start < at.start || open !== '' ? [{ start: whole.start, end: at.start, newText: open }] : []),
      { start: at.end, end: at.end, newText: `${close}.catch(${parameter} => { ${reporter}(error); })` },
    ],
  };
}

/** A helper of the project, or one made for it, that reports under a name. */
function toDetachFix({ unit, at, whole = at, name }: LooseTask): RuleFix {
  return {
    title: 'Hand it to `detach`, which reports a rejection', kind: 'quickfix', safety: 'review',
    make: async (desk) => {
      const helper = await findHelper(desk, unit, 'detach');
      if ('refused' in helper) return helper;
      const { file } = unit.facts;
      const hidden = /\bvoid\s+$/.exec(desk.textOf(file).slice(0, whole.start))?.[0].length ?? 0;
      return {
        edits: [...helper.edits, { file, start: whole.start - hidden, end: at.start, newText: `${helper.text}(` }, { file, start: at.end, end: at.end, newText: `, ${quoteText(name || 'task', getTextStyle(unit.facts, desk.textOf(file)).quote)})` }],
        created: helper.created,
      };
    },
  };
}

function needsParentheses({ call }: LooseTask): boolean {
  return call === undefined;
}

/** Nothing of the function comes after the span, and no loop, branch or try of it holds it. */
export function isLast({ facts }: Unit, f: FunctionIndex, { start, end }: Span): boolean {
  const isInside = (item: Span & { readonly f: FunctionIndex }): boolean => item.f === f && item.start <= start && item.end >= end;
  if (facts.loops.some(isInside) || facts.tries.some(isInside)) return false;
  const isAfter = (item: Span & { readonly f: FunctionIndex }): boolean => item.f === f && item.start >= end;
  const fact = facts.functions[f]!;
  return !facts.calls.some(isAfter) && !facts.awaits.some(isAfter) && !facts.assigns.some(isAfter) && !facts.discards.some(isAfter) && !facts.loops.some(isAfter)
    && !facts.bindings.some((binding) => binding.f === f && (binding.start >= end || binding.writes.some((write) => write.f === f && write.start >= end)))
    && !fact.returns.some((item) => item.start >= end) && !facts.branches.some((item) => isAfter(item));
}
