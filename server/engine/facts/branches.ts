/** Rows for the arms of `if`, `switch`, `?:` and the logical operators. Whether an arm leaves is filled in once it has been walked. */
import type { Node } from '../syntax/ast.ts';
import type { BranchIndex, Expr } from './fileFacts.ts';
import type { Walker } from './walker.ts';

/** Adds an arm that stands at `node` inside the branch we are in. `negated`: it runs when `test` does not hold. */
export function addArm(w: Walker, node: Node, group: number, test: Expr | undefined, negated: boolean): BranchIndex {
  const { f, branch } = w.here;
  const start = w.startOf(node);
  const { end } = node;
  if (test === undefined) w.rows.branches.push({ start, end, f, outer: branch, group, leaves: false });
  else if (negated) w.rows.branches.push({ start, end, f, outer: branch, group, test, negated, leaves: false });
  else w.rows.branches.push({ start, end, f, outer: branch, group, test, leaves: false });
  return w.rows.branches.length - 1;
}
