/**
 * What names and types say about how long something is, where no bound is to be found: whole contents by their type, short lists by what
 * they are called, small files by the names they are read under. Conventions, not proofs: claims that rest on them are never certain.
 */
import type { CallFact, Expr, TypeRef } from '../facts/fileFacts.ts';
import { describeExpr } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';

const bulkTypes = /^(?:Buffer|U?[Ii]nt(?:8|16|32)(?:Clamped)?Array|Uint8ClampedArray|Float(?:16|32|64)Array|Big(?:Ui|I)nt64Array|ArrayBuffer|SharedArrayBuffer|DataView|ImageData|Blob)$/;
/** Last words of names that say how a program is made rather than what it works on: such collections are short. */
const fewWords = new Set((
  'arg args argv arguments option options opts setting settings conf config configs headers cookies params middleware middlewares plugin plugins handlers hooks listeners subscribers observers callbacks routes '
  + 'columns fields props properties attributes flags roles scopes permissions validators rules locales providers segments parts extensions suffixes prefixes tabs steps stages layers attempts retries '
  + 'levels units signals days months weekdays breakpoints theme themes modes kinds'
).split(' '));
const fewCounts = /^(?:(?:max|num|n)?_?(?:attempts?|retries|tries|retry(?:count|limit)?|concurrency|parallelism|workers?|lanes?|threads?)|digits|decimals|places|precision|indent(?:ation)?)$/i;

/** Bytes, samples, pixels: the type of whole contents. */
export function isBulkType(name: string): boolean {
  return bulkTypes.test(name);
}

/** A number of attempts, lanes, digits. */
export function isFewCount(name: string): boolean {
  return fewCounts.test(name);
}

/** A list that belongs to the program rather than to its data. */
export function isFewName(name: string): boolean {
  return fewWords.has(name.split(/[_\W]+|(?<=[a-z])(?=[A-Z])/).at(-1)?.toLowerCase() ?? '');
}

/** Last words of names of what a program is set up with: each has a handful, whoever runs it. */
const partWords = new Set('sinks dirs directories folders targets sources services workers shards replicas regions adapters transports modules loaders watchers clients servers connections backends drivers strategies engines bundles loggers reporters stores caches exporters'.split(' '));

/** A list of what the program is made of or set up with, by what it is called. */
export function isPartsName(name: string): boolean {
  return isFewName(name) || partWords.has(name.split(/[_\W]+|(?<=[a-z])(?=[A-Z])/).at(-1)?.toLowerCase() ?? '');
}

/** The name a type goes by, of a union the telling one; `tuple` for those of fixed length. */
export function getTypeName(type: TypeRef): string {
  if (type.t === 'name') return type.n.at(-1) ?? '';
  if (type.t === 'keyword') return type.n;
  if (type.t === 'union') return type.e.map(getTypeName).find((name) => isBulkType(name) || name === 'string') ?? '';
  return type.t === 'tuple' && type.length !== undefined ? 'tuple' : '';
}

/** `loadConfig`, `readSettings`: what such a function reads is small wherever it is. */
export function isSettingsName(name: string): boolean {
  return /config|settings|options|manifest|preferences|credentials|package(?:Json)?$/i.test(name);
}

/** Prose, sources, documents; not a name, a title or a query. */
export function isTextName(name: string): boolean {
  return /text|content|body|document|source|csv|html|xml|markdown|\bmd\b|logs?\b|data|corpus|article|prose|paragraph|story|book|file|raw|input/i.test(name);
}

/** `config.json`, `package.json`, `.env`: one small file, whoever reads it. */
export function namesSettings(unit: Unit, call: CallFact): boolean {
  const text = call.args.map((arg) => textOf(unit, arg.v, 0)).join(' ');
  return /config|settings?|options|package\.json|manifest|tsconfig|\.env|preferences|credentials|\brc\b|\.\w+rc\b|metadata|\bpid\b|version|lock(?:file)?\b|state|token|secret|\bkey|cert|\.pem|template|schema|license/i.test(text);
}

function textOf(unit: Unit, e: Expr, depth: number): string {
  if (depth > 4) return '';
  switch (e.k) {
    case 'lit': return String(e.v ?? '');
    case 'tpl': return [...e.q, ...e.e.map((part) => textOf(unit, part, depth + 1))].join(' ');
    case 'ref': { const binding = unit.facts.bindings[e.b]!; return `${binding.n} ${binding.init && binding.kind !== 'param' ? textOf(unit, binding.init, depth + 1) : ''}`; }
    case 'call': return unit.facts.calls[e.c]!.args.map((arg) => textOf(unit, arg.v, depth + 1)).join(' ');
    case 'op': return e.e.map((part) => textOf(unit, part, depth + 1)).join(' ');
    default: return describeExpr(unit, e);
  }
}
