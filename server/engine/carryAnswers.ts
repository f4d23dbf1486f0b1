/**
 * After an edit, the compiler's answers about calls the edit did not touch are kept until new ones arrive, so that findings neither
 * vanish nor flicker while a person types. Calls are matched by their place, shifted by the edit.
 */
import type { CallFact, DiscardFact, Expr, FileFacts, ReadFact, Span, TestedFact } from './facts/fileFacts.ts';
import { Answers } from './program/answers.ts';
import type { NodeId } from './syntax/compiler.ts';

/** Moves what is known about `before` over to `after`, two versions of one file. */
export function carryAnswers(answers: Answers, before: FileFacts, after: FileFacts, textBefore: string, textAfter: string): void {
  const shift = createShift(textBefore, textAfter);
  answers.moveSites(before.file, pairDeclarations(before, after, shift));
  const known = answers.answersOf(before.file);
  if (!known) return;
  const nodes = pairNodes(before, after, shift);
  const move = <T>(from: ReadonlyMap<NodeId, T>): Map<NodeId, T> => {
    const to = new Map<NodeId, T>();
    for (const [node, answer] of from) {
      const next = nodes.get(node);
      if (next !== undefined) to.set(next, answer);
    }
    return to;
  };
  answers.carry(before.file, { symbol: move(known.symbol), type: move(known.type), expected: move(known.expected) });
}

/** Where the compiler's answers about other files point to: functions, classes, variables. The ones around the edit keep their place too. */
function pairDeclarations(before: FileFacts, after: FileFacts, shift: Shift): ReadonlyMap<NodeId, NodeId> {
  const pairs = new Map<NodeId, NodeId>();
  const pair = (from: readonly Declared[], to: readonly Declared[]): void => {
    const byPlace = new Map(to.map((row) => [`${row.start}:${row.end}:${row.n}`, row.x]));
    for (const row of from) {
      const next = byPlace.get(`${shift(row.start)}:${shift(row.end)}:${row.n}`);
      if (next !== undefined) pairs.set(row.x, next);
    }
  };
  pair(before.functions, after.functions);
  pair(before.classes, after.classes);
  pair(before.bindings, after.bindings);
  return pairs;
}

interface Declared { readonly start: number; readonly end: number; readonly n: string; readonly x: NodeId }
type Shift = (offset: number) => number | undefined;

function pairNodes(before: FileFacts, after: FileFacts, shift: Shift): ReadonlyMap<NodeId, NodeId> {
  const pairs = new Map<NodeId, NodeId>();
  const pairRows = <T extends Span>(from: readonly T[], to: readonly T[], pair: (a: T, b: T) => void): void => {
    const byPlace = new Map(to.map((row) => [`${row.start}:${row.end}`, row]));
    for (const row of from) {
      const start = shift(row.start);
      const end = shift(row.end);
      const next = start === undefined || end === undefined ? undefined : byPlace.get(`${start}:${end}`);
      if (next) pair(row, next);
    }
  };
  const pairExpr = (a: Expr, b: Expr): void => {
    if (a.k !== b.k) return;
    if ('x' in a && 'x' in b) pairs.set(a.x, b.x);
    if (a.k === 'prop' && b.k === 'prop') {
      pairs.set(a.nx, b.nx);
      pairExpr(a.o, b.o);
    }
  };
  pairRows<CallFact>(before.calls, after.calls, (a, b) => {
    pairs.set(a.x, b.x);
    pairExpr(a.callee, b.callee);
    a.args.forEach((arg, i) => { const other = b.args[i]; if (other) pairExpr(arg.v, other.v); });
  });
  pairRows<DiscardFact>(before.discards, after.discards, (a, b) => {
    pairs.set(a.x, b.x);
    pairExpr(a.v, b.v);
  });
  pairRows<TestedFact>(before.tested, after.tested, (a, b) => { pairExpr(a.e, b.e); });
  pairRows(before.functions, after.functions, (a, b) => { pairs.set(a.x, b.x); });
  pairRows(before.promised, after.promised, (a, b) => { pairs.set(a.x, b.x); });
  const reads = ({ bindings }: FileFacts): readonly ReadFact[] => bindings.flatMap((binding) => binding.reads.filter((read) => read.x !== undefined));
  pairRows(reads(before), reads(after), (a, b) => { pairs.set(a.x!, b.x!); });
  return pairs;
}

/** Where an offset outside the edited stretch went; `undefined` inside it. */
function createShift(before: string, after: string): Shift {
  const shortest = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shortest && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (suffix < shortest - prefix && before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)) suffix++;
  const delta = after.length - before.length;
  return (offset) => (offset <= prefix ? offset : offset >= before.length - suffix ? offset + delta : undefined);
}
