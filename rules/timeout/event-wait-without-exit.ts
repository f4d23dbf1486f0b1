/**
 * A promise waits for one event: when an error comes instead, or nothing at all, it stays pending and everything behind it with it.
 *
 * Reported at the listener. Silent where an error, an end, a timer or somebody else settles the promise too, for events that always come
 * (a process that exits, a stream that closes), for what a person does, and for promises raced against something.
 */
import { getDeadlineGiven, isRaced } from '../../server/engine/summaries/raced.ts';
import { findEventWaits, findOtherEvents, isWaitBounded } from '../../server/engine/summaries/eventWaits.ts';
import type { AwaitedEvent } from '../../server/engine/summaries/eventWaits.ts';
import { isWithinFunction } from '../../server/engine/summaries/timers.ts';
import { describeExpr } from '../../server/engine/program/program.ts';
import { chooseWording, defineRule } from '../../server/engine/lint/rule.ts';
import type { CallFact, Expr, Program, RuleReport, Unit } from '../../server/engine/lint/rule.ts';

/** Events that end the wait whatever happens, or that say what went wrong. */
const ends = /^(?:close|exit|abort(?:ed)?|cancel(?:l?ed)?|timeout|disconnect(?:ed)?|settled|done|finally|complete|loadend|unload|beforeunload|pagehide|listening|spawn|SIG[A-Z]+|DOMContentLoaded|deviceready)$|error|fail|reject|timed_?out|exception|destroy/i;
/** What a person or the page does sooner or later, or never: both are right. */
const byPerson = /^(?:click|dblclick|mouse\w*|pointer\w*|touch\w*|key\w*|input|change|submit|reset|focus\w*|blur|scroll\w*|wheel|drag\w*|drop|copy|cut|paste|select\w*|resize|orientationchange|visibilitychange|online|offline|storage|hashchange|popstate|transition\w*|animation\w*|fullscreenchange|install|activate|beforeinstallprompt|appinstalled|line|keypress)$/;
/** The end of a stream comes unless it fails; an error nobody listens for ends the process instead. */
const streamEnds = /^(?:end|finish|drain)$/;

export const eventWaitWithoutExit = defineRule({
  id: 'event-wait-without-exit',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', ui: 'info', startup: 'info', cli: 'info', worker: 'warning', library: 'warning', unknown: 'info' },
  check({ unit, program, report }) {
    for (const wait of findEventWaits(unit)) {
      const { promise, events } = wait;
      if (isLetGo(unit, promise) || isRaced(program, unit, promise)) continue;
      if (events.some(({ event }) => ends.test(event) || byPerson.test(event)) || isWaitBounded(program, unit, wait)) continue;
      const judged = events.map((event) => judge(program, unit, event));
      const [first] = events;
      const [confidence] = judged;
      if (!first || !confidence || judged.includes(undefined)) continue;
      const of = describeExpr(unit, first.of);
      report({
        at: first.at, f: first.f, confidence,
        message: chooseWording(
          `When \`${first.event}\` of \`${of}\` does not come, this promise and what awaits it never settle`,
          `When \`${first.event}\` does not come, this promise never settles`,
          'When the event does not come, this promise never settles',
        ),
        sink: `waits for ${first.event} only`,
        ...(isOwn(program, unit, first) ? { atMost: 'info' as const } : {}),
      });
    }
    unit.facts.calls.forEach((call, c) => {
      const [event] = [call.args[1]?.v];
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'api' || target.api !== 'events#once' || !target.model?.deadline || event?.k !== 'lit' || typeof event.v !== 'string') continue;
        if (ends.test(event.v) || byPerson.test(event.v) || streamEnds.test(event.v) || getDeadlineGiven(program, unit, call, target.model.deadline) !== 'no') return;
        // It rejects on an error: only silence is left.
        report({ at: call.name, f: call.f, confidence: 'possible', message: `When \`${event.v}\` does not come, \`once\` waits for ever`, sink: `waits for ${event.v} without a deadline` });
        return;
      }
    });
  },
});

/** `new Promise(…).then(start)` as a statement: a listener in another form, nothing hangs on it. */
function isLetGo(unit: Unit, { fate }: CallFact): boolean {
  let at = fate;
  for (let hops = 0; at.k === 'member' && at.c !== undefined && hops < 20; hops++) at = unit.facts.calls[at.c]!.fate;
  return at.k === 'discarded' || at.k === 'void';
}

/** How sure it is that the event may never come; undefined: it comes, or another rule speaks. */
function judge(program: Program, unit: Unit, { event, of, call, c, f }: AwaitedEvent): RuleReport['confidence'] | undefined {
  if (isPlatform(of)) return undefined;
  if (event === 'load' && call) return undefined;
  // What ends the process, or throws out of it, is a way out.
  const others = findOtherEvents(unit, of, call).filter((other) => ends.test(other.event) && (isWithinFunction(unit, other.call.f, f) || isWithinFunction(unit, f, other.call.f)));
  if (others.some((other) => endsProgram(unit, other.call.args.at(-1)?.v.k === 'fn' ? (other.call.args.at(-1)!.v as { f: number }).f : -1))) return undefined;
  if (streamEnds.test(event) && isEnded(unit, of, f)) return undefined;
  if (streamEnds.test(event)) return others.length > 0 || event === 'drain' ? 'possible' : 'likely';
  const apis = c === undefined ? [] : program.targetsOf(unit, c).flatMap((target) => (target.kind === 'api' ? [target] : []));
  // A worker or a child whose failure nobody hears is a defect of its own kind.
  if (event === 'message' && apis.some(({ api }) => /Worker|ChildProcess|cluster/.test(api))) return undefined;
  return apis.some(({ api, guess }) => !guess && /^(?:net|tls|http|https|http2|dgram|ws|child_process|fs|stream|pg|ioredis|redis|mysql2?|amqplib|mqtt|ssh2)#/.test(api)) ? 'certain' : 'likely';
}

/** The process, its input, the page: there for as long as we are. */
function isPlatform(of: Expr): boolean {
  return of.k === 'prop' ? isPlatform(of.o) : of.k === 'global' && /^(?:process|window|document|self|globalThis|navigator|body)$/.test(of.n);
}

/** `connection.once('end', resolve); connection.close();`: the end is what was asked for. */
function isEnded(unit: Unit, of: Expr, f: number): boolean {
  return unit.facts.calls.some(({ f: at, callee }) => at === f && callee.k === 'prop' && /^(?:close|end|destroy|disconnect|quit|stop|kill|terminate|abort)$/.test(callee.n) && describeExpr(unit, callee.o) === describeExpr(unit, of));
}

/** An emitter of the user's own: what it emits is theirs to know. */
function isOwn(program: Program, unit: Unit, { of, f }: AwaitedEvent): boolean {
  return program.resolver.resolve(unit, of, f).some((value) => value.v === 'instance' || value.v === 'made');
}

function endsProgram(unit: Unit, f: number): boolean {
  if (f < 0) return false;
  return unit.facts.functions[f]!.throws === true || unit.facts.calls.some((call) => isWithinFunction(unit, call.f, f) && call.callee.k === 'prop' && call.callee.n === 'exit' && call.callee.o.k === 'global');
}
