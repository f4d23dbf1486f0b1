/**
 * A promise is started, something else is awaited, and only then somebody looks at it. Should it reject in between, nobody listens yet: Node
 * ends the process, although the `await` stands in a `try`.
 *
 * Reported at the late look, once per promise. Silent where a handler is attached before the wait (`Promise.all`, `.catch`, passed on), where the
 * promise cannot reject, where the wait in between ends in the same turn, and for promises of events, which are started early on purpose.
 */
import type { AwaitFact, BindingFact, Fate, ReadFact } from '../../server/engine/facts/fileFacts.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, RuleFix, Span, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { areExclusive, findArmAt, leavesBefore } from '../../server/engine/summaries/arms.ts';
import { hasRejectionPolicy } from '../../server/engine/summaries/lostPromises.ts';
import { getPromiseClaim } from '../../server/engine/summaries/promises.ts';
import { getListRejection, getPromiseRejection } from '../../server/engine/summaries/rejection.ts';

/** Promises of things that are about to happen: one has to listen before one acts. */
const eventNames = /^(?:once|on|wait|until|next|when|expect|sleep|delay|timeout|pTimeout|pEvent|abort|closed|finished|listen)(?=$|[A-Z_])/;

export const lateAwaitUnhandledRejection = defineRule({
  id: 'late-await-unhandled-rejection',
  family: 'fire-and-forget',
  contexts: { request: 'error', event: 'error', ui: 'warning', startup: 'warning', cli: 'warning', worker: 'warning', library: 'warning', unknown: 'warning', build: 'info' },
  check({ unit, program, report }) {
    unit.facts.bindings.forEach((binding, b) => {
      if ((binding.kind !== 'const' && binding.kind !== 'let') || binding.init?.k !== 'call' || binding.writes.length > 0) return;
      const call = unit.facts.calls[binding.init.c]!;
      // Closures and loops around the variable may look at it at any time.
      if (call.f !== binding.f || call.fate.k !== 'bound' || call.fate.part || binding.reads.length === 0 || binding.reads.some((read) => read.f !== binding.f)) return;
      const found = findLateLook(program, unit, binding, call) ?? findListWalk(unit, binding, call);
      if (!found) return;
      const claim = getPromiseClaim(program, unit, binding.init, binding.f, true);
      if (claim.is !== 'yes' || (claim.list === true) !== found.isList) return;
      const isOpen = found.isList ? getListRejection(program, unit, binding.init, binding.f) : getPromiseRejection(program, unit, binding.init, binding.f);
      if (isOpen !== 'open' || hasRejectionPolicy(program, unit) || startsEvent(unit, call)) return;
      const before = found.wait && describeExpr(unit, found.wait.e);
      const { n } = binding;
      report({
        at: found.at, f: binding.f, confidence: claim.guess || found.isList ? 'likely' : 'certain',
        message: ({ context }) => {
          const end = context === 'ui' ? 'its rejection is reported as unhandled' : 'its rejection ends the process';
          return found.isList
            ? chooseWording(`\`${n}\` is awaited one by one; a later one that fails first ${context === 'ui' ? 'goes unhandled' : 'ends the process'}`, 'These promises are awaited one by one; a later one that fails first goes unhandled')
            : chooseWording(...(before ? [`\`${n}\` is awaited only after \`${before}\`; if it fails first, ${end}`] : []), `\`${n}\` is awaited too late; if it fails before, ${end}`, 'This promise is awaited too late; a rejection before goes unhandled');
        },
        sink: found.isList ? `${n} is awaited one by one` : `${n} is awaited too late`,
        fixes: findFix(unit, b, found.wait, found.at),
      });
    });
  },
});

interface Late { readonly at: Span; readonly wait?: AwaitFact; readonly isList: boolean }

