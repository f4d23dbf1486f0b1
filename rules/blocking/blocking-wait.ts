/**
 * Waiting by holding the thread: a loop that spins on the clock or on a flag, `Atomics.wait`, a synchronous XMLHttpRequest, a dialog.
 *
 * Reported at the loop or the call. Workers, tests, scripts and commands are silent: there nobody else waits. A loop that works until its
 * time is up is not a wait. Known misses are FN cases in test/rules/blocking-wait.md.
 */
import { findSpin } from '../../server/engine/summaries/spins.ts';
import type { Spin } from '../../server/engine/summaries/spins.ts';
import { findImportEdit } from '../../server/engine/lint/importEdit.ts';
import { chooseWording, defineRule, describeWhen, getCalledName, loopContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact, Program, RuleFix, Unit } from '../../server/engine/lint/rule.ts';

export const blockingWait = defineRule({
  id: 'blocking-wait',
  family: 'blocking',
  contexts: loopContexts,
  check({ unit, program, report }) {
    unit.facts.loops.forEach((loop, l) => {
      if (program.isDeclared(unit.base + loop.f, 'nonBlocking')) return;
      const spin = findSpin(program, unit, l);
      if (!spin) return;
      const fix = findFix(program, unit, loop, spin);
      const says = describeSpin(spin);
      report({
        at: { start: loop.start, end: loop.start + (loop.kind === 'for' ? 3 : loop.kind === 'do' ? 2 : 5) }, f: loop.f, confidence: spin.certain ? 'certain' : 'likely',
        message: (reached) => chooseWording(`${says}, ${describeWhen(reached)}`, says, 'Spins; the event loop stands still meanwhile'),
        sink: `${spin.name} is waited for`,
        ...(fix ? { fixes: [fix] } : {}),
      });
    });
    unit.facts.calls.forEach((call, c) => {
      const wait = findWait(program, unit, call, c);
      if (!wait || program.isDeclared(unit.base + call.f, 'nonBlocking')) return;
      const id = unit.base + call.f;
      const isHot = (['request', 'event', 'ui'] as const).some((context) => program.contexts.has(id, context));
      if (wait.onlyOnPages && !program.contexts.has(id, 'ui')) return;
      report({
        at: call.name, f: call.f, confidence: wait.guess ? 'likely' : !isHot && !unit.facts.functions[call.f]!.async ? 'possible' : 'certain',
        ...(wait.onlyOnPages ? { atMost: 'warning' as const } : {}),
        message: (reached) => chooseWording(`${wait.says}, ${describeWhen(reached)}`, wait.says),
        sink: `${wait.name} blocks`,
      });
    });
  },
});

function describeSpin({ on, name, ms }: Spin): string {
  if (on === 'clock') return `Spins on \`${name}\`${ms === undefined ? '' : ` for ${ms} ms`}; the event loop stands still`;
  if (on === 'memory') return `Spins until another thread changes \`${name}\`; the event loop stands still`;
  return `Spins until \`${name}\` changes, which nothing can do while the loop runs`;
}

interface Wait { readonly name: string; readonly says: string; readonly guess: boolean; readonly onlyOnPages?: true }

function findWait(program: Program, unit: Unit, call: CallFact, c: number): Wait | undefined {
  for (const target of program.targetsOf(unit, c)) {
    if (target.kind !== 'api') continue;
    const { api, model, guess } = target;
    const name = getCalledName(unit, call, api);
    if (model?.blocks?.on === 'lock') return { name: api === 'global#Atomics.wait' ? 'Atomics.wait' : name, guess, says: `\`${api === 'global#Atomics.wait' ? 'Atomics.wait' : name}\` holds the event loop until it is woken` };
    if (model?.blocks?.on === 'user') return { name, guess, onlyOnPages: true, says: `\`${name}\` freezes the page until somebody answers it` };
    if (api === 'global#XMLHttpRequest.open' && isFalse(call, 2)) return { name: 'XMLHttpRequest', guess, says: `A synchronous XMLHttpRequest freezes the page until the answer is there` };
  }
  return isSyncAjax(call) ? { name: 'ajax', guess: true, onlyOnPages: true, says: 'A synchronous `ajax` request freezes the page until the answer is there' } : undefined;
}

function isFalse(call: CallFact, i: number): boolean {
  const arg = call.args[i]?.v;
  return arg?.k === 'lit' && arg.v === false;
}

/** `$.ajax({ url, async: false })`. */
function isSyncAjax(call: CallFact): boolean {
  const options = call.args.find((arg) => arg.v.k === 'obj')?.v;
  return call.callee.k === 'prop' && call.callee.n === 'ajax' && call.callee.o.k !== 'this' && options?.k === 'obj'
    && options.p.some((entry) => entry.n === 'async' && entry.v.k === 'lit' && entry.v.v === false);
}

/** Inside an async function a pause of the same length takes the loop's place. */
function findFix(program: Program, unit: Unit, loop: { readonly f: number; readonly start: number; readonly end: number }, spin: Spin): RuleFix | undefined {
  const fact = unit.facts.functions[loop.f]!;
  if (!spin.left || !fact.async || fact.generator || unit.role === 'ui' || program.contexts.has(unit.base + loop.f, 'ui')) return undefined;
  const sleep = findImportEdit(unit, 'node:timers/promises', 'setTimeout', 'sleep');
  return sleep && { title: `Await \`${sleep.name}\` instead`, kind: 'quickfix', safety: 'safe', edits: [...sleep.edits, { start: loop.start, end: loop.end, newText: `await ${sleep.name}(${spin.left});` }] };
}
