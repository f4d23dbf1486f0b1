/**
 * What the user says about APIs and functions in the configuration and in JSDoc tags, turned into model rows and function marks.
 */
import type { ApiModel, ModelTable } from '../models/model.ts';
import { normalizeApi } from '../models/lookup.ts';
import type { DeclaredApis } from '../settings.ts';
import type { Resolver } from './resolver.ts';
import type { Unit } from './unit.ts';
import type { FunctionId } from './value.ts';

export type Declaration = Exclude<keyof DeclaredApis, 'rows'>;

const rowOf: Readonly<Record<Declaration, ApiModel>> = {
  blocking: { blocks: { on: 'disk' } },
  nonBlocking: { returns: 'value' },
  limiters: { limits: 'call', returns: 'promise' },
  network: { waits: 'net', returns: 'promise', deadline: { options: [0, 1, 2], names: ['signal', 'timeout'], signal: 'signal' } },
  detachedOk: { detachedOk: true, returns: 'promise' },
};

/** Rows for declared library APIs (`package#export.path`). */
export function toDeclaredRows(apis: DeclaredApis): ModelTable {
  const rows: Record<string, ApiModel> = {};
  for (const kind of Object.keys(rowOf) as Declaration[]) {
    for (const name of apis[kind]) if (name.includes('#') && !name.startsWith('.')) rows[normalizeApi(name)] = rowOf[kind];
  }
  for (const [name, row] of Object.entries(apis.rows)) rows[normalizeApi(name)] = row;
  return rows;
}

const tagOf: Readonly<Record<string, Declaration>> = { blocking: 'blocking', nonBlocking: 'nonBlocking' };

/** Marks on the user's own functions: `./file#export.path` relative to `root`, `Type.member`, and JSDoc tags. */
export function collectDeclarations(units: readonly Unit[], resolver: Resolver, root: string, apis: DeclaredApis): ReadonlyMap<FunctionId, ReadonlySet<Declaration>> {
  const marks = new Map<FunctionId, Set<Declaration>>();
  const mark = (id: FunctionId, kind: Declaration): void => { marks.set(id, (marks.get(id) ?? new Set()).add(kind)); };
  for (const unit of units) {
    unit.facts.functions.forEach((fact, f) => {
      for (const tag of fact.tags) { const kind = tagOf[tag]; if (kind) mark(unit.base + f, kind); }
    });
  }
  for (const kind of Object.keys(rowOf) as Declaration[]) {
    for (const name of apis[kind]) {
      if (name.startsWith('.')) {
        const [path = '', member = 'default'] = name.split('#');
        const file = toPath(root, path);
        const unit = units.find((candidate) => candidate.facts.file === file || candidate.facts.file.replace(/\.[cm]?[jt]sx?$/, '') === file.replace(/\.[cm]?[jt]sx?$/, ''));
        if (!unit) continue;
        const [first = 'default', ...rest] = member.split('.');
        let values = resolver.resolveExport(unit, first);
        for (const part of rest) values = resolver.memberOf(values.map((value) => (value.v === 'class' ? { v: 'instance', unit: value.unit, c: value.c } : value)), part);
        for (const value of values) if (value.v === 'function') mark(value.id, kind);
      } else if (!name.includes('#')) {
        const [type, member] = name.split('.');
        for (const unit of units) {
          for (const cls of unit.facts.classes) {
            if (cls.n !== type) continue;
            for (const item of cls.members) if (item.n === member && item.f !== undefined) mark(unit.base + item.f, kind);
          }
        }
      }
    }
  }
  return marks;
}

function toPath(root: string, relative: string): string {
  const parts = root.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
