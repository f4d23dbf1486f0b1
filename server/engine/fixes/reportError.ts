/**
 * A handler that swallows an error reports it first; what it gives back stays.
 */
import { isArrowFunction } from '../syntax/ast.ts';
import type { ArgFact, FunctionIndex } from '../facts/fileFacts.ts';
import type { FixChange, FixDesk, FixRefusal, RuleFix } from '../lint/fix.ts';
import type { Unit } from '../program/unit.ts';
import type { Edit } from './edits.ts';
import { findErrorReporter } from './logger.ts';
import { findNode, isBlock, startOf } from './nodes.ts';

/** The fix for the handler given to `catch` or `then` in function `f`. */
export function listReportFixes(unit: Unit, f: FunctionIndex, handler: ArgFact): readonly RuleFix[] {
  const reporter = findErrorReporter(unit, f);
  return [{ title: `Report the error with \`${reporter}\``, kind: 'quickfix', safety: 'review', make: (desk) => makeReport(desk, unit, handler, reporter) }];
}

async function makeReport(desk: FixDesk, unit: Unit, handler: ArgFact, reporter: string): Promise<FixChange | FixRefusal> {
  const { file, language } = unit.facts;
  const parameter = /^tsx?$/.test(language) ? '(error: unknown)' : '(error)';
  const toChange = (edits: readonly Edit[]): FixChange => ({ edits: edits.map((edit) => ({ ...edit, file })) });
  // A name that stands for doing nothing.
  if (handler.v.k !== 'fn') return toChange([{ start: handler.start, end: handler.end, newText: `${parameter} => { ${reporter}(error); }` }]);
  const tree = await desk.tree(file);
  const arrow = tree && findNode(tree, handler, isArrowFunction);
  if (tree === undefined || arrow === undefined) return { refused: 'the handler is no arrow function' };
  const [first] = arrow.parameters;
  const { text } = tree;
  const start = startOf(tree, arrow);
  if (first !== undefined && !/^[\w$]+$/.test(text.slice(startOf(tree, first.name), first.name.end))) return { refused: 'the handler takes the error apart' };
  const name = first === undefined ? 'error' : text.slice(startOf(tree, first.name), first.name.end);
  const head: Edit[] = first !== undefined ? [] : /^\(\s*\)/.test(text.slice(start, arrow.end)) ? [{ start, end: start + text.slice(start).indexOf(')') + 1, newText: parameter }] : [];
  if (first === undefined && head.length === 0) return { refused: 'the handler is written in a way this fix does not know' };
  const body = startOf(tree, arrow.body);
  if (isBlock(arrow.body)) return toChange([...head, { start: body + 1, end: body + 1, newText: ` ${reporter}(${name});${arrow.body.statements.length === 0 && text.slice(body, arrow.body.end) === '{}' ? ' ' : ''}` }]);
  const value = text.slice(body, arrow.body.end);
  return toChange([...head, { start: body, end: arrow.body.end, newText: `{ ${reporter}(${name});${/^(?:undefined|void 0)$/.test(value) ? '' : ` return ${value};`} }` }]);
}
