/**
 * Runs the rules over a program and turns their reports into findings: context, severity, path, suppression, identity, order.
 * A rule that throws is named once in the problems and skipped.
 */
import type { Span } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import { contextOrder } from '../program/contexts.ts';
import type { Unit } from '../program/unit.ts';
import type { Problem } from '../report.ts';
import type { Settings } from '../settings.ts';
import { isKept } from '../summaries/kept.ts';
import type { CallFact } from '../facts/fileFacts.ts';
import type { Summaries } from '../summaries/solve.ts';
import { getLineOf, toRange } from '../syntax/lineIndex.ts';
import { toFindingId } from './findingId.ts';
import type { Confidence, Context, Echo, Finding, Fix, Hop, Trace } from './finding.ts';
import type { RuleFix } from './fix.ts';
import { findPaths } from './paths.ts';
import type { PathFound } from './paths.ts';
import type { Rule, RuleReport } from './rule.ts';
import { getLowerConfidence, getSeverity, isAtLeast } from './severity.ts';
import { FileSuppressions } from './suppressions.ts';

/** Paths kept per finding besides the first. */
const otherPathLimit = 4;
/** Name under which a root's first call towards a blocking call is marked. */
const echoRule = 'transitive-blocking-call';

export interface LintInput {
  readonly program: Program;
  readonly summaries: Summaries;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** Text of a file, for sink texts in ids. */
  textOf(file: string): string;
  /** Reports of an earlier run that still stand for the units the program took over. */
  readonly earlier?: ReadonlyMap<Unit, UnitReports> | undefined;
  /** Called between units; may throw to give up. */
  readonly poll?: () => void;
}

/** What the rules said about one unit, by rule and then by place. */
export type UnitReports = readonly { readonly rule: Rule; readonly report: RuleReport }[];

export interface LintResult {
  readonly findings: readonly Finding[];
  readonly echoes: readonly Echo[];
  readonly problems: readonly Problem[];
  readonly reports: ReadonlyMap<Unit, UnitReports>;
  /** The fixes of each finding as they were offered, by the finding's id. */
  readonly offers: ReadonlyMap<string, readonly RuleFix[]>;
}

export function lint(input: LintInput): LintResult {
  const run = new LintRun(input);
  for (const unit of input.program.units) {
    input.poll?.();
    run.checkUnit(unit);
  }
  run.reportDirectives();
  run.findings.sort((a, b) => a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column || (a.ruleId < b.ruleId ? -1 : 1));
  return { findings: run.findings, echoes: run.echoes, problems: run.problems, reports: run.reports, offers: run.offers };
}

class LintRun {
  readonly findings: Finding[] = [];
  readonly echoes: Echo[] = [];
  readonly problems: Problem[] = [];
  readonly reports = new Map<Unit, UnitReports>();
  readonly offers = new Map<string, readonly RuleFix[]>();
  readonly #input: LintInput;
  readonly #suppressions = new Map<Unit, FileSuppressions>();
  readonly #failed = new Set<string>();
  readonly #ordinals = new Map<string, number>();
  /** One finding per place and family: two rules never speak about the same call for the same reason. */
  readonly #taken = new Set<string>();

  constructor(input: LintInput) {
    this.#input = input;
    for (const unit of input.program.units) this.#suppressions.set(unit, new FileSuppressions(unit.facts.directives, unit.facts.lines.length));
  }

  checkUnit(unit: Unit): void {
    const earlier = this.#input.program.linked.has(unit) ? undefined : this.#input.earlier?.get(unit);
    const reports = earlier ?? this.#collectReports(unit);
    this.reports.set(unit, reports);
    for (const { rule, report } of reports) this.#add(unit, rule, report);
  }

