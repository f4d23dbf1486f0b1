/**
 * What must hold for the facts of any file: places lie in the text, row numbers exist, names stand where facts say. It looks at every value
 * of the facts by its field names, so that a new field cannot slip past.
 */
import type { FileFacts } from '../../server/engine/facts/fileFacts.ts';

/** Fields that hold a row number, by the table they point into. `e`, `v` and the like are expressions and are looked into instead. */
const rowFields: Readonly<Record<string, keyof FileFacts>> = {
  f: 'functions', b: 'bindings', c: 'calls', m: 'imports', cls: 'classes', loop: 'loops', tryIn: 'tries', branch: 'branches',
};

/** Every violation found, with the path to it; empty when the facts are sound. */
export function findViolations(facts: FileFacts, text: string): string[] {
  const found: string[] = [];
  const seen = new Set<object>();
  const open: { readonly value: object; readonly path: string; readonly table: string }[] = [];
  const push = (value: unknown, path: string, table: string): void => {
    if (typeof value !== 'object' || value === null || (seen.has(value) && !('start' in value))) return;
    seen.add(value);
    open.push({ value, path, table });
  };
  for (const [table, rows] of Object.entries(facts)) push(rows, table, table);
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, path, table } = item;
    const span = value as { readonly start?: unknown; readonly end?: unknown };
    if (typeof span.start === 'number' && typeof span.end === 'number' && !(0 <= span.start && span.start <= span.end && span.end <= text.length)) {
      found.push(`${path}: ${span.start}-${span.end} is outside the text of ${text.length}`);
    }
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner === 'number' && field in rowFields) {
        const into = 'k' in value && value.k === 'class' ? 'classes' : rowFields[field]!;
        const count = (facts[into] as readonly unknown[]).length;
        if (!(inner >= -1 && inner < count)) found.push(`${path}.${field}: no row ${inner} of ${count} ${into}`);
      }
      push(inner, `${path}.${field}`, table);
    }
  }
  return [...found, ...findWrongNames(facts, text), ...findDisorder(facts)];
}

function findWrongNames(facts: FileFacts, text: string): string[] {
  const found: string[] = [];
  facts.calls.forEach((call, i) => {
    const written = text.slice(call.name.start, call.name.end);
    const { callee } = call;
    const name = callee.k === 'ref' ? facts.bindings[callee.b]?.n : callee.k === 'global' || callee.k === 'prop' ? callee.n : undefined;
    if (name !== undefined && !written.includes(name) && !written.includes('\\')) found.push(`calls.${i}: name span has ${JSON.stringify(written)}, not ${name}`);
    if (call.name.start < call.start || call.name.end > call.end) found.push(`calls.${i}: name outside the call`);
  });
  facts.bindings.forEach((binding, i) => {
    for (const place of [binding, ...binding.reads, ...binding.writes]) {
      const written = text.slice(place.start, place.end);
      if (written !== binding.n && !written.includes('\\')) found.push(`bindings.${i}: ${JSON.stringify(written)} where ${binding.n} should stand`);
    }
  });
  facts.imports.forEach((row, i) => {
    const written = text.slice(row.start + 1, row.end - 1);
    const isClosed = text[row.start] === text[row.end - 1];
    if (isClosed && written !== row.specifier && !written.includes('\\')) found.push(`imports.${i}: ${JSON.stringify(written)} is not ${row.specifier}`);
  });
  return found;
}

function findDisorder(facts: FileFacts): string[] {
  const found: string[] = [];
  facts.functions.forEach((row, i) => {
    if (i > 0 && !(row.outer >= 0 && row.outer < i)) found.push(`functions.${i}: outer ${row.outer} is not an earlier row`);
  });
  facts.loops.forEach((row, i) => {
    if (row.outer >= i || (row.outer >= 0 && facts.loops[row.outer]!.f !== row.f)) found.push(`loops.${i}: outer ${row.outer} is not an earlier loop of the same function`);
  });
  for (const table of ['calls', 'discards', 'awaits'] as const) {
    facts[table].forEach((row, i) => {
      const owner = facts.functions[row.f]!;
      if (row.f > 0 && owner.kind !== 'constructor' && (row.start < owner.start || row.end > owner.end)) found.push(`${table}.${i}: outside its function ${row.f}`);
      const loop = row.loop < 0 ? undefined : facts.loops[row.loop];
      if (loop !== undefined && (loop.f !== row.f || row.start < loop.start || row.end > loop.end)) found.push(`${table}.${i}: outside its loop ${row.loop}`);
      const attempt = row.tryIn < 0 ? undefined : facts.tries[row.tryIn];
      if (attempt !== undefined && (attempt.f !== row.f || row.start < attempt.block.start || row.end > attempt.block.end)) found.push(`${table}.${i}: outside its try ${row.tryIn}`);
      const arm = row.branch < 0 ? undefined : facts.branches[row.branch];
      if (arm !== undefined && arm.f !== row.f) found.push(`${table}.${i}: in an arm of another function`);
    });
  }
  return found;
}
