/**
 * A synchronous file-system or child-process call on a path from a request, a message, a timer or a page.
 *
 * Reported at the call. Start-up, commands, scripts, tests and workers are other contexts and silent; so is a read whose result
 * is kept, because it blocks once.
 */
import { listAsyncFixes } from '../../server/engine/fixes/makeAsync.ts';
import { isKept } from '../../server/engine/summaries/kept.ts';
import { chooseWording, defineRule, describeWhen, getCalledName, isSetUp, loopContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Unit } from '../../server/engine/lint/rule.ts';

/** Ask about one path, and read nothing of it. */
const probes = /^(?:exists|access|stat|lstat|realpath)Sync$/;

/** Answered from memory: no disk is waited for. */
const kernelFile = /^\/(?:(?:proc|sys)\/|\.\w+$)/;

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
        const path = getBeginning(unit, call.args[0]?.v, 0);
        const sure = kernelFile.test(path) || isForDevelopers(unit, call) ? 'possible' : target.guess ? 'likely' : 'certain';
        report({
          // One question about one path, asked by whoever calls: nothing says that anybody else waits.
          at: call.name, f: call.f, confidence: (context) => ((context === 'library' || context === 'unknown') && probes.test(name) ? 'possible' : sure),
          ...(path.startsWith('/dev/') ? { atMost: 'info' as const } : {}),
          message: (reached) => chooseWording(`\`${name}\` blocks the event loop ${describeWhen(reached)}`, `\`${name}\` blocks the event loop`),
          sink: `${name} blocks`,
          fixes: listAsyncFixes(program, unit, c, target.api, target.model.blocks.twin),
        });
        return;
      }
    });
  },
});

/** What a path is known to begin with. */
function getBeginning(unit: Unit, e: Expr | undefined, depth: number): string {
  if (!e || depth > 4) return '';
  if (e.k === 'lit') return typeof e.v === 'string' ? e.v : '';
  if (e.k === 'tpl') return e.q[0] || getBeginning(unit, e.e[0], depth + 1);
  if (e.k === 'op') return e.op === '+' ? getBeginning(unit, e.e[0], depth + 1) : '';
  if (e.k !== 'ref') return '';
  const { init, writes, kind } = unit.facts.bindings[e.b]!;
  return init && kind !== 'param' && writes.length === 0 ? getBeginning(unit, init, depth + 1) : '';
}

/** `if (isDevelopment) return readFileSync(…)`: on a developer's machine nobody else waits. */
function isForDevelopers(unit: Unit, call: CallFact): boolean {
  return unit.facts.branches.some((branch) => branch.f === call.f && !branch.negated && branch.start <= call.start && call.end <= branch.end && branch.test !== undefined && asksForDevelopment(branch.test));
}

function asksForDevelopment(e: Expr): boolean {
  if (e.k === 'op') {
    if (e.op === '&&') return e.e.some(asksForDevelopment);
    return /^===?$/.test(e.op) && e.e.some((part) => part.k === 'prop' && part.n === 'NODE_ENV') && e.e.some((part) => part.k === 'lit' && part.v === 'development');
  }
  return (e.k === 'prop' || e.k === 'global') && /^(?:is_?dev(?:elopment)?|__DEV__)$/i.test(e.n);
}