  #collectReports(unit: Unit): UnitReports {
    const all: { rule: Rule; report: RuleReport }[] = [];
    const settings = this.#input.settings.forFile(unit.facts.file);
    for (const rule of this.#input.rules) {
      const setting = settings.rules.get(rule.id);
      if (setting?.level === 'off' || this.#failed.has(rule.id)) continue;
      const reports: RuleReport[] = [];
      try {
        rule.check({ unit, program: this.#input.program, summaries: this.#input.summaries, answers: this.#input.program.answers, options: setting?.options ?? {}, report: (report) => reports.push(report) });
      } catch (error) {
        this.#failed.add(rule.id);
        this.problems.push({ file: unit.facts.file, message: `The rule ${rule.id} failed in ${toRelative(this.#input.settings.root, unit.facts.file)} and was skipped: ${error instanceof Error ? error.message : String(error)}. Please report this; the other rules ran.` });
      }
      reports.sort((a, b) => a.at.start - b.at.start);
      for (const report of reports) all.push({ rule, report });
    }
    return all;
  }

  #add(unit: Unit, rule: Rule, report: RuleReport): void {
    const { program, settings } = this.#input;
    const file = unit.facts.file;
    const id = unit.base + report.f;
    const setting = settings.forFile(file).rules.get(rule.id);
    const place = `${rule.family}:${unit.index}:${report.at.start}`;
    if (this.#taken.has(place)) return;
    const speaking = contextOrder.filter((context) => rule.contexts[context] !== undefined && (report.only?.includes(context) ?? true) && program.contexts.has(id, context));
    // Unseen callers count only where no seen one does.
    const seen = speaking.filter((context) => context !== 'library' && context !== 'unknown');
    const candidates = seen.length > 0 ? seen : speaking.slice(0, 1);
    const chosen = this.#choose(unit, rule, report, id, candidates);
    if (!chosen) return;
    const { context, paths, confidence } = chosen;
    const severity = getSeverity(rule, report, context, confidence, setting);
    if (!severity || !isAtLeast(confidence, settings.minConfidence)) return;
    const range = toRange(unit.facts.lines, report.at);
    const suppressions = this.#suppressions.get(unit)!;
    if (suppressions.isSilenced(rule.id, range.start.line) || suppressions.isAccepted(rule.id, range.start.line)) return;
    this.#taken.add(place);
    const sink: Hop = { file, range, label: report.sink };
    const [first] = paths;
    const trace: Trace = first ? [...first.hops, sink] : [sink];
    const others = paths.slice(1).map((path): Trace => [...path.hops, sink]);
    const message = typeof report.message === 'string' ? report.message : report.message({ context, label: first?.label ?? '' });
    const names = program.nameOf(id);
    const relative = toRelative(settings.root, file);
    const text = this.#input.textOf(file).slice(report.at.start, report.at.end).replace(/\s+/g, ' ');
    const identity = [rule.id, relative, names.join(' > '), text];
    const ordinal = this.#ordinals.get(identity.join('\n')) ?? 0;
    this.#ordinals.set(identity.join('\n'), ordinal + 1);
    const findingId = toFindingId([...identity, String(ordinal)]);
    this.findings.push({
      id: findingId, ruleId: rule.id, family: rule.family, severity, confidence, message, file, range, context, trace,
      ...(others.length > 0 ? { otherPaths: others } : {}),
      fixes: (report.fixes ?? []).map((fix) => toFix(file, fix)), functionName: names.join(' > '),
    });
    if (report.fixes !== undefined && report.fixes.length > 0) this.offers.set(findingId, report.fixes);
    if (rule.family === 'blocking') this.#addEchoes(findingId, paths, sink);
  }

  readonly #kept = new Map<CallFact, boolean>();
  #isKept(unit: Unit, call: CallFact): boolean {
    const known = this.#kept.get(call) ?? isKept(unit, call);
    this.#kept.set(call, known);
    return known;
  }

  /** The most severe context with a path left, its paths, and how sure that makes the finding. */
  #choose(unit: Unit, rule: Rule, report: RuleReport, id: number, candidates: readonly Context[]): { context: Context; paths: readonly PathFound[]; confidence: Confidence } | undefined {
    const { program } = this.#input;
    // The mark at a root's call carries the echo's name, so a comment with that name silences the path too.
    const names = rule.family === 'blocking' ? [rule.id, echoRule] : [rule.id];
    const isSilenced = (at: Unit, call: CallFact): boolean => names.filter((name) => this.#suppressions.get(at)!.isSilenced(name, getLineOf(at.facts.lines, call.name.start) + 1)).length > 0
      // What a caller keeps, it asks for once: nothing behind that call blocks anybody twice.
      || (rule.family === 'blocking' && this.#isKept(at, call));
    let quiet: { context: Context; paths: readonly PathFound[]; confidence: Confidence } | undefined;
    for (const context of candidates) {
      const paths = findPaths(program, id, context, otherPathLimit + 1, isSilenced);
      // Every path of this context was silenced on its way.
      if (paths.length === 0) continue;
      let confidence: Confidence = (typeof report.confidence === 'function' ? report.confidence(context) : report.confidence) ?? 'certain';
      if (!paths[0]!.certain) confidence = getLowerConfidence(confidence, 'likely');
      if ((context === 'library' || context === 'unknown') && rule.unseenCallers) {
        const fact = unit.facts.functions[report.f]!;
        confidence = getLowerConfidence(confidence, fact.async && context === 'library' ? 'likely' : rule.unseenCallers);
      }
      const made = { context, paths, confidence };
      if (isAtLeast(confidence, 'likely')) return made;
      quiet ??= made;
    }
    return quiet;
  }

  /** At each root's first call that leads to the sink, when the sink is not in the root itself. */
  #addEchoes(findingId: string, paths: readonly PathFound[], sink: Hop): void {
    for (const path of paths) {
      const call = path.hops[1];
      if (!call || this.#input.settings.forFile(call.file).rules.get(echoRule)?.level === 'off') continue;
      const calls = path.hops.length - 1;
      this.echoes.push({
        findingId, ruleId: echoRule, file: call.file, range: call.range, trace: [...path.hops, sink],
        message: `\`${call.label.replace(/^(?:calls|runs) /, '')}\` blocks: ${sink.label.replace(/ blocks$/, '')}, ${calls} ${calls === 1 ? 'call' : 'calls'} away`,
      });
    }
  }

  /** Directives that silenced nothing, and directives without a reason. Rules that are off cannot make one used. */
  reportDirectives(): void {
    const { settings, program } = this.#input;
    for (const unit of program.units) {
      const rules = settings.forFile(unit.facts.file).rules;
      for (const item of this.#suppressions.get(unit)!.all) {
        const isOff = item.rules.length > 0 && item.rules.every((rule) => rules.get(rule)?.level === 'off');
        if (!item.used && !isOff) this.#addDirective(unit, item, 'unused-suppression', `This comment silences nothing${item.rules.length > 0 ? ` of ${item.rules.join(', ')}` : ''} here`);
        if (settings.requireReason && !item.directive.reason) this.#addDirective(unit, item, 'suppression-without-reason', 'This comment silences findings without saying why');
      }
    }
  }

  #addDirective(unit: Unit, item: FileSuppressions['all'][number], ruleId: string, message: string): void {
    const { settings } = this.#input;
    const { file, lines } = unit.facts;
    const level = settings.forFile(file).rules.get(ruleId)?.level;
    if (level === 'off') return;
    const range = toRange(lines, item.directive);
    const relative = toRelative(settings.root, file);
    const key = [ruleId, relative, item.directive.kind, item.rules.join()].join('\n');
    const ordinal = this.#ordinals.get(key) ?? 0;
    this.#ordinals.set(key, ordinal + 1);
    const fixes: readonly Fix[] = ruleId === 'unused-suppression'
      ? [{ title: 'Remove this comment', kind: 'quickfix', safety: 'safe', edits: [{ file, ...findCommentToRemove(this.#input.textOf(file), item.directive), newText: '' }] }]
      : [];
    this.findings.push({
      id: toFindingId([key, String(ordinal)]), ruleId, family: 'directive', severity: level ?? 'warning', confidence: 'certain', message, file, range,
      context: 'unknown', trace: [{ file, range, label: 'comment' }], fixes, functionName: '',
    });
  }
}

/** The part of an offered fix that is plain data. */
function toFix(file: string, { title, kind, safety, edits, disabled }: RuleFix): Fix {
  return {
    title, kind, safety, ...(disabled === undefined ? {} : { disabled }),
    ...(edits === undefined ? {} : { edits: edits.map(({ start, end, newText }) => ({ file, start, end, newText })) }),
  };
}

/** A path as seen from the root, with `..` where it lies outside: the same on every machine. */
function toRelative(root: string, file: string): string {
  const from = root.split('/');
  const to = file.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}

/** A comment and what would be left of its line without it: the line when it stands alone, the space in front of it when it ends one. */
function findCommentToRemove(text: string, { start, end }: Span): Span {
  const [before = ''] = /[ \t]*$/.exec(text.slice(0, start)) ?? [];
  const after = /^[ \t]*(\r?\n|$)/.exec(text.slice(end));
  if (!after) return { start, end };
  const from = start - before.length;
  return from === 0 || text[from - 1] === '\n' ? { start: from, end: end + after[0].length } : { start: from, end };
}
