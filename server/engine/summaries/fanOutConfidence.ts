/**
 * How sure it is that starting work per element is too much at once: from what is known of the work, and of how many elements there are.
 */
import type { Confidence } from '../lint/finding.ts';
import type { Bound } from './bounds.ts';
import { isPartsName } from './natures.ts';
import type { StartedWork } from './startedWork.ts';

/** `over`: the name of what is walked, '' when it has none. What a program is made of has few elements although no bound is in sight. */
export function getConfidence(work: StartedWork, bound: Bound, over: string): Confidence {
  if (bound.is === 'unbounded') return work.certain ? 'certain' : 'likely';
  return work.certain && !isPartsName(over) ? 'likely' : 'possible';
}
