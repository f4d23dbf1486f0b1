/**
 * The door to the model tables: canonical API names, aliases between modules, rows by name and installed version.
 * Canonical: `module#Path.member`, no `node:`, the default export's members named as the module's (`axios.get` is `axios#get`).
 */
import { contractModels, decoratorModels } from './decorators.ts';
import { FamilyTable } from './families.ts';
import type { ApiModel, ContractModel, DecoratorModel, ModelTable } from './model.ts';
import { nodeModels } from './node.ts';
import { defaultClasses, generatedModules, packageMembers, packageModules, packageTypes } from './packageNames.ts';
import { packageModels, versionedRows } from './packages/index.ts';
import { isPattern, PatternTable } from './patterns.ts';
import { webModels } from './web.ts';

/** Part of every key that holds something derived from the tables. */
export const modelsVersion = 1;

/** Modules that re-export another module's API under the same names. */
const sameAs: Readonly<Record<string, string>> = {
  'graceful-fs': 'fs', 'cross-fetch': 'node-fetch', 'isomorphic-fetch': 'node-fetch', 'node:test': 'test',
  eventemitter3: 'events', 'lodash-es': 'lodash', '@vitest/runner': 'vitest',
  ...packageModules,
};
/** Members that are modules of their own. */
const memberModules: Readonly<Record<string, string>> = {
  ...packageMembers,
  'fs#promises.': 'fs/promises#', 'dns#promises.': 'dns/promises#', 'timers#promises.': 'timers/promises#', 'stream#promises.': 'stream/promises#',
  'cluster#Cluster.': 'cluster#', 'url#URL': 'global#URL', 'buffer#Buffer': 'global#Buffer', 'perf_hooks#performance': 'global#performance', 'global#globalThis.': 'global#', 'global#window.fetch': 'global#fetch', 'global#self.fetch': 'global#fetch',
  'global#localStorage.': 'global#Storage.', 'global#sessionStorage.': 'global#Storage.', 'global#window.localStorage.': 'global#Storage.', 'global#window.sessionStorage.': 'global#Storage.', 'global#window.indexedDB.': 'global#indexedDB.', 'global#IDBFactory.': 'global#indexedDB.', 'global#CacheStorage.': 'global#caches.',
  'global#navigator.locks.': 'global#LockManager.', 'global#crypto.subtle.': 'global#SubtleCrypto.', 'crypto#webcrypto.subtle.': 'global#SubtleCrypto.', 'crypto#subtle.': 'global#SubtleCrypto.', 'crypto#webcrypto.SubtleCrypto.': 'global#SubtleCrypto.',
  'global#window.setTimeout': 'global#setTimeout', 'global#window.setInterval': 'global#setInterval',
};
/** Declared types whose rows are kept under another name: what a library's typings call the thing. */
const typeNames: Readonly<Record<string, string>> = {
  ...packageTypes, 'events#internal': 'events#EventEmitter',
  'global#ReadonlyArray': 'global#Array', 'global#PromiseLike': 'global#Promise', 'global#PromiseConstructor': 'global#Promise', 'global#Console': 'global#console', 'global#JSON': 'global#JSON',
  'global#NodeJS.EventEmitter': 'events#EventEmitter', 'global#NodeJS.Process': 'global#process', 'global#ObjectConstructor': 'global#Object', 'global#ArrayConstructor': 'global#Array', 'console#Console': 'global#console',
  'global#NodeJS.ReadableStream': 'stream#Readable', 'global#NodeJS.WritableStream': 'stream#Writable', 'global#NodeJS.ReadWriteStream': 'stream#Duplex', 'tty#ReadStream': 'global#process.stdin', 'tty#WriteStream': 'global#process.stdout', 'global#NodeJS.ReadStream': 'global#process.stdin', 'global#NodeJS.WriteStream': 'global#process.stdout',
  'timers/promises#Scheduler': 'timers/promises#scheduler', 'global#Body': 'global#Response', 'global#Document': 'global#document', 'global#ParentNode': 'global#document', 'global#Window': 'global#window', 'global#AnimationFrameProvider': 'global#window',
};

/** Static members that have the name of a method of the instances and do something else; of these nothing is claimed. */
const staticMembers: Readonly<Record<string, string>> = { 'global#Response.json': 'global#ResponseConstructor.json' };

/** The name of member `n` of an API as a value (a module, a class, an object), not of an instance of it. */
export function getMemberApi(api: string, n: string): string {
  const name = normalizeApi(api + (api.endsWith('#') ? '' : '.') + n);
  return Object.hasOwn(staticMembers, name) ? staticMembers[name]! : name;
}

const domListener = /^(?!AbortSignal\.)\w+\.(?:add|remove)EventListener$/;
/** Core classes declare the methods of an emitter anew, and there are more of them than rows. */
const coreEmitter = /^(?:child_process|cluster|dgram|dns|fs|http|http2|https|inspector|net|readline|readline\/promises|repl|stream|tls|tty|worker_threads|zlib)#\w[\w.]*\.(on|once|addListener|prependListener|prependOnceListener|off|removeListener|removeAllListeners|emit)$/;

/** Spellings seen so far; the same few thousand names come by many times in each linking. */
const normalized = new Map<string, string>();
const mostNormalized = 50_000;

/** One spelling for one API. */
export function normalizeApi(api: string): string {
  let name = normalized.get(api);
  if (name === undefined) {
    if (normalized.size >= mostNormalized) normalized.clear();
    name = toNormalized(api);
    normalized.set(api, name);
  }
  return name;
}

