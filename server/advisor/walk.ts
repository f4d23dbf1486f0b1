/**
 * Walks a list of questions: asks those that apply, takes the first answer that fits, goes on with the approach it leads to and writes
 * down the way. It knows no question.
 */
import type { ApproachId, PathStep } from './advice.ts';
import type { Question } from './framework.ts';
import type { Situation } from './situation.ts';

export interface Walk { readonly approach: ApproachId; readonly path: readonly PathStep[] }

export function walk(questions: readonly Question[], start: Situation): Walk {
  let situation = start;
  const path: PathStep[] = [];
  for (const { question, asked, rows } of questions) {
    if (asked && !asked(situation)) continue;
    const row = rows.find(({ when }) => !when || when(situation));
    if (!row) continue;
    path.push({ question, answer: row.answer, because: row.because(situation) });
    if (row.leadsTo) situation = { ...situation, candidate: row.leadsTo };
  }
  return { approach: situation.candidate, path };
}
