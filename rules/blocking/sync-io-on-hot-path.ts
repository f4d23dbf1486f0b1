/**
 * A synchronous file-system or child-process call on a path from a request, a message, a timer or a page.
 *
 * Reported at the call. Start-up, commands, scripts, tests and workers are other contexts and silent; so is a read whose result
 * is kept, because it blocks once.
 */
import { isKept } from '../../server/engine/summaries/kept.ts';
import { chooseWording, defineRule, getCalledName, loopContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact, FunctionIndex, Program, Reached, Unit } from '../../server/engine/lint/rule.ts';

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
          message: (reached) => chooseWording(`\`${name}\` blocks the event loop ${when(reached)}`, `\`${name}\` blocks the event loop`),
          sink: `${name} blocks`,
        });
        return;
      }
    });
  },
});

function when({ context, label }: Reached): string {
  if (context === 'request') return /^[A-Z]+ \//.test(label) ? `on every \`${label}\` request` : `on every request (${label})`;
  if (context === 'event') return `each time the ${label} runs`;
  if (context === 'ui') return `of the page (${label})`;
  return 'of whoever calls this';
}

/** `initStore`, `createOptions`, `setupLogging`, which nothing we see calls while others wait: the name says that they run once, before. */
function isSetUp(program: Program, unit: Unit, f: FunctionIndex): boolean {
  const outermost = program.nameOf(unit.base + f)[0] ?? '';
  return /^(?:init(?:iali[sz]e)?|create|set_?[uU]p|bootstrap)(?:[A-Z_\d]|$)/.test(outermost.slice(outermost.lastIndexOf('.') + 1))
    && !(['request', 'event', 'ui'] as const).some((context) => program.contexts.has(unit.base + f, context));
}

/** `/proc`, `/sys` and `/dev` answer from memory: no disk is waited for. */
function isKernelFile(call: CallFact): boolean {
  const first = call.args[0]?.v;
  const path = first?.k === 'lit' ? first.v : first?.k === 'tpl' ? first.q[0] : first?.k === 'op' && first.e[0]?.k === 'lit' ? first.e[0].v : undefined;
  return typeof path === 'string' && /^\/(?:proc|sys|dev)\//.test(path);
}
