/**
 * Where a regular expression is matched against a text, which expression that is and which text: literals, `new RegExp` of constants,
 * constants of other files, fields and tables. Also which expressions are worth a question to the analyser. How they grow is its answer.
 */
import type { CallFact, CallIndex, Expr, FunctionIndex } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { findWalked } from './repetition.ts';

export type { RegexVerdict } from '../syntax/regexAnalyser.ts';

export interface RegexUse { readonly source: string; readonly flags: string; readonly text: Expr }

const maxDepth = 6;
/** Facts cut sources at 2,000 characters and strings at 200. */
const longestSource = 1_999;
const longestString = 199;
/** Methods of a text that take the expression. */
const textMethods = new Set(['match', 'matchAll', 'search', 'replace', 'replaceAll', 'split']);

/** The expressions that call `c` matches, with the text they are matched against. */
export function findRegexUses(program: Program, unit: Unit, c: CallIndex): readonly RegexUse[] {
  const call = unit.facts.calls[c]!;
  const { callee } = call;
  if (callee.k !== 'prop' || call.kind !== 'call') return [];
  const [first] = call.args;
  if (!first) return [];
  if (callee.n === 'test' || callee.n === 'exec') return findRegexes(program, unit, callee.o, call.f, 0).map((regex) => ({ ...regex, text: first.v }));
  if (textMethods.has(callee.n)) return findRegexes(program, unit, first.v, call.f, 0).map((regex) => ({ ...regex, text: callee.o }));
  // `validator.matches(text, /…/)`.
  const second = call.args[1];
  if (callee.n !== 'matches' || !second || !program.targetsOf(unit, c).some((target) => target.kind === 'api' && target.api.startsWith('validator#'))) return [];
  return findRegexes(program, unit, second.v, call.f, 0).map((regex) => ({ ...regex, text: first.v }));
}

interface Regex { readonly source: string; readonly flags: string }

function findRegexes(program: Program, unit: Unit, e: Expr, f: FunctionIndex, depth: number): readonly Regex[] {
  if (depth > maxDepth) return [];
  const inner = (next: Expr, owner = unit, at = f): readonly Regex[] => findRegexes(program, owner, next, at, depth + 1);
  switch (e.k) {
    case 'regex': return e.source !== '' && e.source.length < longestSource ? [{ source: e.source, flags: e.flags }] : [];
    case 'or': return e.e.flatMap((arm) => inner(arm));
    case 'call': return fromConstructor(unit, unit.facts.calls[e.c]!);
    case 'each': return e.e.k === 'arr' ? e.e.e.flatMap((item) => inner(item)) : e.e.k === 'ref' ? fromList(program, unit, e.e, depth) : [];
    case 'param': {
      const walked = e.i === 0 ? findWalked(program, unit, e.f) : undefined;
      return walked?.over ? inner({ k: 'each', e: walked.over }, unit, walked.call.f) : [];
    }
    case 'elem': return e.o.k === 'ref' ? fromList(program, unit, e.o, depth) : [];
    case 'ref': {
      const binding = unit.facts.bindings[e.b]!;
      if (binding.imported) {
        const target = program.findUnit(unit.modules[binding.imported.m] ?? '');
        const value = target?.exports.get(binding.imported.n)?.v;
        return target && value ? inner(value, target, 0) : [];
      }
      return binding.init && binding.writes.length === 0 ? inner(binding.init, unit, binding.f) : [];
    }
    case 'prop':
      for (const owner of program.resolver.resolve(unit, e.o, f)) {
        if (owner.v === 'object') {
          const entry = owner.e.p.find((candidate) => candidate.n === e.n && candidate.kind === 'value');
          if (entry) return inner(entry.v, owner.unit, owner.f);
        }
        if (owner.v === 'instance' || owner.v === 'class') {
          const member = owner.unit.facts.classes[owner.c]!.members.find((candidate) => candidate.n === e.n && candidate.kind === 'field');
          const isAssigned = owner.unit.assignsByClass.get(owner.c)?.some((assign) => assign.target.k === 'prop' && assign.target.n === e.n);
          if (member?.v && !isAssigned) return inner(member.v, owner.unit, 0);
        }
        if (owner.v === 'namespace') {
          const value = owner.unit.exports.get(e.n)?.v;
          if (value) return inner(value, owner.unit, 0);
        }
      }
      return [];
    default: return [];
  }
}

