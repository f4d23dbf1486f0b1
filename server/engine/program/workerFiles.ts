/**
 * Which own files run in a worker or a child process, from the calls that start them: `new Worker(new URL('./w.ts', import.meta.url))`,
 * `fork(path.join(__dirname, 'job.js'))`, `new Piscina({ filename })`. Told from what is written; paths that are computed are not followed.
 */
import type { CallFact, Expr, FileFacts } from '../facts/fileFacts.ts';
import type { FilePath } from '../syntax/compiler.ts';

/** Names of calls that take a file to run elsewhere. */
const starters = /^(?:Worker|SharedWorker|fork|Piscina|Tinypool|StaticPool|FixedThreadPool|DynamicThreadPool|FixedClusterPool|DynamicClusterPool|setupPrimary|setupMaster)$/;
/** Packages whose default export, or `pool`, starts one. */
const pools = /^(?:piscina|tinypool|workerpool|poolifier|jest-worker|node-worker-threads-pool|synckit|web-worker)$/;
/** Options that name the file. */
const fileOptions = new Set(['filename', 'exec', 'script', 'file', 'task']);

/** A path as written, and whether it is relative to the file for sure; else perhaps to the working folder. */
interface Written { readonly path: string; readonly toFile: boolean }

const written = new WeakMap<FileFacts, readonly Written[]>();

/** The own files that some file starts elsewhere. `folders`: package folders, where a working folder is likely. */
export function findWorkerFiles(all: readonly FileFacts[], folders: readonly FilePath[]): ReadonlySet<FilePath> {
  const own = new Set(all.map((facts) => facts.file));
  const found = new Set<FilePath>();
  for (const facts of all) {
    for (const { path, toFile } of listWritten(facts)) {
      const bases = [facts.file.slice(0, facts.file.lastIndexOf('/')), ...(toFile ? [] : folders.filter((folder) => facts.file.startsWith(`${folder}/`)))];
      const file = bases.map((base) => findOwn(join(base, path), own)).find((candidate) => candidate !== undefined);
      if (file !== undefined && file !== facts.file) found.add(file);
    }
  }
  return found;
}

