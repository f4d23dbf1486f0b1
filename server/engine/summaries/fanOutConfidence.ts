/**
 * How sure it is that starting work per element is too much at once: from what is known of the work, and of how many elements there are.
 */
import type { Expr } from '../facts/fileFacts.ts';
import type { Confidence, Context } from '../lint/finding.ts';
import type { Unit } from '../program/unit.ts';
import type { Bound } from './bounds.ts';
import { isPartsName } from './natures.ts';
import type { StartedWork } from './startedWork.ts';

/**
 * `over`: what is walked, and the name it goes by, '' when it has none. What a program is made of has few elements although no bound is in
 * sight, an object has as many fields as somebody wrote, and the thread pool takes files a few at a time.
 */
export function getConfidence(unit: Unit, work: StartedWork, bound: Bound, over: { readonly e: Expr | undefined; readonly name: string }): (context: Context) => Confidence {
  if (bound.is === 'unbounded') return () => (work.certain ? 'certain' : 'likely');
  if (!work.certain || isPartsName(over.name) || isFields(unit, over.e)) return () => 'possible';
  return (context) => (work.on === 'disk' && (context === 'cli' || context === 'build' || context === 'startup') ? 'possible' : 'likely');
}

/** `Object.entries(form)`, also filtered or sorted. */
function isFields(unit: Unit, e: Expr | undefined): boolean {
  if (e?.k !== 'call') return false;
  const { callee } = unit.facts.calls[e.c]!;
  if (callee.k !== 'prop') return false;
  if (callee.o.k === 'global') return callee.o.n === 'Object' && callee.n === 'entries';
  return /^(?:filter|sort|toSorted|reverse)$/.test(callee.n) && isFields(unit, callee.o);
}
