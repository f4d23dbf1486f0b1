/** Exports of CommonJS: `module.exports = …`, `exports.a = …`, `module.exports.a = …`. `Object.defineProperty(exports, …)` is not read. */
import type { Expr } from './fileFacts.ts';
import type { Walker } from './walker.ts';

/**
 * Notes an export that an assignment to `target` makes. An object literal given to `module.exports` also exports each of its
 * named properties. `exports.a = void 0`, which compilers write ahead of the real value, is left out.
 */
export function noteCommonJsExport(w: Walker, target: Expr, assigned: Expr): void {
  if (target.k !== 'prop') return;
  let value = assigned;
  while (value.k === 'set') value = value.value;
  if (target.o.k === 'global' && target.o.n === 'module') {
    w.rows.exports.push({ n: '=', v: value, typeOnly: false });
    if (value.k !== 'obj') return;
    for (const entry of value.p) {
      if (entry.n !== undefined && (entry.kind === 'value' || entry.kind === 'method')) w.rows.exports.push({ n: entry.n, v: entry.v, typeOnly: false });
    }
    return;
  }
  if (value.k === 'op' && value.op === 'void') return;
  w.rows.exports.push({ n: target.n, v: value, typeOnly: false });
}
