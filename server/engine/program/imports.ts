/**
 * How an import's specifier names a library, and which `require` call belongs to which import row. Own files are resolved elsewhere.
 */
import type { CallFact } from '../facts/fileFacts.ts';
import { normalizeApi } from '../models/lookup.ts';
import type { Unit } from './unit.ts';

/** The import row of a `require('…')` call. */
export function findRequired(unit: Unit, call: CallFact): number | undefined {
  if (call.callee.k !== 'global' || call.callee.n !== 'require') return undefined;
  const arg = call.args[0];
  if (!arg) return undefined;
  const m = unit.facts.imports.findIndex((row) => row.kind === 'require' && row.start >= arg.start && row.end <= arg.end);
  return m < 0 ? undefined : m;
}

const interopNames = /^(?:__importStar|__importDefault|_interopRequireWildcard|_interopRequireDefault|_interopDefault|__toESM)$/;

/** Compilers wrap what they require: `__importStar(require('fs'))`. The wrapper is as good as its argument, `default` included. */
export function isInterop(unit: Unit, call: CallFact): boolean {
  const { callee } = call;
  const name = callee.k === 'prop' ? callee.n : callee.k === 'global' ? callee.n : callee.k === 'ref' ? unit.facts.bindings[callee.b]!.n : '';
  return interopNames.test(name);
}

/** `pkg#` for a specifier. Subpaths stay: `mysql2/promise#`. */
export function getPackageApi(specifier: string): string {
  return normalizeApi(`${specifier}#`);
}

const builtins = new Set(['fs', 'fs/promises', 'path', 'os', 'crypto', 'zlib', 'http', 'https', 'http2', 'net', 'tls', 'dns', 'dns/promises', 'child_process', 'stream', 'stream/promises', 'util', 'url', 'timers', 'timers/promises', 'worker_threads', 'cluster', 'process', 'readline', 'vm', 'v8', 'perf_hooks', 'async_hooks', 'buffer', 'console']);

/** Core modules whose default import is the module itself. `events` and `assert` have a default of their own. */
export function isBuiltin(api: string): boolean {
  return builtins.has(api.slice(0, -1));
}
