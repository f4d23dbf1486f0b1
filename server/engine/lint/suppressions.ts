/**
 * Directive comments: which lines of a file are silenced for which rules, and which directives did nothing or gave no reason. A line on which
 * another linter is told to accept the same defect has been looked at and decided: that holds for ours too, at that line and nowhere else.
 */
import type { DirectiveFact } from '../facts/fileFacts.ts';

export interface Suppression {
  readonly directive: DirectiveFact;
  /** 1-based, both included. */
  readonly fromLine: number;
  readonly toLine: number;
  /** Empty: all rules. */
  readonly rules: readonly string[];
  used: boolean;
}

/** Rules of other linters that see the same defect, without the prefix of the plugin, and ours. */
const sameDefect: Readonly<Record<string, readonly string[]>> = {
  'no-floating-promises': ['floating-promise', 'void-without-handler'],
  'catch-or-return': ['floating-promise', 'void-without-handler'],
  'no-misused-promises': ['async-callback-to-void-api', 'promise-in-condition', 'promise-spread'],
  'no-async-promise-executor': ['async-promise-executor'],
  'return-await': ['unawaited-return-in-try'],
};

export class FileSuppressions {
  readonly #list: readonly Suppression[];
  /** `line rule`: what another linter was told to accept. */
  readonly #accepted = new Set<string>();

  constructor(directives: readonly DirectiveFact[], lineCount: number) {
    const list: Suppression[] = [];
    const open: Suppression[] = [];
    const close = (item: Suppression, line: number): void => { list.push({ ...item, toLine: line }); };
    for (const directive of directives) {
      const { rules } = directive;
      const line = directive.line + 1;
      const next = directive.endLine + 2;
      if (directive.foreign) {
        for (const each of rules.flatMap((rule) => sameDefect[rule.replace(/^.*\//, '')] ?? [])) this.#accepted.add(`${String(directive.kind === 'disable-line' ? line : next)} ${each}`);
      } else if (directive.kind === 'disable-next-line') list.push({ directive, fromLine: next, toLine: next, rules, used: false });
      else if (directive.kind === 'disable-line') list.push({ directive, fromLine: line, toLine: line, rules, used: false });
      else if (directive.kind === 'disable') open.push({ directive, fromLine: line, toLine: lineCount, rules, used: false });
      else {
        for (let i = open.length - 1; i >= 0; i--) {
          if (rules.length === 0 || open[i]!.rules.some((rule) => rules.includes(rule))) close(open.splice(i, 1)[0]!, line);
        }
      }
    }
    for (const item of open) close(item, lineCount);
    this.#list = list;
  }

  /** Whether a rule is silenced on a 1-based line; the directive then counts as used. */
  isSilenced(ruleId: string, line: number): boolean {
    let silenced = false;
    for (const item of this.#list) {
      if (line < item.fromLine || line > item.toLine || (item.rules.length > 0 && !item.rules.includes(ruleId))) continue;
      item.used = true;
      silenced = true;
    }
    return silenced;
  }

  /** Whether another linter was told to accept the same defect on a 1-based line. */
  isAccepted(ruleId: string, line: number): boolean {
    return this.#accepted.has(`${String(line)} ${ruleId}`);
  }

  get all(): readonly Suppression[] { return this.#list; }
}
