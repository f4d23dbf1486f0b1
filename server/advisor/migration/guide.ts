/**
 * A migration from one approach to another: measure, leave the old one, reach the new one, prove it. Any pair of approaches works, because
 * leaving and arriving are told apart.
 */
import type { ApproachId, Level, Migration, MigrationStep } from '../advice.ts';
import type { Situation } from '../situation.ts';
import { arriving, type Step } from './arriving.ts';
import { leaving } from './leaving.ts';
import { anySubject, type Subject } from './subject.ts';

const order: readonly Level[] = ['low', 'medium', 'high'];

export function toMigration(s: Situation, from: ApproachId, to: ApproachId, subject: Subject = anySubject): Migration {
  const target = subject.target ?? '<file>:<function>';
  const measure: Step = { title: 'Measure what is there', detail: `\`loopwise bench new ${target}\` writes a benchmark for it, \`loopwise bench run\` gives the number every other version must beat.`, effort: 'low', risk: 'low' };
  const middle = from === to
    ? [{ title: 'Leave it as it is', detail: 'The approach in place is the one advised. Write the measured number down, and ask again when one of the break-evens comes near.', effort: 'low', risk: 'low' } satisfies Step, ...(to === 'sequential' ? arriving.sequential : [])]
    : [...leaving[from], ...arriving[to]];
  const prove: readonly Step[] = from === to ? [] : [
    { title: 'Prove it', detail: `\`loopwise bench compare\` of both versions: below 1.0 times take it back, up to 1.2 it is not worth its code, from 2.0 it is clear${s.breaksBudget ? '; here the delay of the loop counts, not the speed-up' : ''}.`, effort: 'low', risk: 'low' },
    { title: 'Roll it out behind a switch', detail: 'The old way stays reachable for a release; watch the p99 of answers and of the loop\'s delay, and memory.', effort: 'low', risk: 'low' },
  ];
  const taken = [measure, ...middle, ...prove].filter(({ when }) => !when || when(s, subject));
  const inCode = toCodeSubject(taken, s, subject);
  const steps = taken.map((step) => toStep(step, s, subject, inCode));
  return { from, to, effort: getHighest(steps.map(({ effort }) => effort)), risk: getHighest(steps.map(({ risk }) => risk)), steps };
}

/** The function under a name that means nothing else in the code of the steps: a function called `start` or `pool` is imported as `task`. */
function toCodeSubject(steps: readonly Step[], s: Situation, subject: Subject): Subject {
  const used = new Set(steps.flatMap(({ code }) => code?.(s, { ...anySubject, isAsync: subject.isAsync }).replace(/^\s*\/[/*].*$|'[^'\n]*'/gm, '').split(/[^\w$]+/) ?? []));
  return used.has(subject.name) && subject.name !== anySubject.name ? { ...subject, name: anySubject.name, exportedAs: subject.name } : subject;
}

function toStep({ title, detail, effort, risk, code }: Step, s: Situation, subject: Subject, inCode: Subject): MigrationStep {
  return { title, detail: typeof detail === 'string' ? detail : detail(s, subject), effort, risk, ...(code ? { code: code(s, inCode) } : {}) };
}

function getHighest(levels: readonly Level[]): Level {
  return order[Math.max(0, ...levels.map((level) => order.indexOf(level)))] ?? 'low';
}
