/**
 * What a rule is, and what it is given. A rule reads facts, the program and summaries of one file and reports places; it knows
 * no severity override, no suppression, no editor. `run.ts` calls it.
 */
import type { CallFact, Expr, FunctionIndex, Span } from '../facts/fileFacts.ts';
import type { Answers } from '../program/answers.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import type { FunctionId } from '../program/value.ts';
import type { Summaries } from '../summaries/solve.ts';
import type { Confidence, Context, Family, Severity } from './finding.ts';
import type { RuleFix } from './fix.ts';

/** Where a reported place is reached from. */
export interface Reached {
  readonly context: Context;
  /** How a person names the root: `GET /report`, `'message' listener`. */
  readonly label: string;
}

export interface RuleReport {
  /** The place to underline. */
  readonly at: Span;
  /** Function in which it stands. */
  readonly f: FunctionIndex;
  /** What happens and its consequence; under 90 characters to the first break. */
  readonly message: string | ((reached: Reached) => string);
  /** What the last hop says: `readFileSync blocks`. */
  readonly sink: string;
  /** How sure the rule is of the place itself, in each context of its own where that matters. Default `certain`. */
  readonly confidence?: Confidence | ((context: Context) => Confidence);
  /** Highest severity of this report, where it is lower than the rule's; in each context of its own, where that matters. */
  readonly atMost?: Severity | ((context: Context) => Severity);
  /** Contexts in which the report holds, where they are fewer than the rule's. */
  readonly only?: readonly Context[];
  /** Best first. */
  readonly fixes?: readonly RuleFix[];
}

export interface RuleFile {
  readonly unit: Unit;
  readonly program: Program;
  readonly summaries: Summaries;
  readonly answers: Answers;
  readonly options: Readonly<Record<string, unknown>>;
  report(report: RuleReport): void;
}

export interface Rule {
  /** Kebab-case noun phrase for the hazard. */
  readonly id: string;
  readonly family: Family;
  /** Contexts the rule speaks in, with its highest severity there. */
  readonly contexts: Partial<Readonly<Record<Context, Severity>>>;
  /** Confidence never exceeds this where callers are unknown (`library`, `unknown`), unless the function is async, then `likely`. */
  readonly unseenCallers?: Confidence;
  readonly check: (file: RuleFile) => void;
}

/** Declares a rule; the file's path gives its page and its tests. */
export function defineRule(rule: Rule): Rule {
  return rule;
}

/** Contexts of hazards that matter only where others wait for the loop. */
export const loopContexts: Rule['contexts'] = { request: 'error', event: 'error', ui: 'error', library: 'warning' };
/** Contexts of hazards that matter wherever the code runs. */
export const allContexts: Rule['contexts'] = {
  request: 'error', event: 'error', ui: 'error', startup: 'warning', cli: 'warning', worker: 'warning', library: 'warning', unknown: 'warning', build: 'info', test: 'info',
};

/** The same without tests: hazards of load, which a test does not have. */
export const loadContexts: Rule['contexts'] = {
  request: 'error', event: 'error', ui: 'error', startup: 'info', cli: 'info', worker: 'warning', library: 'warning', unknown: 'warning', build: 'info',
};

const hotContexts: ReadonlySet<Context> = new Set<Context>(['request', 'event', 'ui', 'worker']);

/** For {@link RuleReport.atMost}: a hint where nobody is known to wait for the loop. */
export function hintUnlessHot(context: Context): Severity {
  return hotContexts.has(context) ? 'error' : 'info';
}

/**
 * What a reader calls the thing that is called: `readFileSync` for `fs.readFileSync` and for a renamed import of it, the local name for
 * a default import. `api`: the library API the call resolves to, when it is one.
 */
export function getCalledName(unit: Unit, call: CallFact, api?: string): string {
  const { callee } = call;
  if (callee.k === 'prop' || callee.k === 'global') return callee.n;
  const exported = api === undefined ? '' : api.slice(Math.max(api.lastIndexOf('.'), api.indexOf('#')) + 1);
  if (exported !== '' && exported !== 'default') return exported;
  return callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : exported;
}

/** Characters of a message's first line, one too many. */
const firstLine = 90;

/** When the place runs, for the end of a message: `on every \`GET /t\` request`. */
export function describeWhen({ context, label }: Reached): string {
  if (context === 'request') return /^[A-Z]+ \//.test(label) ? `on every \`${label}\` request` : `on every request (${label})`;
  if (context === 'event') return `each time the ${label} runs`;
  if (context === 'ui') return `of the page (${label})`;
  return 'of whoever calls this';
}

/** `initStore`, `createOptions`, `setupLogging`, which nothing we see calls while others wait: the name says that they run once, before. */
export function isSetUp(program: Program, unit: Unit, f: FunctionIndex): boolean {
  const outermost = program.nameOf(unit.base + f)[0] ?? '';
  return /^(?:init(?:iali[sz]e)?|create|set_?[uU]p|bootstrap)(?:[A-Z_\d]|$)/.test(outermost.slice(outermost.lastIndexOf('.') + 1))
    && !(['request', 'event', 'ui'] as const).some((context) => program.contexts.has(unit.base + f, context));
}

/**
 * The first wording that fits a message's first line, so that long names cost a detail and not the sense. Wordings go from the fullest to
 * the barest; should even the last be too long, its names in backticks are shortened to their ends.
 */
export function chooseWording(...wordings: readonly string[]): string {
  const fitting = wordings.find((wording) => wording.length < firstLine);
  if (fitting !== undefined) return fitting;
  const last = wordings.at(-1) ?? '';
  const names = last.match(/`[^`]+`/g) ?? [];
  const room = Math.max(8, Math.floor((firstLine - 1 - names.reduce((length, name) => length - name.length + 2, last.length)) / Math.max(1, names.length)));
  return last.replace(/`([^`]+)`/g, (_, name: string) => (name.length > room ? `\`…${name.slice(name.length - room + 1)}\`` : `\`${name}\``));
}

export type { CallFact, Expr, FunctionId, FunctionIndex, Program, RuleFix, Span, Unit };
