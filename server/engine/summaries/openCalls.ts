/**
 * Calls that could do anything: of a parameter, of an entry picked at run time, of code nobody has shown. They decide a function's
 * class only where they are what it is about: their result is what it returns or awaits, and it does little else.
 */
import type { CallFact, Expr, Fate, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { everydayMembers, shortValuePackages } from './builtins.ts';
import { findCalledParameter } from './components.ts';
import { getParts } from './functionParts.ts';
import { findChainStart } from './inputs.ts';

/** Functions of libraries that read like look-ups and conversions: nobody would call them work, whatever they are. */
const lightVerbs = /^(?:get|set|has|is|to|from|as|with|of|on|off|add|use|create|make|define|format|log|debug|info|warn|error|assert|expect|register|emit|t|i18n|translate|classnames|clsx|cx|css|styled|next|dispatch|push|pop|pick|omit|id|uuid|v4|nanoid|join|resolve|basename|dirname|extname|now|invariant|inherits|inspect|promisify|configure|init|start|stop|close|end|render(?:ToString)?|memo|forwardRef|lazy)(?=$|[A-Z0-9_])/;
const answers = /^(?:cb|done|next|resolve|reject|respond|reply)$/;
const passes = /^(?:reduce|reduceRight|map|flatMap|filter|some|every|find)$/;
/** Functions that do little themselves and stand beside an open call. */
const mostSteps = 60;

/** The open call that decides what the function does; undefined when none does. */
export function findDecidingCall(program: Program, unit: Unit, f: FunctionIndex): { readonly call: CallFact; readonly label: string } | undefined {
  const fact = unit.facts.functions[f]!;
  if (fact.size > mostSteps) return undefined;
  let calls = 0;
  const open: { call: CallFact; label: string }[] = [];
  for (const region of getParts(unit, f).values()) {
    for (const c of region.calls) {
      const call = unit.facts.calls[c]!;
      calls++;
      if (!decides(unit, call.fate, 0)) continue;
      const decided = isOpen(program, unit, c, call) && !isAnswer(unit, call) ? call : findInPass(program, unit, call);
      if (decided) open.push({ call: decided, label: `${describeExpr(unit, decided.callee) || 'the function'} could do anything` });
    }
  }
  return open.length * 3 >= calls ? open[0] : undefined;
}

/** `return callback(null, rows)`: gives the answer to whoever asked; what they do with it is theirs. */
function isAnswer(unit: Unit, call: CallFact): boolean {
  const called = findCalledParameter(unit, call);
  if (!called) return false;
  const { n, type } = unit.facts.bindings[called.b]!;
  const [first] = call.args;
  return answers.test(n) || (type?.t === 'function' && type.r?.t === 'keyword' && type.r.n === 'void') || (first?.v.k === 'lit' && first.v.v === null && call.args.length > 1);
}

/** `hooks.reduce((value, hook) => hook(value), input)`: the call that each round of a pass is about. */
function findInPass(program: Program, unit: Unit, { callee, args }: CallFact): CallFact | undefined {
  const work = args[0]?.v;
  if (callee.k !== 'prop' || work?.k !== 'fn' || !passes.test(callee.n)) return undefined;
  return findDecidingCall(program, unit, work.f)?.call;
}

function isOpen(program: Program, unit: Unit, c: number, call: CallFact): boolean {
  if (call.kind === 'super' || call.kind === 'decorator' || call.kind === 'new') return false;
  const { callee } = call;
  if (findCalledParameter(unit, call)) return true;
  const targets = program.targetsOf(unit, c);
  if (targets.some((target) => target.kind === 'own')) return false;
  const [api] = targets;
  if (api?.kind === 'api') {
    if (api.api === 'global#eval' || api.api === 'global#Function') return true;
    if (api.model || api.guess || isCore(api.api)) return false;
    const name = api.api.slice(Math.max(api.api.lastIndexOf('.'), api.api.indexOf('#')) + 1);
    return !lightVerbs.test(name) && !everydayMembers.has(name) && name !== 'default';
  }
  if (callee.k === 'elem') return true;
  // `handler.call(this, event)` calls the handler.
  if (callee.k === 'prop' && (callee.n === 'call' || callee.n === 'apply')) return isUnknownFunction(unit, callee.o);
  if (callee.k === 'call') return true;
  if (callee.k === 'prop' && startsShort(program, unit, callee.o)) return false;
  if (callee.k === 'prop') return !everydayMembers.has(callee.n) && !lightVerbs.test(callee.n) && !/^(?:set|get|is|has)[A-Z]/.test(callee.n);
  if (callee.k !== 'ref') return false;
  const binding = unit.facts.bindings[callee.b]!;
  return !binding.imported && !lightVerbs.test(binding.n);
}

/** An entry picked at run time, or a name that holds one. */
function isUnknownFunction(unit: Unit, e: Expr): boolean {
  if (e.k === 'elem') return true;
  if (e.k !== 'ref') return false;
  const { kind, init, imported } = unit.facts.bindings[e.b]!;
  return !imported && (kind === 'param' || (init?.k === 'elem' && kind !== 'function'));
}

/** A chain that starts at a package of short values: `z.object({…}).parse(input)`. */
function startsShort(program: Program, unit: Unit, e: Expr): boolean {
  const start = findChainStart(unit, e);
  return start !== undefined && program.targetsOf(unit, start).some((target) => target.kind === 'api' && shortValuePackages.test(target.api));
}

/** The language's own and Node's modules: what has no row there costs and waits nothing. */
function isCore(api: string): boolean {
  return api.startsWith('global#') || /^(?:path|url|util|events|os|assert|querystring|string_decoder|buffer|process|perf_hooks|async_hooks|crypto|fs|http|https|stream|timers|worker_threads|zlib|readline|module|react|react-dom|vue)(?:\/[\w/]+)?#/.test(api);
}

/** The call's result is what the function gives back, or what it goes on with. */
function decides(unit: Unit, fate: Fate, depth: number): boolean {
  if (depth > 4) return false;
  switch (fate.k) {
    case 'returned': case 'awaited': case 'yielded': return true;
    case 'bound': return depth < 3 && unit.facts.bindings[fate.b]!.reads.some((read) => decides(unit, read.use, depth + 1));
    case 'property': case 'element': return decides(unit, fate.of, depth + 1);
    default: return false;
  }
}
