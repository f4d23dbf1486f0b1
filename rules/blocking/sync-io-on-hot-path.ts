/**
 * A synchronous file-system or child-process call on a path from a request, a message, a timer or a page.
 *
 * Reported at the call. Start-up, commands, scripts, tests and workers are other contexts and silent; so is a read whose result
 * is kept, because it blocks once.
 */
import { listAsyncFixes } from '../../server/engine/fixes/makeAsync.ts';
import { isKept } from '../../server/engine/summaries/kept.ts';
import { chooseWording, defineRule, describeWhen, getCalledName, isSetUp, loopContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact } from '../../server/engine/lint/rule.ts';

export const syncIoOnHotPath = defineRule({
  id: 'sync-io-on-hot-path',
  family: 'blocking',
  contexts: loopContexts,
  unseenCallers: 'possible',
  check({ unit, program, report }) {
    unit.facts.calls.forEach((call, c) => {
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'api' || !target.model?.blocks) continue;
        const { on } = target.model.blocks;
        if (on !== 'disk' && on !== 'child process' && on !== 'network') continue;
        if (program.isDeclared(unit.base + call.f, 'nonBlocking') || isKept(unit, call) || isSetUp(program, unit, call.f)) continue;
        const name = getCalledName(unit, call, target.api);
        report({
          at: call.name, f: call.f, confidence: target.guess ? 'likely' : 'certain',
          ...(isKernelFile(call) ? { atMost: 'info' as const } : {}),
          message: (reached) => chooseWording(`\`${name}\` blocks the event loop ${describeWhen(reached)}`, `\`${name}\` blocks the event loop`),
          sink: `${name} blocks`,
          fixes: listAsyncFixes(program, unit, c, target.api, target.model.blocks.twin),
        });
        return;
      }
    });
  },
});

/** `/proc`, `/sys` and `/dev` answer from memory: no disk is waited for. */
function isKernelFile(call: CallFact): boolean {
  const first = call.args[0]?.v;
  const path = first?.k === 'lit' ? first.v : first?.k === 'tpl' ? first.q[0] : first?.k === 'op' && first.e[0]?.k === 'lit' ? first.e[0].v : undefined;
  return typeof path === 'string' && /^\/(?:proc|sys|dev)\//.test(path);
}