/** Elements and entries of a constant table. */
function fromList(program: Program, unit: Unit, e: Expr & { readonly k: 'ref' }, depth: number): readonly Regex[] {
  const { init, writes, kind, f } = unit.facts.bindings[e.b]!;
  if (!init || kind === 'param' || writes.length > 0) return [];
  const items = init.k === 'arr' ? init.e : init.k === 'obj' ? init.p.filter((entry) => entry.kind === 'value').map((entry) => entry.v) : [];
  return items.flatMap((item) => (item.k === 'regex' || item.k === 'call' || item.k === 'ref' ? findRegexes(program, unit, item, f, depth + 1) : []));
}

/** `new RegExp('…', 'i')`, `RegExp('…')`, `new RegExp(/…/)`. */
function fromConstructor(unit: Unit, call: CallFact): readonly Regex[] {
  if (call.callee.k !== 'global' || call.callee.n !== 'RegExp') return [];
  const first = toConstant(unit, call.args[0]?.v);
  const second = toConstant(unit, call.args[1]?.v);
  if (call.args[1] && (second?.k !== 'lit' || typeof second.v !== 'string')) return [];
  const flags = second?.k === 'lit' ? String(second.v) : undefined;
  if (first?.k === 'regex') return [{ source: first.source, flags: flags ?? first.flags }];
  return first?.k === 'lit' && typeof first.v === 'string' && first.v !== '' && first.v.length < longestString ? [{ source: first.v, flags: flags ?? '' }] : [];
}

function toConstant(unit: Unit, e: Expr | undefined): Expr | undefined {
  if (e?.k === 'tpl' && e.e.length === 0) return { k: 'lit', v: e.q[0] ?? '' };
  if (e?.k !== 'ref') return e;
  const { init, kind } = unit.facts.bindings[e.b]!;
  return kind === 'const' ? toConstant(unit, init) : undefined;
}

/**
 * Whether matching may take more than linear time, by the expression's shape alone: something unbounded has to be repeated, or followed
 * by something that can fail. Says yes where in doubt; the analyser decides.
 */
export function mayBacktrack(source: string): boolean {
  const { repeats, last, isNested, isAnchored } = scan(source);
  if (repeats === 0) return false;
  if (isNested || repeats > 1) return true;
  // One run at the very end cannot fail; one after `^` is tried once.
  return !last && !isAnchored;
}

/** Whether growth can be exponential: a repetition or a choice is itself repeated. Without that it is polynomial at most. */
export function mayExplode(source: string): boolean {
  return scan(source).isNested;
}

function scan(source: string): { readonly repeats: number; readonly last: boolean; readonly isNested: boolean; readonly isAnchored: boolean } {
  let repeats = 0;
  let last = false;
  let isNested = false;
  let inClass = false;
  const groups: { hasRepeat: boolean; hasChoice: boolean }[] = [];
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char === '\\') { i++; last = false; continue; }
    if (inClass) { if (char === ']') inClass = false; continue; }
    if (char === '[') { inClass = true; last = false; continue; }
    if (char === '(') { groups.push({ hasRepeat: false, hasChoice: false }); last = false; continue; }
    if (char === '|') { const group = groups.at(-1); if (group) group.hasChoice = true; last = false; continue; }
    const size = char === '*' || char === '+' ? 1 : char === '{' ? /^\{\d+,\d*\}/.exec(source.slice(i, i + 12))?.[0].length ?? 0 : 0;
    const isWide = size === 1 || (size > 1 && (/,\}$/.test(source.slice(i, i + size)) || Number(/,(\d+)\}$/.exec(source.slice(i, i + size))?.[1]) >= 10));
    if (char === ')') {
      const group = groups.pop();
      const next = source.slice(i + 1, i + 8);
      if (group && (group.hasRepeat || group.hasChoice) && /^(?:[*+]|\{\d+,(?:\d{2,})?\})/.test(next)) isNested = true;
      const outer = groups.at(-1);
      if (outer && group?.hasRepeat) outer.hasRepeat = true;
      continue;
    }
    if (isWide) {
      repeats++;
      last = true;
      const group = groups.at(-1);
      if (group) group.hasRepeat = true;
      i += size - 1;
      if (source[i + 1] === '?') i++;
      continue;
    }
    last = false;
  }
  return { repeats, last, isNested, isAnchored: source.startsWith('^') && !source.includes('|') };
}