/** The first look at the promise, when something else was awaited on the way to it. */
function findLateLook(program: Program, unit: Unit, binding: BindingFact, call: CallFact): Late | undefined {
  const { f } = binding;
  const looks = binding.reads.filter(({ use }) => isLook(use)).map((read) => ({ read, arm: findArmAt(unit, f, read.start) }));
  const isOwn = (span: Span): boolean => binding.reads.some((read) => read.start >= span.start && read.end <= span.end);
  for (const wait of unit.facts.awaits) {
    if (wait.f !== f || wait.start < call.end || isOwn(wait) || !takesTime(program, unit, wait)) continue;
    if (looks.some(({ read, arm }) => read.start < wait.start && !areExclusive(unit, arm, wait.branch))) continue;
    const later = looks.find(({ read, arm }) => read.start > wait.end && !areExclusive(unit, arm, wait.branch) && !leavesBefore(unit, wait.branch, arm));
    if (later) return { at: getAwait(unit, later.read) ?? later.read, wait, isList: false };
  }
  return undefined;
}

/** `for (const p of promises) await p;` */
function findListWalk(unit: Unit, binding: BindingFact, call: CallFact): Late | undefined {
  const [only] = binding.reads;
  if (binding.reads.length !== 1 || only?.use.k !== 'iterated') return undefined;
  const loop = unit.facts.loops.find(({ iterable, f, start }) => f === binding.f && iterable?.k === 'ref' && unit.facts.bindings[iterable.b] === binding && start > call.end);
  if (loop?.kind === 'for-await') return { at: only, isList: true };
  const [item] = loop?.vars ?? [];
  const wait = item === undefined ? undefined : unit.facts.awaits.find(({ e, f }) => f === binding.f && e.k === 'ref' && e.b === item);
  return wait && { at: wait, isList: true };
}

/** Looks at the promise: whoever gets it may attach a handler at once. Asking whether it is there is no look. */
function isLook(use: Fate): boolean {
  return use.k !== 'condition' && use.k !== 'operand' && use.k !== 'discarded' && use.k !== 'void' && use.k !== 'iterated';
}

/** The whole `await p` around a read. */
function getAwait(unit: Unit, read: ReadFact): Span | undefined {
  return read.use.k === 'awaited' ? unit.facts.awaits.find((item) => item.f === read.f && item.start < read.start && item.end >= read.end && item.e.k === 'ref') : undefined;
}

/** What is settled already is over before a rejection could be noticed. */
function takesTime(program: Program, unit: Unit, { e, f }: AwaitFact): boolean {
  if (e.k === 'lit' || e.k === 'op' || e.k === 'obj' || e.k === 'tpl') return false;
  if (e.k === 'call' && program.targetsOf(unit, e.c).some((target) => target.kind === 'api' && /^global#Promise\.(?:resolve|reject)$/.test(target.api))) return false;
  return getPromiseClaim(program, unit, e, f, false).is !== 'no';
}

function startsEvent(unit: Unit, { callee }: CallFact): boolean {
  const name = callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
  return eventNames.test(name);
}

/** `const x = await a; const y = await b;`, one right after the other: both at once. Spacing shows that nothing else stands there. */
function findFix(unit: Unit, b: number, wait: AwaitFact | undefined, at: Span): readonly RuleFix[] {
  const { bindings, lines } = unit.facts;
  if (wait?.e.k !== 'ref') return [];
  const receiver = (span: Span): BindingFact | undefined => bindings.find(({ kind, init, end, f }) => kind === 'const' && init?.k === 'await' && f === wait.f && end + 3 === span.start);
  const first = receiver(wait);
  const second = receiver(at);
  if (!first || !second || second.start < wait.end) return [];
  const line = lines.findLast((start) => start <= second.start)!;
  const indent = lines.findLast((start) => start <= first.start)!;
  // `;`, a line break and the same indentation, or `; ` on one line; then `const `.
  const between = second.start - wait.end - 'const '.length;
  const isNext = line === indent ? between === 2 : between === 2 + (first.start - indent - 'const '.length) && second.start - line === first.start - indent;
  if (!isNext) return [];
  const names = [bindings[wait.e.b]!.n, bindings[b]!.n];
  return [{ title: 'Await both with Promise.all', kind: 'quickfix', safety: 'safe', edits: [{ start: first.start, end: at.end, newText: `[${first.n}, ${second.n}] = await Promise.all([${names.join(', ')}])` }] }];
}