function toNormalized(api: string): string {
  const hash = api.indexOf('#');
  if (hash < 0) return api;
  let module = api.slice(0, hash);
  let path = api.slice(hash + 1);
  if (module.startsWith('node:')) module = module.slice(5);
  module = sameAs[module] ?? generatedModules.find(([test]) => test.test(module))?.[1] ?? module;
  if (path.startsWith('default.')) path = defaultClasses[module] === undefined ? path.slice(8) : `${defaultClasses[module]}${path.slice(7)}`;
  // `lodash/once` is `once` of lodash.
  const single = /^(?:lodash(?:-es)?)\/(\w+)$/.exec(module)?.[1];
  if (single !== undefined && path === 'default') [module, path] = ['lodash', single];
  // Core modules that are a global under another name.
  if ((module === 'process' || module === 'console') && path !== '' && path !== 'Console') [module, path] = ['global', `${module}.${path}`];
  // Every type of the DOM declares these anew.
  if (module === 'global' && domListener.test(path)) path = path.replace(/^\w+/, 'EventTarget');
  let name = `${module}#${path}`;
  for (const [from, to] of Object.entries(memberModules)) if (name.startsWith(from)) name = to + name.slice(from.length);
  const renamed = typeNames[name];
  if (renamed) return renamed;
  for (let dot = name.lastIndexOf('.'); dot > name.indexOf('#'); dot = name.lastIndexOf('.', dot - 1)) {
    const type = typeNames[name.slice(0, dot)];
    if (type) return type + name.slice(dot);
  }
  return name;
}

/** Rows that apply to one package folder: built-in tables, chosen by the installed versions, plus what the user declared. */
export class Models {
  readonly #overlay: ModelTable;
  readonly #patterns: readonly PatternTable[];
  readonly #families: FamilyTable;
  /** Rows that installed packages ship about themselves. Built-in ones, which are checked against real types, come first. */
  readonly #shipped: ModelTable;
  /** Names that match no exact row, and what they match instead; the same few come by again and again. */
  readonly #matched = new Map<string, ApiModel | null>();

  /** `dependencies`: name to installed version, or the range as written. */
  constructor(dependencies: Readonly<Record<string, string>> = {}, declared: ModelTable = {}, shipped: readonly { readonly rows: ModelTable }[] = []) {
    const overlay: Record<string, ApiModel> = {};
    for (const versioned of versionedRows) {
      const major = /\d+/.exec(dependencies[versioned.package] ?? '');
      if (major && Number(major[0]) < versioned.below && !versioned.unless?.some((name) => name in dependencies)) Object.assign(overlay, versioned.rows);
    }
    this.#overlay = { ...overlay, ...declared };
    this.#shipped = Object.assign({}, ...shipped.map(({ rows }) => Object.fromEntries(Object.entries(rows).map(([name, row]) => [normalizeApi(name), row])))) as ModelTable;
    const own = new PatternTable([this.#overlay]);
    this.#patterns = own.isEmpty ? [builtInPatterns] : [own, builtInPatterns];
    this.#families = Object.keys(this.#overlay).length === 0 ? builtInFamilies : new FamilyTable({ ...packageModels, ...this.#overlay });
  }

  /** The row of a canonical name. Listeners on a core class that nobody lists are those of any emitter. */
  find(api: string): ApiModel | undefined {
    return own(this.#overlay, api) ?? own(nodeModels, api) ?? own(webModels, api) ?? own(packageModels, api) ?? own(this.#shipped, api) ?? findEmitterRow(api) ?? this.#match(api);
  }

  #match(api: string): ApiModel | undefined {
    const known = this.#matched.get(api);
    if (known !== undefined) return known ?? undefined;
    let row: ApiModel | undefined;
    for (const patterns of this.#patterns) row ??= patterns.find(api);
    row ??= this.#families.find(api);
    if (this.#matched.size >= mostNormalized) this.#matched.clear();
    this.#matched.set(api, row ?? null);
    return row;
  }

  /** Names of the rows that packages ship. */
  listShipped(): readonly string[] { return Object.keys(this.#shipped); }

  /** Methods that are roots in a class that implements or extends a library's type. */
  findContract(api: string): ContractModel | undefined {
    return Object.hasOwn(contractModels, api) ? contractModels[api] : undefined;
  }

  findDecorator(api: string): DecoratorModel | undefined {
    return Object.hasOwn(decoratorModels, api) ? decoratorModels[api] : undefined;
  }
}

/** The row of the built-in tables for a name as somebody writes it. */
export function findBuiltIn(api: string): ApiModel | undefined {
  const name = normalizeApi(api);
  return own(nodeModels, name) ?? own(webModels, name) ?? own(packageModels, name);
}

function findEmitterRow(api: string): ApiModel | undefined {
  const method = coreEmitter.exec(api)?.[1];
  return method === undefined ? undefined : own(nodeModels, `events#EventEmitter.${method}`);
}

function own(table: ModelTable, api: string): ApiModel | undefined {
  return Object.hasOwn(table, api) ? table[api] : undefined;
}

const builtInPatterns = new PatternTable([packageModels]);
const builtInFamilies = new FamilyTable(packageModels);

/** Every canonical name with a row, patterns too. */
export function getModelledApis(): readonly string[] {
  return [...Object.keys(nodeModels), ...Object.keys(webModels), ...Object.keys(packageModels)];
}

/** The names that stand for one API each, for the tests that check them against the types: those of the language and of Node, and those of packages. */
export function getCheckedApis(): { readonly core: readonly string[]; readonly packages: readonly string[]; readonly patterns: readonly string[] } {
  const names = Object.keys(packageModels);
  return { core: [...Object.keys(nodeModels), ...Object.keys(webModels)], packages: names.filter((name) => !isPattern(name)), patterns: names.filter(isPattern) };
}
