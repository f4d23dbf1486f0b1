/**
 * Prints facts for people: one line per row, expressions as pseudo-code, places as the text that stands there. Bindings are `name#row`,
 * other rows `call#0`, `fn#1` and so on, globals `<name>`, what is not followed `?`. Node ids are left out: they change with the compiler.
 */
import type { BindingFact, Expr, Fate, FileFacts, FunctionFact, ObjectEntry, Span, TypeRef } from '../../server/engine/facts/fileFacts.ts';

const tables = ['imports', 'exports', 'bindings', 'functions', 'classes', 'calls', 'discards', 'awaits', 'loops', 'tries', 'branches', 'assigns', 'tested', 'promised', 'directives'] as const;
export type Table = (typeof tables)[number];

export function isTable(word: string): word is Table {
  return (tables as readonly string[]).includes(word);
}

/** The named tables of `facts`, or all that have rows. */
export function printFacts(facts: FileFacts, text: string, only: readonly Table[] = []): string {
  const p = printer(facts, text);
  const lines: string[] = [];
  const head = [facts.format, ...(facts.shebang ? ['shebang'] : []), ...facts.prologue.map((line) => `'${line}'`)];
  if (only.length === 0) lines.push(head.join(' '));
  for (const table of only.length === 0 ? tables : only) {
    const rows = p[table]();
    if (rows.length === 0) continue;
    lines.push(`${table}:`, ...rows.map((row) => `  ${row}`));
  }
  return lines.join('\n');
}