function listWritten(facts: FileFacts): readonly Written[] {
  const known = written.get(facts);
  if (known) return known;
  const list = facts.calls.filter((call) => startsWorker(facts, call)).flatMap((call) => call.args.slice(0, 2).flatMap((arg) => {
    if (arg.v.k !== 'obj') return toPaths(facts, arg.v, 0);
    return arg.v.p.flatMap((entry) => (entry.n !== undefined && fileOptions.has(entry.n) ? toPaths(facts, entry.v, 0) : []));
  })).filter(({ path }) => /^\.{0,2}\//.test(path) || /\.[cm]?[jt]sx?$/.test(path));
  written.set(facts, list);
  return list;
}

function startsWorker(facts: FileFacts, { callee }: CallFact): boolean {
  if (callee.k === 'global') return starters.test(callee.n);
  if (callee.k === 'ref') {
    const binding = facts.bindings[callee.b]!;
    const specifier = binding.imported && facts.imports[binding.imported.m]!.specifier;
    return starters.test(binding.n) || (specifier !== undefined && pools.test(specifier)) || (binding.imported !== undefined && starters.test(binding.imported.n));
  }
  if (callee.k !== 'prop') return false;
  return starters.test(callee.n) || (callee.n === 'pool' && callee.o.k === 'ref' && facts.bindings[callee.o.b]!.n === 'workerpool') || (callee.n === 'register' && callee.o.k === 'prop' && callee.o.n === 'serviceWorker');
}

/** The paths an expression may stand for. */
function toPaths(facts: FileFacts, e: Expr, depth: number): readonly Written[] {
  if (depth > 5) return [];
  switch (e.k) {
    case 'lit': return typeof e.v === 'string' ? [{ path: e.v.replace(/^file:\/\//, ''), toFile: false }] : [];
    case 'tpl': return e.q[0] === '' && e.e.length === 1 && isOwnFolder(facts, e.e[0]!, 0) ? [{ path: `.${e.q[1] ?? ''}`, toFile: true }] : [];
    case 'op': return e.op === '+' && e.e[0] && isOwnFolder(facts, e.e[0], 0) && e.e[1]?.k === 'lit' ? [{ path: `.${String(e.e[1].v)}`, toFile: true }] : [];
    case 'ref': { const { init } = facts.bindings[e.b]!; return init ? toPaths(facts, init, depth + 1) : []; }
    case 'or': return e.e.flatMap((arm) => toPaths(facts, arm, depth + 1));
    case 'prop': return e.n === 'href' || e.n === 'pathname' ? toPaths(facts, e.o, depth + 1) : [];
    case 'call': return toPathsOfCall(facts, facts.calls[e.c]!, depth);
    default: return [];
  }
}

function toPathsOfCall(facts: FileFacts, { callee, args }: CallFact, depth: number): readonly Written[] {
  const name = callee.k === 'prop' ? callee.n : callee.k === 'global' ? callee.n : callee.k === 'ref' ? facts.bindings[callee.b]!.n : '';
  const first = args[0]?.v;
  if (!first) return callee.k === 'prop' && name === 'toString' ? toPaths(facts, callee.o, depth + 1) : [];
  if (name === 'URL') return args.length > 1 ? toPaths(facts, first, depth + 1).map(({ path }) => ({ path, toFile: true })) : [];
  if (name === 'fileURLToPath' || name === 'String') return toPaths(facts, first, depth + 1);
  if (callee.k === 'prop' && name === 'resolve' && callee.o.k === 'global' && callee.o.n === 'require') return toPaths(facts, first, depth + 1).map(({ path }) => ({ path, toFile: true }));
  if (name !== 'join' && name !== 'resolve') return [];
  const rest = args.slice(1).map((arg) => (arg.v.k === 'lit' && typeof arg.v.v === 'string' ? arg.v.v : undefined));
  if (rest.some((part) => part === undefined)) return [];
  if (isOwnFolder(facts, first, 0)) return [{ path: ['.', ...rest].join('/'), toFile: true }];
  const isWorkingFolder = first.k === 'call' && nameOf(facts.calls[first.c]!.callee) === 'cwd';
  if (isWorkingFolder) return [{ path: ['.', ...rest].join('/'), toFile: false }];
  return first.k === 'lit' && typeof first.v === 'string' ? [{ path: [first.v, ...rest].join('/'), toFile: false }] : [];
}

/** The folder of the file itself: `__dirname`, `import.meta.dirname`, `path.dirname(fileURLToPath(import.meta.url))`, or a name for one. */
function isOwnFolder(facts: FileFacts, e: Expr, depth: number): boolean {
  if (e.k === 'global') return e.n === '__dirname';
  if (e.k === 'prop') return e.n === 'dirname';
  if (depth > 4) return false;
  if (e.k === 'ref') {
    const { n, init } = facts.bindings[e.b]!;
    return /dirname/i.test(n) || (init !== undefined && isOwnFolder(facts, init, depth + 1));
  }
  if (e.k !== 'call') return false;
  const { callee, args } = facts.calls[e.c]!;
  const name = callee.k === 'ref' ? facts.bindings[callee.b]!.n : nameOf(callee);
  const first = args[0]?.v;
  if (name === 'fileURLToPath') return first?.k === 'call' && nameOf(facts.calls[first.c]!.callee) === 'URL' && facts.calls[first.c]!.args[0]?.v.k === 'lit' && /^\.\/?$/.test(String((facts.calls[first.c]!.args[0]!.v as { v: unknown }).v));
  return name === 'dirname' && first !== undefined && isOwnFile(facts, first, 0);
}

function isOwnFile(facts: FileFacts, e: Expr, depth: number): boolean {
  if (e.k === 'global') return e.n === '__filename';
  if (e.k === 'prop') return e.n === 'url' || e.n === 'filename' || e.n === 'pathname';
  if (depth > 4) return false;
  if (e.k === 'ref') { const { n, init } = facts.bindings[e.b]!; return /filename/i.test(n) || (init !== undefined && isOwnFile(facts, init, depth + 1)); }
  return e.k === 'call' && facts.calls[e.c]!.args.length > 0 && isOwnFile(facts, facts.calls[e.c]!.args[0]!.v, depth + 1);
}

function nameOf(e: Expr): string {
  return e.k === 'prop' || e.k === 'global' ? e.n : '';
}

function join(folder: FilePath, relative: string): FilePath {
  const parts = relative.startsWith('/') ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return relative.startsWith('/') ? `/${parts.join('/')}` : parts.join('/');
}

const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.tsx', '.jsx'];

/** The file itself, the source of build output of that name, or the file whose extension was left out. */
function findOwn(path: FilePath, own: ReadonlySet<FilePath>): FilePath | undefined {
  const stem = path.replace(/\.[cm]?[jt]sx?$/, '');
  const stems = [stem, ...['src', 'lib', 'source'].map((folder) => stem.replace(/\/(?:dist|build|out|lib)\//, `/${folder}/`)), `${stem}/index`];
  return [path, ...stems.flatMap((one) => extensions.map((extension) => one + extension))].find((candidate) => own.has(candidate));
}
