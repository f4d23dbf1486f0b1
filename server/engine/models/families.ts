/**
 * Rows for names that a package's typings spell in their own way: a base class nobody imports, a bundle's short name, a file inside the package.
 * When all rows of a package for members of one name agree, that member of a type the tables do not know is taken to be the same.
 * Types the tables know, and members two levels down, are never guessed at.
 */
import type { ApiModel, ModelTable } from './model.ts';

export class FamilyTable {
  /** By package and member; `null` where rows differ. */
  readonly #rows = new Map<string, ApiModel | null>();
  readonly #knownTypes = new Set<string>();

  constructor(table: ModelTable) {
    for (const [name, row] of Object.entries(table)) {
      const { owner, member, package: pkg } = split(name);
      if (owner !== '') this.#knownTypes.add(`${name.slice(0, name.indexOf('#'))}#${owner}`);
      for (const type of [row.returns, ...(row.callbacks ?? []).flatMap((callback) => callback.params ?? [])]) if (type?.includes('#')) this.#knownTypes.add(type.replace(/^promise<|[>\[\]]+$/g, ''));
      if (member === '' || member === 'default' || member.includes('*') || name.startsWith('global#')) continue;
      const key = `${pkg} ${member}`;
      const known = this.#rows.get(key);
      this.#rows.set(key, known === undefined || (known !== null && isSame(known, row)) ? row : null);
    }
  }

  find(api: string): ApiModel | undefined {
    const { owner, member, package: pkg } = split(api);
    if (owner.includes('.') || (owner !== '' && this.#knownTypes.has(`${api.slice(0, api.indexOf('#'))}#${owner}`))) return undefined;
    return this.#rows.get(`${pkg} ${member}`) ?? undefined;
  }
}

/** Rows are plain data, written by the same few functions. */
function isSame(a: ApiModel, b: ApiModel): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function split(name: string): { readonly package: string; readonly owner: string; readonly member: string } {
  const hash = name.indexOf('#');
  const path = name.slice(hash + 1);
  const dot = path.lastIndexOf('.');
  return { package: name.slice(0, hash).split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'), owner: path.slice(0, Math.max(dot, 0)), member: path.slice(dot + 1) };
}
