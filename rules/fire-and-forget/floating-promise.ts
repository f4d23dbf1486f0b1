/**
 * A promise that is a statement of its own: nobody awaits it, a rejection goes unhandled, and the work may outlive its caller.
 *
 * Reported at the expression. Silent for chains that end in a handled `.catch`, for functions whose body catches everything itself, and
 * for library promises documented as safe to leave. A promise started in a bounded or unbounded loop is reported here too: the missing
 * handler is the nearer cause.
 */
import { getPromiseClaim, isPromiseFunction } from '../../server/engine/summaries/promises.ts';
import { getRejection } from '../../server/engine/summaries/rejection.ts';
import { isCalmHandler } from '../../server/engine/summaries/solve.ts';
import { allContexts, chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, RuleFile, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { listTaskFixes } from '../../server/engine/fixes/ownTask.ts';
import type { Confidence } from '../../server/engine/lint/finding.ts';

export const floatingPromise = defineRule({
  id: 'floating-promise',
  family: 'fire-and-forget',
  contexts: allContexts,
  check(file) {
    const { unit, report } = file;
    for (const discard of unit.facts.discards) {
      if (discard.void) continue;
      for (const { e, plain } of getArms(discard.v)) {
        // `value as Promise<void>`: what the assertion says counts, not what it was put on.
        const isAsserted = plain && 'x' in e && e.x !== discard.x;
        const floating = isAsserted ? findAsserted(file, discard.x) : findFloating(file, e, discard.f);
        if (!floating) continue;
        const call = e.k === 'call' ? unit.facts.calls[e.c]! : undefined;
        const name = describeExpr(unit, call ? call.callee : e).replace(/^this\./, '');
        const inCallback = unit.facts.functions[discard.f]!.kind === 'module';
        report({
          at: call ?? discard, f: discard.f, confidence: floating.confidence,
          // A rejected top-level promise ends the process with its stack, which is often what a script wants.
          ...(inCallback || isCalm(file, e) || isRaised(file, e) ? { atMost: 'info' as const } : {}),
          message: floating.lazy ? chooseWording(...(name ? [`\`${name}\` runs only when it is awaited: this statement does nothing`] : []), 'This runs only when it is awaited: the statement does nothing') : chooseWording(
            ...(name ? [`Nothing awaits or catches the promise of \`${name}\`; its rejection goes unhandled`, `Nothing awaits or catches \`${name}\`; its rejection goes unhandled`] : []),
            'Nothing awaits or catches this promise; its rejection goes unhandled',
          ),
          sink: floating.lazy ? `${name || 'the query'} never runs` : `${name || 'the promise'} is left alone`,
          // A list of promises is not waited for by one `await`, and nothing is known about the size of the list.
          fixes: floating.list || (!plain && !call) ? [] : listTaskFixes(file.program, { unit, f: discard.f, at: call ?? discard, call, isStatement: plain, name }),
        });
        break;
      }
    }
  },
});

/** The values a statement can leave behind: both arms of a conditional, the right side of `&&`. */
function getArms(e: Expr, plain = true): readonly { e: Expr; plain: boolean }[] {
  if (e.k === 'or') return (e.op === '&&' ? e.e.slice(1) : e.e).flatMap((arm) => getArms(arm, false));
  if (e.k === 'seq') return e.e.flatMap((item) => getArms(item, false));
  return [{ e, plain }];
}

/** How sure it is that nobody observes the promise; `list`: an array of promises, which `await` alone would not wait for. */
function findFloating(file: RuleFile, e: Expr, f: number): { readonly confidence: Confidence; readonly list: boolean; /** It does nothing unless awaited. */ readonly lazy?: boolean } | undefined {
  const { unit, program } = file;
  if (e.k === 'await' || e.k === 'yield' || e.k === 'set' || e.k === 'lit' || e.k === 'op' || e.k === 'fn' || e.k === 'jsx' || e.k === 'tpl') return undefined;
  if (e.k === 'call') {
    const call = unit.facts.calls[e.c]!;
    if (call.kind === 'super' || call.kind === 'decorator') return undefined;
    if (isHandled(file, call, e.c) || isCallbackStyle(file, call, e.c) || isVoidParameter(unit, call)) return undefined;
  }
  if (e.k === 'call' && isHandedIn(unit, unit.facts.calls[e.c]!)) return undefined;
  const lazy = e.k === 'call' ? program.targetsOf(unit, e.c).find((target) => target.kind === 'api' && target.model?.lazy) : undefined;
  // A guess about what a query is says nothing, and a step of a query that is being built may well stand alone.
  if (lazy?.kind === 'api') return lazy.guess || lazy.model?.returns === 'this' ? undefined : { confidence: 'certain', list: false, lazy: true };
  const claim = getPromiseClaim(program, unit, e, f, unit.role !== 'test' && mayBePromise(program, unit, e));
  if (claim.is !== 'yes') return undefined;
  return { confidence: claim.list || claim.guess ? 'likely' : 'certain', list: claim.list === true };
}

function findAsserted({ unit, answers }: RuleFile, node: number): { readonly confidence: Confidence; readonly list: boolean; readonly lazy?: boolean } | undefined {
  const answer = answers.askType(unit.facts.file, node);
  if (answer?.standard) return { confidence: 'certain', list: false };
  return answer?.array?.element === 'yes' || answer?.array?.element === 'some' ? { confidence: 'likely', list: true } : undefined;
}

/** Asking the compiler is dear: only what could be a promise by its look is asked about. */
function mayBePromise(program: Program, unit: Unit, e: Expr): boolean {
  if (e.k === 'ref' || e.k === 'prop' || e.k === 'elem' || e.k === 'arr') return true;
  if (e.k !== 'call') return false;
  const targets = program.targetsOf(unit, e.c);
  // A list of what the callback gives, promises perhaps.
  if (targets.some((target) => target.kind === 'api' && /#Array\.(?:map|flatMap)$/.test(target.api))) return true;
  return !(targets.length > 0 && targets.every((target) => target.kind === 'api' && target.model?.returns !== undefined && target.model.returns !== 'this' && target.model.returns !== 'arg0'));
}

/** A parameter that is called: unless it says that it gives a promise, the promise is that of the caller's function, and reported there. */
function isHandedIn(unit: Unit, { callee }: CallFact): boolean {
  if (callee.k !== 'ref') return false;
  const { kind, type } = unit.facts.bindings[callee.b]!;
  return kind === 'param' && !isPromiseFunction(type);
}

/** A parameter that promises nothing: who passes an async function for it drops its promise, and is told so there. */
function isVoidParameter(unit: Unit, call: CallFact): boolean {
  if (call.callee.k !== 'ref') return false;
  const { kind, type } = unit.facts.bindings[call.callee.b]!;
  return kind === 'param' && (type === undefined || (type.t === 'function' && type.r?.t === 'keyword' && type.r.n === 'void'));
}

/** A function with two faces, promise or callback: `request(options, done)` gives no promise when a callback is passed. */
function isCallbackStyle({ unit, program }: RuleFile, call: CallFact, c: number): boolean {
  const last = call.args.at(-1)?.v;
  if (!last || !program.resolver.resolve(unit, last, call.f).some((value) => value.v === 'function')) return false;
  return program.targetsOf(unit, c).some((target) => {
    // A library's promise form of a callback API: `fs.remove(path, done)`.
    if (target.kind === 'api') return target.model?.orCallback === true || (target.model?.returns?.startsWith('promise') === true && !target.model.callbacks && !target.model.limits);
    const { async, returns } = program.functionOf(target.id);
    return !async && returns.length > 0 && returns.every((item) => item.branch >= 0);
  });
}

function isHandled(file: RuleFile, call: CallFact, c: number): boolean {
  const { unit, program } = file;
  const name = call.callee.k === 'prop' ? call.callee.n : '';
  if (name === 'catch' && isCalmHandler(unit, call.args[0])) return true;
  if (name === 'then' && isCalmHandler(unit, call.args[1])) return true;
  if (name === 'finally' && call.callee.k === 'prop' && call.callee.o.k === 'call') return isHandled(file, unit.facts.calls[call.callee.o.c]!, call.callee.o.c);
  return program.targetsOf(unit, c).some((target) => {
    // `res.json(body)` is a server's response whose type was lost: the fetch API's takes no argument.
    if (target.kind === 'api') return target.model?.detachedOk === true || (target.api === 'global#Response.json' && call.args.length > 0);
    if (program.isDeclared(target.id, 'detachedOk')) return true;
    // The callee handles its own failures: the author already decided what they mean.
    return getRejection(program, target.id) === 'handled';
  });
}

/** Nothing the callees wait for can reject: what is left is order, and a throw before the first await. */
function isCalm({ unit, program }: RuleFile, e: Expr): boolean {
  if (e.k !== 'call') return false;
  const targets = program.targetsOf(unit, e.c);
  return targets.length > 0 && targets.every((target) => target.kind === 'own' && getRejection(program, target.id) === 'calm');
}

/** `Promise.reject(error);` has no other effect than to be unhandled: whoever writes it wants that. */
function isRaised({ unit, program }: RuleFile, e: Expr): boolean {
  return e.k === 'call' && program.targetsOf(unit, e.c).some((target) => target.kind === 'api' && target.api === 'global#Promise.reject');
}
