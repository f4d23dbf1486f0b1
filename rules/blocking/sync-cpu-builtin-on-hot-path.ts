/**
 * A library call that computes for long on the thread it is called on (password hashing, compression, key generation), on a path from a
 * request, a message, a timer or a page, although the library has a form that leaves the thread free.
 *
 * Reported at the call. Calls that are over at once are silent: short constant input, few rounds, cheap kinds of keys; so is a call whose
 * result is kept. Known misses are FN cases in test/rules/sync-cpu-builtin-on-hot-path.md.
 */
import { listAsyncFixes } from '../../server/engine/fixes/makeAsync.ts';
import { listMoveFixes } from '../../server/engine/fixes/moveToWorker.ts';
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { isKept } from '../../server/engine/summaries/kept.ts';
import { Lengths } from '../../server/engine/summaries/lengths.ts';
import { evaluate } from '../../server/engine/summaries/literals.ts';
import { findImportEdit, type Edit } from '../../server/engine/lint/importEdit.ts';
import { chooseWording, defineRule, describeWhen, getCalledName, isSetUp, loopContexts } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, RuleFix, Unit } from '../../server/engine/lint/rule.ts';

export const syncCpuBuiltinOnHotPath = defineRule({
  id: 'sync-cpu-builtin-on-hot-path',
  family: 'blocking',
  contexts: loopContexts,
  unseenCallers: 'possible',
  check({ unit, program, summaries, report }) {
    const lengths = new Lengths(program, new Bounds(program, summaries));
    unit.facts.calls.forEach((call, c) => {
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'api' || target.model?.cpu === undefined || target.model.twin === undefined || target.model.orCallback || target.model.blocks) continue;
        const { cpu, light, twin } = target.model;
        if (light && isLight(program, unit, call, light)) continue;
        const input = cpu === 'per-byte' ? lengths.lengthOf(unit, call.args[0]?.v, call.f, call.start) : undefined;
        if (input?.is === 'short') continue;
        if (program.isDeclared(unit.base + call.f, 'nonBlocking') || isKept(unit, call) || isSetUp(program, unit, call.f)) continue;
        const name = getCalledName(unit, call, target.api);
        const fix = findFix(unit, call, target.api, twin);
        report({
          at: call.name, f: call.f, confidence: target.guess || input?.is === 'unknown' ? 'likely' : 'certain',
          message: (reached) => chooseWording(`\`${name}\` holds the event loop while it computes, ${describeWhen(reached)}`, `\`${name}\` holds the event loop ${describeWhen(reached)}`, `\`${name}\` holds the event loop while it computes`),
          sink: `${name} blocks`,
          fixes: fix ? [fix] : listFixes(program, unit, c, target.api, twin),
        });
        return;
      }
    });
  },
});

function isLight(program: Program, unit: Unit, call: CallFact, light: { readonly arg: number; readonly option?: string; readonly below?: number; readonly values?: readonly string[] }): boolean {
  let value: Expr | undefined = call.args[light.arg]?.v;
  if (value && light.option !== undefined) {
    const options: Expr = value;
    const object = program.resolver.resolve(unit, options, call.f).find((item) => item.v === 'object');
    const entry = object?.e.p.find((candidate) => candidate.n === light.option && candidate.kind === 'value');
    if (!object || !entry) return false;
    const n = evaluate(program, object.unit, entry.v);
    return n !== undefined && light.below !== undefined && n < light.below;
  }
  if (!value) return false;
  if (light.below !== undefined) {
    const n = evaluate(program, unit, value);
    return n !== undefined && n < light.below;
  }
  const binding = value.k === 'ref' ? unit.facts.bindings[value.b]! : undefined;
  if (binding?.kind === 'const' && binding.init) value = binding.init;
  return value.k === 'lit' && light.values?.includes(String(value.v)) === true;
}

/** Twins that give a promise where no callback is passed. */
const givesPromise = /^bcrypt#/;
/** Twins whose types say what `promisify` makes of them. */
const canPromisify = /^(?:zlib#|crypto#pbkdf2$)/;

/** Where the asynchronous form does not do, the function around it may move to a worker. */
function listFixes(program: Program, unit: Unit, c: number, api: string, twin: string): readonly RuleFix[] {
  const fixes = listAsyncFixes(program, unit, c, api, twin);
  return fixes.every(({ disabled }) => disabled !== undefined) ? [...fixes, ...listMoveFixes(program, unit, unit.facts.calls[c]!.f)] : fixes;
}

/** Inside an async function the twin of the same module takes the call's place. */
function findFix(unit: Unit, call: CallFact, api: string, twin: string): RuleFix | undefined {
  const module = twin.slice(0, twin.indexOf('#'));
  const fact = unit.facts.functions[call.f]!;
  if (!fact.async || fact.generator || module !== api.slice(0, api.indexOf('#')) || call.callee.k !== 'prop' || call.kind !== 'call' || call.opt) return undefined;
  const name = twin.slice(twin.indexOf('#') + 1);
  const isReceiver = call.fate.k === 'member' || call.fate.k === 'callee';
  const around = (before: string, after: string): readonly Edit[] => [
    { start: call.start, end: call.start, newText: `${isReceiver ? '(' : ''}await ${before}` },
    { start: call.name.start, end: call.name.end, newText: `${name}${after}` },
    ...(isReceiver ? [{ start: call.end, end: call.end, newText: ')' }] : []),
  ];
  if (givesPromise.test(twin)) return { title: `Await \`${name}\``, kind: 'quickfix', safety: 'safe', edits: around('', '') };
  if (!canPromisify.test(twin)) return undefined;
  const promisify = findImportEdit(unit, 'node:util', 'promisify');
  return promisify && { title: `Await \`${name}\``, kind: 'quickfix', safety: 'review', edits: [...promisify.edits, ...around(`${promisify.name}(`, ')')] };
}
