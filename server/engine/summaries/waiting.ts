/**
 * Which functions wait: they start, return or await something outside the thread, or block it in synchronous I/O, themselves or
 * through what they call. Handing a function to somebody for later (a listener, a timer, a route) is not waiting. Models say so for
 * known APIs; for others an awaited or promise-typed call that leads nowhere we know counts, as likely.
 */
import type { AwaitFact, CallFact, CallIndex, Expr, FunctionIndex, Span } from '../facts/fileFacts.ts';
import type { Edge, Target } from '../program/callGraph.ts';
import type { Program } from '../program/program.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getList } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import { everydayMembers, heavyVerbs } from './builtins.ts';
import { findCalledParameter, isDropped, isRunInFlow } from './components.ts';
import type { WaitingClaims } from './cost.ts';
import { findDeclaredType, isPromiseType } from './declaredTypes.ts';
import { getParts } from './functionParts.ts';
import { findPromiseWait } from './promiseWaits.ts';

/** One hop towards what is waited on. */
export interface WaitStep {
  readonly unit: Unit;
  readonly at: Span;
  readonly label: string;
  /** `yield`: only lets other work go first. */
  readonly kind: 'waits' | 'blocks' | 'yields';
  readonly guess: boolean;
  readonly length: number;
  readonly next?: FunctionId;
}

