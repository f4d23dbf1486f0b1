/**
 * How loud a finding is: from the context it is reached in, how sure we are, what the rule allows there and what the user set.
 */
import { contextOrder } from '../program/contexts.ts';
import type { RuleSetting } from '../settings.ts';
import type { Confidence, Context, Severity } from './finding.ts';
import type { Rule, RuleReport } from './rule.ts';

const rank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };
const confidenceRank: Readonly<Record<Confidence, number>> = { possible: 0, likely: 1, certain: 2 };
const hot: ReadonlySet<Context> = new Set<Context>(['request', 'event', 'ui']);

/** `undefined`: the rule is off. */
export function getSeverity(rule: Rule, report: RuleReport, context: Context, confidence: Confidence, setting: RuleSetting | undefined): Severity | undefined {
  if (setting?.level === 'off') return undefined;
  if (setting?.level) return setting.level;
  const natural: Severity = hot.has(context) ? (confidence === 'certain' ? 'error' : 'warning') : confidence === 'certain' ? 'warning' : 'info';
  const ceilings = [natural, rule.contexts[context] ?? 'info', typeof report.atMost === 'function' ? report.atMost(context) : report.atMost ?? 'error'];
  return ceilings.reduce((low, next) => (rank[next] < rank[low] ? next : low));
}

export function getLowerConfidence(a: Confidence, b: Confidence): Confidence {
  return confidenceRank[a] < confidenceRank[b] ? a : b;
}

export function isAtLeast(confidence: Confidence, minimum: Confidence): boolean {
  return confidenceRank[confidence] >= confidenceRank[minimum];
}

export function compareSeverity(a: Severity, b: Severity): number {
  return rank[b] - rank[a];
}

/** 0 for the context that counts first when a finding is reached in several. */
export function getContextRank(context: Context): number {
  return contextOrder.indexOf(context);
}

/** Grows with how sure it is. */
export function getConfidenceRank(confidence: Confidence): number {
  return confidenceRank[confidence];
}