function printer(facts: FileFacts, text: string): Record<Table, () => string[]> {
  const cut = (span: Span): string => {
    const written = text.slice(span.start, span.end).replace(/\s+/g, ' ');
    return JSON.stringify(written.length > 40 ? `${written.slice(0, 37)}...` : written);
  };
  const join = (...words: readonly (string | false | undefined)[]): string => words.filter((word) => word !== false && word !== undefined && word !== '').join(' ');
  const name = (b: number): string => `${facts.bindings[b]?.n ?? '??'}#${b}`;
  const where = (row: { readonly f: number; readonly loop?: number; readonly tryIn?: number; readonly branch?: number }): string =>
    join(row.f !== 0 && `in fn#${row.f}`, row.loop !== undefined && row.loop >= 0 && `loop#${row.loop}`, row.tryIn !== undefined && row.tryIn >= 0 && `try#${row.tryIn}`, row.branch !== undefined && row.branch >= 0 && `arm#${row.branch}`);

  const list = (e: readonly Expr[]): string => e.map(expr).join(', ');
  const entry = (p: ObjectEntry): string => {
    const kind = p.kind === 'value' ? '' : p.kind === 'spread' ? '...' : p.kind === 'computed' ? '[?]: ' : `${p.kind} `;
    return `${kind}${p.n === undefined ? '' : `${p.n}: `}${expr(p.v)}`;
  };

  function expr(e: Expr): string {
    switch (e.k) {
      case 'lit': return e.big === true ? `${String(e.v)}n` : e.v === undefined ? 'undefined' : JSON.stringify(e.v);
      case 'regex': return `/${e.source}/${e.flags}`;
      case 'ref': return name(e.b);
      case 'global': return `<${e.n}>`;
      case 'this': case 'super': return e.k;
      case 'prop': return `${expr(e.o)}${e.opt === true ? '?.' : '.'}${e.n}`;
      case 'elem': return `${expr(e.o)}${e.opt === true ? '?.' : ''}[${expr(e.i)}]`;
      case 'call': return `call#${e.c}`;
      case 'fn': return `fn#${e.f}`;
      case 'class': return `class#${e.c}`;
      case 'obj': return `{${e.p.map(entry).join(', ')}}`;
      case 'arr': return `[${list(e.e)}]`;
      case 'spread': return `...${expr(e.e)}`;
      case 'await': return `await ${expr(e.e)}`;
      case 'yield': return join(e.star === true ? 'yield*' : 'yield', e.e !== undefined && expr(e.e));
      case 'or': return e.op === '?:' ? `(${e.test === undefined ? '' : expr(e.test)} ? ${e.e.map(expr).join(' : ')})` : `(${e.e.map(expr).join(` ${e.op} `)})`;
      case 'op': return e.e.length === 1 ? `(${e.op} ${list(e.e)})` : `(${e.e.map(expr).join(` ${e.op} `)})`;
      case 'set': return `(${expr(e.target)} ${e.op} ${expr(e.value)})`;
      case 'seq': return `(${list(e.e)})`;
      case 'tpl': return `\`${e.q.map((q, i) => q + (e.e[i] === undefined ? '' : `\${${expr(e.e[i])}}`)).join('')}\``;
      case 'import': return e.m !== undefined ? `import#${e.m}` : `import(${e.e === undefined ? '' : expr(e.e)})`;
      case 'param': return `param fn#${e.f}.${e.i}${e.rest === true ? '...' : ''}`;
      case 'each': return `each(${join(e.await === true && 'await', expr(e.e))}${e.i === undefined ? '' : `, ${e.i}`})`;
      case 'rest': return `rest(${expr(e.e)})`;
      case 'jsx': return `<${e.tag === undefined ? '' : expr(e.tag)}${e.p.map((p) => ` ${entry(p)}`).join('')}>${list(e.children)}</>`;
      case 'meta': return e.n;
      case 'unknown': return '?';
    }
  }

  function type(t: TypeRef): string {
    switch (t.t) {
      case 'name': return `${t.n.join('.')}${t.b === undefined ? '' : `#${t.b}`}${t.a === undefined ? '' : `<${t.a.map(type).join(', ')}>`}`;
      case 'array': return `${type(t.e)}[]`;
      case 'tuple': return `[${t.e.map(type).join(', ')}]${t.length === undefined ? '...' : ''}`;
      case 'union': return `(${t.e.map(type).join(' | ')})`;
      case 'function': return `() => ${t.r === undefined ? '?' : type(t.r)}`;
      case 'object': return `{${t.p.map((p) => `${p.n}${p.type === undefined ? '' : `: ${type(p.type)}`}`).join('; ')}}`;
      case 'keyword': return t.n;
      case 'literal': return JSON.stringify(t.v);
      case 'typeof': return `typeof ${expr(t.e)}`;
      case 'other': return '?';
    }
  }

  function fate(use: Fate): string {
    switch (use.k) {
      case 'bound': return join('bound', use.part === true && 'part', name(use.b));
      case 'stored': return `stored ${expr(use.target)}`;
      case 'argument': return `argument ${use.spread === true ? '...' : ''}call#${use.c}.${use.i}`;
      case 'callee': return `callee call#${use.c}`;
      case 'member': return join('member', use.n === '' ? '[]' : use.n, use.c !== undefined && `call#${use.c}`);
      case 'property': return `${join('property', use.n)} of ${fate(use.of)}`;
      case 'element': return `element of ${fate(use.of)}`;
      case 'iterated': return use.await ? 'iterated await' : 'iterated';
      case 'field': return `field class#${use.cls}.${use.n}`;
      case 'attribute': return join('attribute', use.n, use.tag !== undefined && `on ${use.tag}`);
      case 'operand': return `operand ${use.op}`;
      default: return use.k;
    }
  }

  const binding = (b: BindingFact, i: number): string[] => [
    join(`${b.n}#${i}`, b.kind, b.f !== 0 && `in fn#${b.f}`, b.init !== undefined && `= ${expr(b.init)}`, b.def !== undefined && `default ${expr(b.def)}`, b.type !== undefined && `: ${type(b.type)}`,
      b.imported !== undefined && `imported #${b.imported.m}.${b.imported.n}`, b.alias !== undefined && `alias ${type(b.alias)}`, b.members !== undefined && `members ${b.members}`),
    ...b.writes.map((w) => join('  write', w.op, expr(w.value), where(w))),
    ...b.reads.map((r) => join('  read', where(r), `-> ${fate(r.use)}`)),
  ];

  const fn = (f: FunctionFact, i: number): string[] => [
    join(`fn#${i}`, f.static === true && 'static', f.async && 'async', f.kind, f.generator && '*', f.n === '' ? '' : JSON.stringify(f.n), `head ${cut(f.head)}`, f.outer > 0 && `outer fn#${f.outer}`, f.cls !== undefined && `of class#${f.cls}`,
      f.bodyless === true && 'bodyless', f.throws === true && 'throws', f.noted === true && 'noted', f.returnType !== undefined && `: ${type(f.returnType)}`, f.role !== undefined && `-> ${fate(f.role)}`, f.tags.length > 0 && `@${f.tags.join(' @')}`,
      f.captures.length > 0 && `captures ${f.captures.map(name).join(' ')}`, f.decorators.length > 0 && `decorators ${list(f.decorators)}`),
    ...f.params.map((p) => join('  param', p.rest === true && '...', p.n === '' ? '{}' : p.n, p.b !== undefined && `#${p.b}`, p.optional === true && '?', p.type !== undefined && `: ${type(p.type)}`, p.def !== undefined && `= ${expr(p.def)}`, p.decorators !== undefined && `decorators ${list(p.decorators)}`)),
    ...f.returns.map((r) => join('  return', r.v === undefined ? 'nothing' : expr(r.v), where({ f: 0, tryIn: r.tryIn, branch: r.branch }), r.disposes === true && 'disposes')),
  ];

  return {
    imports: () => facts.imports.map((i, m) => join(`#${m}`, i.kind, i.typeOnly && 'type', JSON.stringify(i.specifier), cut(i), where(i))),
    exports: () => facts.exports.map((e) => join(e.typeOnly && 'type', e.n, e.v !== undefined && `= ${expr(e.v)}`, e.from !== undefined && `from #${e.from.m}.${e.from.n}`)),
    bindings: () => facts.bindings.flatMap(binding),
    functions: () => facts.functions.flatMap((f, i) => (i === 0 && f.returns.length === 0 ? [] : fn(f, i))),
    classes: () => facts.classes.flatMap((c, i) => [
      join(`class#${i}`, c.n, c.b !== undefined && `#${c.b}`, where(c), c.extends !== undefined && `extends ${expr(c.extends)}`, c.implements.length > 0 && `implements ${c.implements.map(type).join(', ')}`, c.decorators.length > 0 && `decorators ${list(c.decorators)}`),
      ...c.members.map((m) => join('  ', m.static && 'static', m.hidden && 'hidden', m.kind, m.n, m.f !== undefined && `fn#${m.f}`, m.v !== undefined && `= ${expr(m.v)}`, m.type !== undefined && `: ${type(m.type)}`, m.decorators.length > 0 && `decorators ${list(m.decorators)}`)),
    ]),
    calls: () => facts.calls.map((c, i) => join(`call#${i}`, c.kind !== 'call' && c.kind, cut(c.name), `${expr(c.callee)}${c.opt === true ? '?.' : ''}${c.typeArgs === undefined ? '' : `<${c.typeArgs.map(type).join(', ')}>`}(${c.args.map((a) => expr(a.v)).join(', ')})`, where(c), `-> ${fate(c.fate)}`)),
    discards: () => facts.discards.map((d) => join(cut(d), d.void && 'void', expr(d.v), where(d))),
    awaits: () => facts.awaits.map((a) => join(cut(a), expr(a.e), where(a))),
    loops: () => facts.loops.map((l, i) => join(`loop#${i}`, l.kind, cut(l.body), where({ f: l.f, loop: l.outer, branch: l.branch }), l.iterable !== undefined && `over ${expr(l.iterable)}`, l.vars.length > 0 && `vars ${l.vars.map(name).join(' ')}`,
      l.init !== undefined && `init ${list(l.init)}`, l.test !== undefined && `test ${expr(l.test)}`, l.update !== undefined && `update ${expr(l.update)}`, l.exits && 'exits')),
    tries: () => facts.tries.map((t, i) => join(`try#${i}`, cut(t.block), where({ f: t.f, tryIn: t.outer }), t.handler !== undefined && join('catch', t.handler.b !== undefined && name(t.handler.b), t.handler.empty && 'empty', t.handler.rethrows && 'rethrows'), t.finalizer !== undefined && 'finally')),
    branches: () => facts.branches.map((b, i) => join(`arm#${i}`, `group ${b.group}`, cut(b), where({ f: b.f, branch: b.outer }), b.negated === true && 'not', b.test !== undefined && `if ${expr(b.test)}`, b.leaves && 'leaves')),
    assigns: () => facts.assigns.map((a) => join(expr(a.target), a.op, expr(a.value), where(a))),
    tested: () => facts.tested.map((t) => join(cut(t), t.as, expr(t.e), where(t))),
    promised: () => facts.promised.map((p) => join(cut(p), where(p))),
    directives: () => facts.directives.map((d) => join(d.kind, `[${d.rules.join(', ')}]`, d.reason !== undefined && JSON.stringify(d.reason), `lines ${d.line}-${d.endLine}`, cut(d))),
  };
}