const yields = /^(?:timers(?:\/promises)?#(?:setImmediate|scheduler\.yield)|global#(?:setImmediate|queueMicrotask|process\.nextTick|scheduler\.yield))$/;
const listens = /(?:^net|^http|^https|^http2|^tls|express|fastify|koa|hapi|hono|restify|polka|ws|socket\.io|Server|Application|FastifyInstance)#?.*\.listen$/;
/** Names of what stands outside, of any part of an access path: `prisma` in `prisma.user.findMany`. */
const outsiders = /^(?:\w+?[._])?_?#?(?:db|database|pool|conn|connection|client|http|https|api|axios|fetcher|repo|repository|dao|prisma|knex|redis|s3|sqs|sns|dynamo(?:db)?|mongo|mongoose|collection|queue|producer|publisher|consumer|storage|bucket|rpc|grpc|transport|mailer|smtp|sftp|ftp|ssh|gateway|driver|datasource|stripe|twilio|firestore|supabase|kafka|elastic|broker)$|(?:Repository|Repo|Dao|Client|Gateway|Db|Database|Pool|Queue|Api|Connection|Transport|Mailer|Model)$/i;
const outsideVerbs = /^(?:query|execute|exec|find\w*|fetch\w*|load\w*|save\w*|insert\w*|update\w*|upsert\w*|delete\w*|remove\w*|create\w*|send\w*|publish|post|put|patch|get\w*|request|upload\w*|download\w*|read\w*|write\w*|list\w*|count\w*|aggregate|connect|disconnect|enqueue|ack|scan|search|lean|populate|orderBy|limit|returning|first|pluck|raw|alter\w*|drop\w*|rename\w*|truncate|migrate\w*|seed\w*|subscribe|unsubscribe|consume|invoke|call|head|options)$/;
/** Methods of database models, which are classes: `User.findOne(…)`. */
const modelVerbs = /^(?:find|findOne|findAll|findMany|findById|findBy\w+|findFirst|findUnique|findAndCountAll|findOrCreate|findOneAnd\w+|create|createMany|bulkCreate|insertMany|updateOne|updateMany|deleteOne|deleteMany|destroy|countDocuments|aggregate|upsert|lean|populate)$/;

const announcements = /(?:^|\.)(?:log(?:ger|ging)?|debug|trace|console|telemetry|metrics?|analytics|tracker|events?|emitter|bus|reporter|report|progress)(?:\.|$)|\.(?:emit|log|info|warn|error|debug|verbose|trace|fatal|track|increment)$|^(?:log|debug|warn|trace|emit)[A-Z]?\w*$/i;

/** What streams are called. */
const streamNames = /(?:stream|readable|writable|res|response|req|request|reply|std(?:in|out|err)|socket|sock|file|input|output|out|dest|destination|sink|source|gzip|gunzip|unzip|zip|archive|parser|transform|through|cipher|decipher|raw|body|upload)$/i;
const mostGuessedHops = 3;

export class Waiting implements WaitingClaims {
  readonly #program: Program;
  readonly #steps = new Map<FunctionId, WaitStep>();
  readonly #calls = new Map<Unit, Set<CallIndex>>();

  readonly #edgesFrom = new Map<FunctionId, Edge[]>();
  readonly #edgesTo = new Map<FunctionId, Edge[]>();
  /** Functions whose steps are final: everything they reach has been looked at. */
  readonly #solved: Uint8Array;

  constructor(program: Program, handed: readonly Edge[]) {
    this.#program = program;
    this.#solved = new Uint8Array(program.size);
    for (const edge of [...program.graph.edges, ...handed]) {
      if (!isInFlow(edge)) continue;
      getList(this.#edgesFrom, edge.from).push(edge);
      getList(this.#edgesTo, edge.to).push(edge);
    }
    for (const unit of program.units) this.#calls.set(unit, new Set());
  }

  /** The first hop of a function's waiting; undefined when it is not known to wait. */
  of(id: FunctionId): WaitStep | undefined {
    if (!this.#solved[id]) this.#solve(id);
    return this.#steps.get(id);
  }

  waitsIn(id: FunctionId): boolean { return this.of(id) !== undefined; }

  isWaitingCall(unit: Unit, c: CallIndex): boolean {
    const call = unit.facts.calls[c]!;
    this.of(unit.base + call.f);
    if (this.#calls.get(unit)!.has(c)) return true;
    if (findCalledParameter(unit, call)) return false;
    return this.#program.targetsOf(unit, c).some((target) => target.kind === 'own' && this.of(target.id) !== undefined);
  }

  isWaitingAwait(unit: Unit, item: AwaitFact): boolean {
    if (item.e.k !== 'call') return true;
    const targets = this.#program.targetsOf(unit, item.e.c);
    return targets.length === 0 || targets.some((target) => target.kind === 'api' || this.of(target.id) !== undefined);
  }

  /** What the function itself waits on, surest first. */
  #findOwn(unit: Unit, f: FunctionIndex, waitingCalls: Set<CallIndex>): WaitStep | undefined {
    if (unit.facts.functions[f]!.bodyless) return undefined;
    const found: WaitStep[] = [];
    const add = (at: Span, label: string, kind: WaitStep['kind'], guess: boolean): void => { found.push({ unit, at, label, kind, guess, length: 1 }); };
    for (const region of getParts(unit, f).values()) {
      for (const c of region.calls) {
        const claim = this.#ofCall(unit, c);
        if (!claim) continue;
        waitingCalls.add(c);
        add(unit.facts.calls[c]!.name, claim.label, claim.kind, claim.guess);
      }
      for (const item of region.awaits) {
        if (item.e.k === 'call') continue;
        if (item.e.k === 'import') add(item, 'loads a module', 'waits', false);
        else if (this.#isOpenPromise(unit, item.e, item.f)) add(item, 'awaits a promise', 'waits', true);
      }
      for (const l of region.loops) {
        const loop = unit.facts.loops[l]!;
        if (loop.kind !== 'for-await' || (loop.iterable?.k === 'call' && this.#program.targetsOf(unit, loop.iterable.c).some((target) => target.kind === 'own'))) continue;
        add({ start: loop.start, end: loop.start + 'for await'.length }, `waits for each of ${(loop.iterable && describeExpr(unit, loop.iterable)) || 'a stream'}`, 'waits', false);
      }
    }
    return found.sort((a, b) => rank(a) - rank(b))[0];
  }

  #ofCall(unit: Unit, c: CallIndex): { readonly label: string; readonly kind: WaitStep['kind']; readonly guess: boolean } | undefined {
    const call = unit.facts.calls[c]!;
    const targets = this.#program.targetsOf(unit, c);
    for (const target of targets) {
      if (target.kind !== 'api') continue;
      const name = toName(target.api);
      if (yields.test(target.api)) return call.fate.k === 'discarded' ? undefined : { label: `${name} lets others go first`, kind: 'yields', guess: target.guess };
      if (target.model?.blocks) return { label: `${name} blocks`, kind: 'blocks', guess: target.guess };
      if (target.model?.waits) return { label: `${name} waits`, kind: 'waits', guess: target.guess };
      if (!target.model && /Sync$/.test(target.api) && !heavyVerbs.test(name.replace(/^.*\./, '')) && !/^(?:is|has|get|to)[A-Z]|^flushSync$/.test(name)) return { label: `${name} blocks`, kind: 'blocks', guess: true };
      if (listens.test(target.api)) return { label: `${name} opens a port`, kind: 'waits', guess: target.guess };
    }
    const promised = findPromiseWait(this.#program, unit, call);
    if (promised) return promised;
    const name = describeExpr(unit, call.callee) || 'a call';
    const called = findCalledParameter(unit, call);
    // Whoever awaits what it was given, here or when it was made, takes it to wait.
    if (called && isWaitedFor(unit, call)) return { label: `awaits ${name}`, kind: 'waits', guess: true };
    if (!called && isWaitedFor(unit, call) && targets.some((target) => target.kind === 'own' && this.#passesOn(target.id))) return { label: `awaits ${name}`, kind: 'waits', guess: true };
    if (called || targets.some((target) => target.kind === 'own')) return undefined;
    if (isChained(call) && this.#isOpenPromise(unit, call.callee.o, call.f)) return { label: `goes on when ${describeExpr(unit, call.callee.o) || 'a promise'} is settled`, kind: 'waits', guess: true };
    if (isStreamPipe(unit, call, targets)) return { label: `${name} passes a stream on`, kind: 'waits', guess: targets.length === 0 };
    if (this.#isOpen(targets) && isWaitedFor(unit, call)) return { label: `awaits ${name}`, kind: 'waits', guess: true };
    if (!targets.every((target) => target.kind === 'api' && !target.model)) return targets.some(returnsPromise) && call.fate.k === 'awaited' && !isCombinator(targets) ? { label: `awaits ${name}`, kind: 'waits', guess: true } : undefined;
    if (call.callee.k !== 'prop') return endsInErrorCallback(unit, call) ? { label: `${name} calls back later`, kind: 'waits', guess: true } : undefined;
    const isPromise = this.#isPromiseTyped(unit, call);
    if (isPromise) return { label: `${name} gives a promise`, kind: 'waits', guess: true };
    if (endsInErrorCallback(unit, call)) return { label: `${name} calls back later`, kind: 'waits', guess: true };
    if (isPromise === undefined && call.fate.k === 'returned' && isAsyncWithoutAwait(unit, call.f) && !everydayMembers.has(call.callee.n)) return { label: `${name} is returned from an async function`, kind: 'waits', guess: true };
    const isAsked = call.fate.k === 'returned' && isPromiseLike(unit, call) && asksOutside(unit, call.callee);
    return isAsked ? { label: `${name} asks somebody outside`, kind: 'waits', guess: true } : undefined;
  }

  /** A function that is not asynchronous itself and returns what somebody nobody knows gave it: awaited, that is a promise. */
  #passesOn(id: FunctionId): boolean {
    const unit = this.#program.unitOf(id);
    const fact = this.#program.functionOf(id);
    return !fact.async && !fact.returnType && fact.returns.some(({ v }) => v?.k === 'call' && unit.facts.calls[v.c]!.kind === 'call' && this.#isOpen(this.#program.targetsOf(unit, v.c)));
  }

  #isOpen(targets: readonly Target[]): boolean {
    return targets.every((target) => target.kind === 'api' && !target.model);
  }

  /** An awaited name or field that no call of this function made: somebody else's promise. */
  #isOpenPromise(unit: Unit, e: Expr, f: FunctionIndex): boolean {
    if (e.k === 'ref') {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.kind === 'param') return !binding.type || isPromiseType(binding.type) || binding.type.t === 'name';
      const { init } = binding;
      if (!init || init.k === 'lit') return binding.writes.length === 0 ? binding.f !== f : false;
      return init.k !== 'call' && init.k !== 'fn' && init.k !== 'obj' && init.k !== 'arr';
    }
    return e.k === 'prop' || e.k === 'elem';
  }

  /** Whether an interface or type of the user's own says that the call gives a promise; undefined where none says anything. */
  #isPromiseTyped(unit: Unit, call: CallFact): boolean | undefined {
    if (call.callee.k !== 'prop') return undefined;
    const { callee } = call;
    const owner = findDeclaredType(this.#program, unit, callee.o, call.f);
    if (owner?.type.t === 'object') {
      const member = owner.type.p.find((candidate) => candidate.n === callee.n)?.type;
      if (member?.t === 'function' && member.r !== undefined) return isPromiseType(member.r);
    }
    const { returnType, async } = unit.facts.functions[call.f]!;
    return call.fate.k === 'returned' && !async && returnType !== undefined && isPromiseType(returnType) && !(callee.o.k === 'global' && callee.o.n === 'Promise') ? true : undefined;
  }

  /** Looks at everything a function reaches, then spreads what was found to callers, shortest way first. */
  #solve(id: FunctionId): void {
    const reached: FunctionId[] = [id];
    const frontier = new Set<FunctionId>();
    this.#solved[id] = 1;
    for (let at = 0; at < reached.length; at++) {
      const unit = this.#program.unitOf(reached[at]!);
      const own = this.#findOwn(unit, reached[at]! - unit.base, this.#calls.get(unit)!);
      if (own) {
        this.#steps.set(reached[at]!, own);
        frontier.add(reached[at]!);
      }
      for (const { to } of this.#edgesFrom.get(reached[at]!) ?? []) {
        // Solved before: what it waits on is known and only has to be passed on.
        if (this.#solved[to]) { if (this.#steps.has(to)) frontier.add(to); continue; }
        this.#solved[to] = 1;
        reached.push(to);
      }
    }
    this.#spread([...frontier], new Set(reached));
  }

  #spread(first: readonly FunctionId[], among: ReadonlySet<FunctionId>): void {
    for (let frontier = first; frontier.length > 0;) {
      const next: FunctionId[] = [];
      for (const id of frontier) {
        const below = this.#steps.get(id)!;
        for (const edge of this.#edgesTo.get(id) ?? []) {
          if (!among.has(edge.from)) continue;
          const known = this.#steps.get(edge.from);
          const guess = below.guess || edge.guess;
          // What is only guessed, far off and never looked at again is not what a function does.
          if (guess && below.length >= mostGuessedHops && edge.kind === 'call' && isDropped(edge.call)) continue;
          if (known && !(known.guess && !guess) && !(known.kind === 'yields' && below.kind !== 'yields')) continue;
          const name = this.#program.nameOf(id).at(-1) ?? 'function';
          this.#steps.set(edge.from, { unit: edge.unit, at: edge.call.name, label: edge.kind === 'call' ? `calls ${name}` : `runs ${name}`, kind: below.kind, guess, length: below.length + 1, next: id });
          next.push(edge.from);
        }
      }
      frontier = next;
    }
  }
}

/** `promise.then(…)` and the like. */
function isChained(call: CallFact): call is CallFact & { readonly callee: Expr & { readonly k: 'prop' } } {
  return call.callee.k === 'prop' && call.args.length > 0 && /^(?:then|catch|finally)$/.test(call.callee.n);
}

/** `source.pipe(destination)` of streams; `pipe` of observables takes functions, and what calls give. */
function isStreamPipe(unit: Unit, { callee, args }: CallFact, targets: readonly Target[]): boolean {
  const [first] = args;
  if (callee.k !== 'prop' || callee.n !== 'pipe' || args.length > 2 || !first) return false;
  if (targets.some((target) => target.kind === 'api')) return targets.some((target) => target.kind === 'api' && /Stream|Readable|Duplex|Transform|Socket|Message|PassThrough/.test(target.api));
  const ends = first.v.k === 'call' ? unit.facts.calls[first.v.c]!.callee : first.v;
  return streamNames.test(describeExpr(unit, ends)) || streamNames.test(describeExpr(unit, callee.o));
}

/** Sure before guessed, waiting before yielding, near before far. */
function rank(step: WaitStep): number {
  return (step.guess ? 2 : 0) + (step.kind === 'yields' ? 1 : 0);
}

/** Edges along which waiting is the caller's waiting too. */
function isInFlow(edge: Edge): boolean {
  // Nobody waits for an asynchronous function whose taker's result is only kept: it will be called, not now.
  if (edge.kind === 'callback') return isRunInFlow(edge) && !(edge.guess && isKeptResult(edge.call) && !isWaitedFor(edge.unit, edge.call));
  // What a log line, a metric or an announcement sets off is not what its sender does.
  return findCalledParameter(edge.unit, edge.call) === undefined && !(isDropped(edge.call) && announcements.test(describeExpr(edge.unit, edge.call.callee)));
}

function isKeptResult({ fate }: CallFact): boolean {
  return fate.k === 'bound' || fate.k === 'stored' || fate.k === 'exported' || fate.k === 'field';
}

function isWaitedFor(unit: Unit, call: CallFact): boolean {
  const { fate } = call;
  if (fate.k === 'awaited') return true;
  if (fate.k === 'member') return fate.c !== undefined && /^(?:then|catch|finally)$/.test(fate.n);
  return fate.k === 'bound' && unit.facts.bindings[fate.b]!.reads.some((read) => read.use.k === 'awaited' || (read.use.k === 'member' && read.use.n === 'then'));
}

/** `(error, rows) => …` as the last argument: the convention of callback APIs. */
function endsInErrorCallback(unit: Unit, call: CallFact): boolean {
  const last = call.args.at(-1)?.v;
  if (last?.k !== 'fn') return false;
  const first = unit.facts.functions[last.f]!.params[0];
  return first !== undefined && /^(?:e|er|err|error|_?err\w*)$/.test(first.n) && !(call.callee.k === 'prop' && /^(?:catch|then|on\w*|once|add\w*Listener|subscribe|use|map|forEach|filter|set\w*)$/.test(call.callee.n)) && !(call.args.length === 1 && call.callee.k === 'ref');
}

/** An async function that awaits nothing is async for the sake of the promise it passes on. */
function isAsyncWithoutAwait(unit: Unit, f: FunctionIndex): boolean {
  return unit.facts.functions[f]!.async && [...getParts(unit, f).values()].every((region) => region.awaits.length === 0);
}

/** In code without types: the result is awaited, chained, or returned from a function whose name or kind says it gives a promise. */
function isPromiseLike(unit: Unit, call: CallFact): boolean {
  const fact = unit.facts.functions[call.f]!;
  return fact.async || fact.returnType === undefined || isPromiseType(fact.returnType);
}

/** A chain that starts at a database, a client, a model: who returns it returns what they will answer. */
function asksOutside(unit: Unit, callee: Expr & { readonly k: 'prop' }): boolean {
  const path = getPath(unit, callee.o, 0);
  if (path.some((part) => outsiders.test(part))) return outsideVerbs.test(callee.n);
  const [first = ''] = path;
  return /^[A-Z][a-z]\w+$/.test(first) && !/^(?:Object|Array|Map|Set|Math|JSON|Reflect|Promise|Number|String|Date|Symbol|Buffer|Intl)$/.test(first) && modelVerbs.test(callee.n);
}

/** The names of an access path, from the front, calls passed over: `knex('a').where(b)` gives `knex`, `where`. */
function getPath(unit: Unit, e: Expr, depth: number): readonly string[] {
  if (depth > 20) return [];
  switch (e.k) {
    case 'prop': return [...getPath(unit, e.o, depth + 1), e.n];
    case 'ref': return [unit.facts.bindings[e.b]!.n];
    case 'global': return [e.n];
    case 'call': return getPath(unit, unit.facts.calls[e.c]!.callee, depth + 1);
    default: return [];
  }
}

function returnsPromise(target: Target): boolean {
  return target.kind === 'api' && (target.model?.returns?.startsWith('promise') ?? false);
}

function isCombinator(targets: readonly Target[]): boolean {
  return targets.some((target) => target.kind === 'api' && /^global#Promise\b/.test(target.api));
}

function toName(api: string): string {
  return api.replace(/^global#/, '').replace(/^.*#(?=.)/, '');
}
