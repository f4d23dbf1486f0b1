/**
 * Which calls are worth asking the compiler about: those that names did not settle and that some rule or root could turn on.
 */
import { getModelledApis, Models } from '../models/lookup.ts';
import type { Program } from './program.ts';

let interesting: ReadonlySet<string> | undefined;

/** Notes symbol questions for calls whose target is unknown or guessed. */
export function noteCallQuestions(program: Program): void {
  interesting ??= collectInterestingNames();
  for (const unit of program.linked) {
    // Assertions and stubs are most of what a test calls, and the checker the dearest thing we ask: names have to do there.
    if (unit.role === 'test') continue;
    unit.facts.calls.forEach((call, c) => {
      if (call.callee.k !== 'prop') return;
      const targets = program.targetsOf(unit, c);
      const isOpen = targets.length === 0 ? interesting!.has(call.callee.n) : targets.some((target) => target.guess && (target.kind === 'own' || isWeighty(target.model)));
      if (isOpen) program.answers.askSymbol(unit.facts.file, call.callee.nx);
    });
  }
}

function isWeighty(model: ReturnType<Models['find']>): boolean {
  return model !== undefined && (model.blocks !== undefined || model.waits !== undefined || model.combinator !== undefined || (model.callbacks?.some((callback) => callback.context !== undefined || callback.promise === 'dropped') ?? false));
}

/** Last names of modelled members that block, wait, limit or call back from a context of their own. */
function collectInterestingNames(): ReadonlySet<string> {
  const models = new Models();
  const names = new Set<string>();
  for (const api of getModelledApis()) {
    const dot = api.lastIndexOf('.');
    if (dot < api.indexOf('#') || api.startsWith('global#Array.') || api.startsWith('global#Promise.')) continue;
    if (isWeighty(models.find(api))) names.add(api.slice(dot + 1));
  }
  return names;
}
