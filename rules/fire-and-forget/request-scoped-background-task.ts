/**
 * Work of a request that goes on when the request is over, and that nobody owns: awaited after the response was sent, or left running when a
 * function in the cloud returns, which freezes it there.
 *
 * Reported at the work. After a response only what is awaited and may reject counts: a promise left alone is floating-promise's. Silent where
 * the function catches what goes wrong, for logging and clean-up, and for what the platform is told about (`waitUntil`, `after`).
 */
import { defineRule, chooseWording } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, RuleFile, Unit } from '../../server/engine/lint/rule.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { findArmAt, holdsArm } from '../../server/engine/summaries/arms.ts';
import { getPromiseClaim } from '../../server/engine/summaries/promises.ts';
import { getPromiseRejection } from '../../server/engine/summaries/rejection.ts';
import { isCaught } from '../../server/engine/summaries/solve.ts';

/** Members that send the whole answer. */
const endings = /^(?:send|json|jsonp|end|sendStatus|redirect|render)$/;
const responseTypes = /^(?:express#Response|http2?#(?:Http2)?ServerResponse|fastify#FastifyReply|next#NextApiResponse|@vercel\/node#VercelResponse|restify#Response|polka#Response)$/;
/** What may well come after the answer, and what puts things back. */
const afterwards = /^(?:log|track|report|audit|metric|count|record|capture|emit|close|destroy|end|release|dispose|clean|cleanup|unlink|rm|remove|delete|disconnect|quit|shutdown|stop|exit|flush|drain|sleep|delay|setTimeout|setImmediate|next|commit|rollback|info|warn|error|debug|trace)(?=$|[A-Z_])/;
/** Roots whose platform stops the process once the answer is there. */
const frozen = /^(?:Lambda handler|fetch handler|onRequest\w*|function .*|cloud function|\/api\/.*)/;
const frozenPackages = ['aws-lambda', '@types/aws-lambda', 'serverless', 'sst', '@middy/core', '@netlify/functions', '@vercel/node', '@vercel/functions', 'vercel', 'wrangler', '@cloudflare/workers-types', 'firebase-functions', '@google-cloud/functions-framework', 'serverless-http'];

export const requestScopedBackgroundTask = defineRule({
  id: 'request-scoped-background-task',
  family: 'fire-and-forget',
  contexts: { request: 'warning' },
  check(file) {
    const { unit, program } = file;
    const functions = new Set<number>();
    unit.facts.calls.forEach((call) => { if (isEnding(program, unit, call)) functions.add(call.f); });
    for (const f of functions) checkAfterResponse(file, f);
    checkFrozen(file);
  },
});

/** `res.json(…)`, `res.status(202).end()`, on what a framework or its types call a response. */
function isEnding(program: Program, unit: Unit, call: CallFact): boolean {
  const { callee } = call;
  if (callee.k !== 'prop' || !endings.test(callee.n)) return false;
  let root: Expr = callee.o;
  for (let hops = 0; hops < 6 && root.k === 'call'; hops++) {
    const inner: Expr = unit.facts.calls[root.c]!.callee;
    if (inner.k !== 'prop') return false;
    root = inner.o;
  }
  if (program.resolver.resolve(unit, root, call.f).some((value) => value.v === 'type' && responseTypes.test(value.api))) return true;
  // A handler that some wrapper of the user's was given: the names tell.
  if (root.k !== 'ref') return false;
  const { kind, n, f } = unit.facts.bindings[root.b]!;
  const [first, second] = unit.facts.functions[f]!.params;
  return kind === 'param' && /^(?:res|response|reply)$/.test(n) && second?.n === n && /^_?(?:req|request|q|_)$/.test(first?.n ?? '') && callee.n !== 'render';
}

function checkAfterResponse({ unit, program, report }: RuleFile, f: number): void {
  const ends = unit.facts.calls.filter((call) => call.f === f && call.fate.k !== 'returned' && call.fate.k !== 'callee' && call.fate.k !== 'member' && isEnding(program, unit, call));
  for (const { e, start, end, tryIn } of unit.facts.awaits.filter((item) => item.f === f)) {
    const arm = findArmAt(unit, f, start);
    const answer = ends.find((call) => call.end <= start && call.loop < 0 && holdsArm(unit, call.branch, arm));
    if (!answer || isCaught(unit, { f, tryIn, start })) continue;
    if (getPromiseClaim(program, unit, e, f, false).is === 'no' || getPromiseRejection(program, unit, e, f) !== 'open') continue;
    const name = getName(unit, e);
    if (afterwards.test(name) || isLogger(unit, e)) continue;
    report({
      at: { start, end }, f, confidence: name ? 'certain' : 'likely',
      message: chooseWording(...(name ? [`\`${name}\` goes on after the response; when it fails or the process stops, nobody learns of it`, `\`${name}\` goes on after the response; its failure reaches nobody`] : []), 'This goes on after the response; its failure reaches nobody'),
      sink: `${name || 'the work'} goes on after the response`,
    });
    // One piece of work in many steps is one defect.
    return;
  }
}

/** In a function in the cloud: a promise with a handler of its own, left running when the function returns. */
function checkFrozen({ unit, program, summaries, report }: RuleFile): void {
  const dependencies = unit.package?.dependencies ?? {};
  if (!frozenPackages.some((name) => name in dependencies)) return;
  for (const discard of unit.facts.discards) {
    if (discard.v.k !== 'call') continue;
    const id = unit.base + discard.f;
    const roots = [...program.contexts.rootsOf(id).map(({ label }) => label), ...program.contexts.registrationsTo(id).map(({ label }) => label)];
    if (!roots.some((label) => frozen.test(label))) continue;
    const chain = getChain(unit, discard.v);
    const isHandled = chain.length > 1 || program.targetsOf(unit, discard.v.c).some((target) => target.kind === 'own' && getPromiseRejection(program, unit, discard.v, discard.f) === 'handled');
    const root = chain.at(-1)!;
    const waits = program.targetsOf(unit, unit.facts.calls.indexOf(root)).some((target) => (target.kind === 'api' ? target.model?.waits !== undefined && target.model.waits !== 'timer' : summaries.of(target.id).waits !== undefined || program.functionOf(target.id).bodyless === true));
    if (!isHandled || !waits || getPromiseClaim(program, unit, discard.v, discard.f, true).is !== 'yes' || getPromiseRejection(program, unit, discard.v, discard.f) === 'open') continue;
    const name = describeExpr(unit, root.callee).replace(/^this\./, '');
    report({
      at: root, f: discard.f, confidence: 'likely',
      message: chooseWording(`\`${name}\` is left running when the function returns; the platform stops it there`, 'This is left running when the function returns; the platform stops it there'),
      sink: `${name || 'the work'} is left running`,
    });
  }
}

/** A chain of `then`, `catch` and `finally`, last call first. */
function getChain(unit: Unit, e: Expr): readonly CallFact[] {
  const chain: CallFact[] = [];
  for (let at = e; at.k === 'call';) {
    const call = unit.facts.calls[at.c]!;
    chain.push(call);
    if (call.callee.k !== 'prop' || !/^(?:then|catch|finally)$/.test(call.callee.n)) break;
    at = call.callee.o;
  }
  return chain;
}

function getName(unit: Unit, e: Expr): string {
  if (e.k !== 'call') return '';
  const { callee } = unit.facts.calls[e.c]!;
  return callee.k === 'prop' || callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
}

/** `logger.write(…)`, `metrics.send(…)`: told, not done. */
function isLogger(unit: Unit, e: Expr): boolean {
  return e.k === 'call' && /\b(?:log|logger|logging|audit\w*|metrics?|telemetry|tracer|tracking|analytics|sentry|statsd|posthog|segment|mixpanel)\b/i.test(describeExpr(unit, unit.facts.calls[e.c]!.callee));
}
