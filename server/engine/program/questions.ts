/**
 * Which calls are worth asking the compiler about: those that names did not settle and that some rule or root could turn on.
 */
import { getCheckedApis, Models } from '../models/lookup.ts';
import type { Program } from './program.ts';

const interestingNames = new Map<string, ReadonlySet<string>>();

/** Notes symbol questions for calls whose target is unknown or guessed. */
export function noteCallQuestions(program: Program): void {
  const interesting = getInterestingNames(program);
  for (const unit of program.linked) {
    // Assertions and stubs are most of what a test calls, and the checker the dearest thing we ask: names have to do there.
    if (unit.role === 'test') continue;
    unit.facts.calls.forEach((call, c) => {
      if (call.callee.k !== 'prop') return;
      const targets = program.targetsOf(unit, c);
      const isOpen = targets.length === 0 ? interesting.has(call.callee.n) : targets.some((target) => target.guess && (target.kind === 'own' || isWeighty(target.model)));
      if (isOpen) program.answers.askSymbol(unit.facts.file, call.callee.nx);
    });
  }
}

function isWeighty(model: ReturnType<Models['find']>): boolean {
  return model !== undefined && (model.blocks !== undefined || model.waits !== undefined || model.combinator !== undefined || (model.callbacks?.some((callback) => callback.context !== undefined || callback.promise === 'dropped') ?? false));
}

/**
 * Last names of modelled members that block, wait, limit or call back from a context of their own. Of packages only those some package.json
 * of the program names: a `create` is worth a question where Stripe is used. Without any package.json all count.
 */
function getInterestingNames(program: Program): ReadonlySet<string> {
  const dependencies = new Set(program.units.flatMap((unit) => Object.keys(unit.package?.dependencies ?? {})));
  const shipped = new Map(program.units.map((unit) => [unit.models, unit.models.listShipped()]));
  const key = [...dependencies, ...[...shipped.values()].flat()].sort().join();
  const known = interestingNames.get(key);
  if (known) return known;
  const models = new Models();
  const { core, packages, patterns } = getCheckedApis();
  const isUsed = (api: string): boolean => {
    if (dependencies.size === 0 || api.startsWith('global#')) return true;
    const star = api.indexOf('*');
    // A pattern for modules counts when a dependency starts like it; clients of AWS get their `send` from a package below them.
    if (star >= 0 && star < api.indexOf('#')) return api.startsWith('@smithy/') || [...dependencies].some((name) => name.startsWith(api.slice(0, star)));
    const name = getPackageName(api);
    return dependencies.has(name) || dependencies.has(`@types/${name.replace(/^@/, '').replace('/', '__')}`);
  };
  const names = new Set<string>();
  for (const api of [...core, ...packages.filter(isUsed), ...patterns.filter(isUsed)]) {
    const dot = api.lastIndexOf('.');
    if (dot < api.indexOf('#') || api.startsWith('global#Array.') || api.startsWith('global#Promise.')) continue;
    if (isWeighty(models.find(api))) names.add(api.slice(dot + 1));
  }
  for (const [known, rows] of shipped) {
    for (const name of rows) if (name.lastIndexOf('.') > name.indexOf('#') && isWeighty(known.find(name))) names.add(name.slice(name.lastIndexOf('.') + 1));
  }
  interestingNames.set(key, names);
  return names;
}

/** `@scope/name` or `name`, without the path inside the package. */
function getPackageName(api: string): string {
  return api.slice(0, api.indexOf('#')).split('/').slice(0, api.startsWith('@') ? 2 : 1).join('/');
}
