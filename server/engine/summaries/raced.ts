/**
 * Whether something around a call bounds how long anybody waits for it: a race, a function of the user's that races what it is given, a helper
 * named after a time limit. The call itself is not stopped by that.
 */
import type { CallFact } from '../facts/fileFacts.ts';
import type { DeadlineModel } from '../models/model.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';
import { getOwnDeadline } from './deadlines.ts';
import type { Given } from './deadlines.ts';
import { findRacedParameters } from './races.ts';

/** Whether the call of a modelled API has a deadline, one around it included. */
export function getDeadlineGiven(program: Program, unit: Unit, call: CallFact, model: DeadlineModel): Given {
  const own = getOwnDeadline(program, unit, call, model);
  return own !== 'yes' && isRaced(program, unit, call) ? 'yes' : own;
}

/** Inside `Promise.race([…])` or handed to a function named after a time limit. */
export function isRaced(program: Program, unit: Unit, call: CallFact): boolean {
  let { fate } = call;
  for (let hops = 0; hops < 30; hops++) {
    if (fate.k === 'member' && fate.c !== undefined) fate = unit.facts.calls[fate.c]!.fate;
    else if (fate.k === 'element') fate = fate.of;
    else if (fate.k === 'bound' && unit.facts.bindings[fate.b]!.reads.length === 1) fate = unit.facts.bindings[fate.b]!.reads[0]!.use;
    else if (fate.k === 'argument') {
      const c = fate.c;
      const outer = unit.facts.calls[c]!;
      const name = outer.callee.k === 'prop' ? outer.callee.n : outer.callee.k === 'ref' ? unit.facts.bindings[outer.callee.b]!.n : outer.callee.k === 'global' ? outer.callee.n : '';
      const { i } = fate;
      return /time_?out|deadline|timed/i.test(name) || program.targetsOf(unit, c).some((target) => (target.kind === 'api'
        ? target.model?.combinator === 'race'
        : findRacedParameters(program, target.id).some((raced) => raced.i === i - target.shift)));
    } else if (fate.k === 'returned') {
      // `withTimeout(() => fetch(url), 5000)`: the function itself was handed over.
      const role = unit.facts.functions[call.f]!.role;
      if (role?.k !== 'argument') return false;
      fate = role;
    } else return false;
  }
  return false;
}
