/**
 * Where object literals are kept and which functions are methods of one: what `this` is in such a method, and which assignments add
 * members to a literal later. Literals in places that name nothing (operands, elements of lists) are not indexed.
 */
import type { BindingIndex, Expr, FileFacts, FunctionIndex } from '../facts/fileFacts.ts';
import type { NodeId } from '../syntax/compiler.ts';

export type ObjectLiteral = Expr & { readonly k: 'obj' };

export interface Objects {
  /** The literal whose `this` a method (no arrow) has, and the function in which that literal is written. */
  readonly ownerOf: ReadonlyMap<FunctionIndex, { readonly e: ObjectLiteral; readonly f: FunctionIndex }>;
  /** The names a literal starts its life under, by its node: `const api = module.exports = {}`. */
  readonly bindingOf: ReadonlyMap<NodeId, BindingIndex>;
}

/** Looks at initial values, exports, returned values, assignments and arguments. */
export function indexObjects(facts: FileFacts): Objects {
  const ownerOf = new Map<FunctionIndex, { e: ObjectLiteral; f: FunctionIndex }>();
  const bindingOf = new Map<NodeId, BindingIndex>();
  const visit = (e: Expr | undefined, f: FunctionIndex, b?: BindingIndex): void => {
    const value = findStored(e);
    if (value?.k !== 'obj') return;
    if (b !== undefined) bindingOf.set(value.x, b);
    for (const entry of value.p) {
      if (entry.v.k !== 'fn') visit(entry.v, f);
      else if (facts.functions[entry.v.f]!.kind !== 'arrow') ownerOf.set(entry.v.f, { e: value, f });
    }
  };
  facts.bindings.forEach((binding, b) => { visit(binding.init, binding.f, b); });
  for (const fact of facts.exports) visit(fact.v, 0);
  for (const assign of facts.assigns) visit(assign.value, assign.f);
  for (const call of facts.calls) for (const arg of call.args) visit(arg.v, call.f);
  facts.functions.forEach((fact, f) => { for (const returned of fact.returns) visit(returned.v, f); });
  // `api.load = function () { this.… }`.
  for (const { target, value } of facts.assigns) {
    if (target.k !== 'prop' || target.o.k !== 'ref' || value.k !== 'fn' || facts.functions[value.f]!.kind === 'arrow') continue;
    const binding = facts.bindings[target.o.b]!;
    const e = findStored(binding.init);
    if (e?.k === 'obj') ownerOf.set(value.f, { e, f: binding.f });
  }
  return { ownerOf, bindingOf };
}

function findStored(e: Expr | undefined): Expr | undefined {
  let at = e;
  while (at?.k === 'set') at = at.value;
  return at;
}
