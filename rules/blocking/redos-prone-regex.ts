/**
 * A regular expression whose matching grows faster than the text, on a text that somebody outside decides: one short request keeps the
 * thread busy for seconds.
 *
 * Reported where it is matched. How it grows says an analyser that knows expressions, not their looks; what it cannot tell is silent, and
 * so are texts that are short, cut or measured before. Known misses are FN cases in test/rules/redos-prone-regex.md.
 */
import { Bounds } from '../../server/engine/summaries/bounds.ts';
import { Lengths } from '../../server/engine/summaries/lengths.ts';
import type { Length } from '../../server/engine/summaries/lengths.ts';
import { findRegexUses, mayExplode, mayBacktrack } from '../../server/engine/summaries/regexes.ts';
import type { RegexVerdict } from '../../server/engine/summaries/regexes.ts';
import { isKept } from '../../server/engine/summaries/kept.ts';
import { chooseWording, defineRule, isSetUp } from '../../server/engine/lint/rule.ts';
import type { FunctionId, Program } from '../../server/engine/lint/rule.ts';
import type { Confidence, Severity } from '../../server/engine/lint/finding.ts';

const hot = ['request', 'event', 'ui'] as const;

export const redosProneRegex = defineRule({
  id: 'redos-prone-regex',
  family: 'blocking',
  contexts: { request: 'error', event: 'error', ui: 'warning', library: 'warning' },
  unseenCallers: 'possible',
  check({ unit, program, summaries, answers, report }) {
    const lengths = new Lengths(program, new Bounds(program, summaries));
    unit.facts.calls.forEach((call, c) => {
      const id = unit.base + call.f;
      for (const { source, flags, text } of findRegexUses(program, unit, c)) {
        if (!mayBacktrack(source) || !isHot(program, id)) continue;
        const length = lengths.lengthOf(unit, text, call.f, call.start);
        if (length.is === 'short' || isKept(unit, call) || isSetUp(program, unit, call.f)) continue;
        // An answer costs up to a second. Where nobody is known to decide the text, only exponential growth counts, which takes one repetition inside another.
        if (!isAsked(length) && !mayExplode(source)) continue;
        const verdict = answers.askRegex(source, flags);
        if (!verdict || verdict.is === 'linear' || verdict.is === 'unknown') continue;
        const { confidence, atMost } = judge(verdict, length);
        report({
          at: call.name, f: call.f, confidence, ...(atMost ? { atMost } : {}),
          message: describe(`/${source}/${flags}`, verdict, length),
          sink: 'regular expression blocks',
        });
        return;
      }
    });
  },
});

/** Where others wait for the loop. An export nobody is seen to call says so only when it is asynchronous. */
function isHot(program: Program, id: FunctionId): boolean {
  return hot.some((context) => program.contexts.has(id, context)) || (program.functionOf(id).async && program.contexts.has(id, 'library'));
}

function isAsked(length: Length): boolean {
  return length.is === 'outside' && length.why === 'the request';
}

type Growing = Extract<RegexVerdict, { readonly attack: string }>;

function judge(verdict: Growing, length: Length): { readonly confidence: Confidence; readonly atMost?: Severity } {
  const asked = isAsked(length);
  if (verdict.is === 'exponential') return { confidence: asked ? 'certain' : 'likely' };
  // Squared, the longest address costs a tenth of a second, a body seconds; cubed, an address is enough.
  return { confidence: asked ? 'likely' : 'possible', ...(verdict.degree < 3 ? { atMost: length.isAddress ? 'info' as const : 'warning' as const } : {}) };
}

function describe(regex: string, verdict: Growing, length: Length): string {
  const growth = verdict.is === 'exponential' ? 'exponential' : verdict.degree === 2 ? 'quadratic' : verdict.degree === 3 ? 'cubic' : `n^${verdict.degree}`;
  const from = length.is === 'outside' && length.why ? `; ${length.why} decides the text` : '';
  const takes = `takes ${growth} time`;
  const on = verdict.attack ? ` on text like ${verdict.attack}` : '';
  return chooseWording(`\`${regex}\` ${takes}${on}${from}`, `\`${regex}\` ${takes}${on}`, `This expression ${takes}${on}`, `This expression ${takes}${from}`, `This expression ${takes}`);
}
