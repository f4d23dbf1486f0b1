/**
 * Makes a package summary from what a session knows about the package's files. The one thing it asks for is what a caller of the package
 * might make the stages want to know: a call whose receiver is a parameter is settled by one caller and open with another.
 */
import { CompactWriter } from './compactJson.ts';
import { collectorVersion } from './facts/fileFacts.ts';
import type { Expr, FileFacts } from './facts/fileFacts.ts';
import { modelsVersion } from './models/lookup.ts';
import { summaryFormat } from './packageSummary.ts';
import type { Compact, PackageSummary, Place, SummaryFile, SummaryRequest } from './packageSummary.ts';
import type { FileAnswers, QuestionKind } from './program/answers.ts';
import { toPackagePath, toPlace } from './relocation.ts';
import type { PackageInfo } from './report.ts';
import type { Compiler, DeclarationSite, FilePath, NodeId } from './syntax/compiler.ts';
import { getTextHash } from './syntax/textHash.ts';

/** All a session holds about one file. */
export interface CollectedFile {
  readonly facts: FileFacts;
  readonly text: string;
  readonly modules: readonly (FilePath | undefined)[];
  readonly answers: FileAnswers | undefined;
}

/** The same files, request and compiler give the same summary, wherever the folder is. */
export async function toPackageSummary(request: SummaryRequest, collected: readonly CollectedFile[], compiler: Compiler): Promise<PackageSummary> {
  const { folder, name, compiler: version, sources, configuration, dependencies, entries } = request;
  const writer = new CompactWriter();
  const files: SummaryFile[] = [];
  for (const each of collected) {
    const answers = await askLatent(each, compiler);
    files.push(toSummaryFile(each, answers, request, writer));
  }
  const packages = request.packages.map((info) => toRelativeInfo(folder, info));
  const body = { sources, configuration, dependencies, packages, entries, shapes: writer.shapes, files };
  return { format: summaryFormat, collector: collectorVersion, models: modelsVersion, compiler: version, name, digest: getSummaryDigest(body), ...body };
}

/** In a few words, why a summary was not made by what reads it; `undefined` when it was. */
export function findVersionMismatch(summary: Pick<PackageSummary, 'format' | 'collector' | 'models' | 'compiler'>, compiler: string): string | undefined {
  if (summary.format !== summaryFormat || summary.collector !== collectorVersion || summary.models !== modelsVersion) return 'another version of Loopwise made it';
  return summary.compiler === compiler ? undefined : `it was made with TypeScript ${summary.compiler}, and this is ${compiler}`;
}

/** Digest of a summary's parts; the files count by their own digests. */
export function getSummaryDigest(summary: Pick<PackageSummary, 'sources' | 'configuration' | 'dependencies' | 'packages' | 'entries' | 'shapes' | 'files'>): string {
  const { sources, configuration, dependencies, packages, entries, shapes, files } = summary;
  return getTextHash(JSON.stringify([sources, configuration, dependencies, packages, entries, shapes, files.map((file) => [file.file, file.digest])]));
}

/** Digest of one file's part. */
export function getFileDigest({ text, facts, modules, symbol, type, expected }: Omit<SummaryFile, 'digest'>): string {
  return getTextHash(JSON.stringify([text, facts, modules, symbol, type, expected]));
}

/** What dependents of a package are checked against: a hash of its files' names and texts. */
export function getSourcesHash(sources: PackageSummary['sources']): string {
  return getTextHash(JSON.stringify(Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function toSummaryFile({ facts, text, modules }: CollectedFile, answers: LatentAnswers, { folder, others }: SummaryRequest, writer: CompactWriter): SummaryFile {
  const { file: _file, lines: _lines, ...rest } = facts;
  const place = (file: FilePath): Place | undefined => toPlace(folder, others, file);
  const write = (list: ReadonlyMap<NodeId, unknown>): (readonly [NodeId, Compact])[] => [...list].sort(([a], [b]) => a - b).map(([node, answer]) => [node, writer.write(relocateSites(answer, place))]);
  const part = {
    file: toPackagePath(folder, facts.file), text, facts: writer.write(rest), modules: modules.map((target) => (target === undefined ? null : place(target) ?? null)),
    symbol: write(answers.symbol), type: write(answers.type), expected: write(answers.expected),
  };
  return { ...part, digest: getFileDigest(part) };
}

/** Sites of declarations as places; those in installed packages are nobody's own. */
function relocateSites(answer: unknown, place: (file: FilePath) => Place | undefined): unknown {
  if (typeof answer !== 'object' || answer === null || !('own' in answer)) return answer;
  const own = (answer.own as readonly DeclarationSite[]).flatMap(({ file, node }) => { const at = place(file); return at === undefined ? [] : [{ file: at, node }]; });
  return { ...answer, own };
}

/** The same package.json in a package that could be anywhere. */
export function toRelativeInfo(folder: FilePath, info: PackageInfo): PackageInfo {
  const relative = (file: FilePath): string => toPackagePath(folder, file);
  const sorted = (record: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    ...info, folder: relative(info.folder), bin: info.bin.map(relative), exports: info.exports.map(relative), scripts: sorted(info.scripts), dependencies: sorted(info.dependencies),
    // Where a package manager hoisted a package to is no part of what it says.
    ...(info.models ? { models: info.models.map((models) => ({ ...models, file: `node_modules/${models.package}/loopwise.models.json` })) } : {}),
  };
}

type LatentAnswers = Readonly<Record<QuestionKind, ReadonlyMap<NodeId, unknown>>>;

/** The answers at hand, and those to every question that some caller could open. */
async function askLatent({ facts, answers }: CollectedFile, compiler: Compiler): Promise<LatentAnswers> {
  const ask = async (nodes: ReadonlySet<NodeId>, known: ReadonlyMap<NodeId, unknown>, question: (open: readonly NodeId[]) => Promise<readonly unknown[]>): Promise<Map<NodeId, unknown>> => {
    const open = [...nodes].filter((node) => !known.has(node));
    const given = open.length === 0 ? [] : await question(open);
    return new Map([...known, ...open.map((node, i): [NodeId, unknown] => [node, given[i] ?? null])]);
  };
  const nodes = collectLatentNodes(facts);
  return {
    symbol: await ask(nodes.symbol, answers?.symbol ?? new Map(), (open) => compiler.symbols(facts.file, open)),
    type: await ask(nodes.type, answers?.type ?? new Map(), (open) => compiler.types(facts.file, open)),
    expected: await ask(nodes.expected, answers?.expected ?? new Map(), (open) => compiler.expectedReturns(facts.file, open)),
  };
}

/** Members that are called, values that are dropped, returned, tested, spread or kept, functions that go where a promise may be dropped. */
function collectLatentNodes(facts: FileFacts): Readonly<Record<QuestionKind, ReadonlySet<NodeId>>> {
  const symbol = new Set<NodeId>();
  const type = new Set<NodeId>();
  const expected = new Set<NodeId>();
  for (const { callee, args } of facts.calls) {
    if (callee.k === 'prop') symbol.add(callee.nx);
    for (const { v } of args) if (v.k === 'fn' || v.k === 'ref') expected.add(v.x);
  }
  const addDropped = (e: Expr): void => {
    if (e.k === 'or' || e.k === 'seq') e.e.forEach(addDropped);
    else if ('x' in e && (e.k === 'call' || e.k === 'ref' || e.k === 'prop' || e.k === 'elem' || e.k === 'arr')) type.add(e.x);
  };
  for (const discard of facts.discards) {
    addDropped(discard.v);
    if ('x' in discard.v && discard.v.x !== discard.x) type.add(discard.x);
  }
  for (const { returns } of facts.functions) {
    for (const { v } of returns) if (v) addDropped(v.k === 'op' && v.op === 'void' ? v.e[0]! : v);
  }
  for (const { role, x } of facts.functions) if (role && /^(?:attribute|bound|property|stored|returned|element)$/.test(role.k)) expected.add(x);
  for (const { reads } of facts.bindings) for (const read of reads) if (read.x !== undefined) expected.add(read.x);
  for (const { members, extends: base, implements: interfaces } of facts.classes) if (base || interfaces.length > 0) for (const member of members) expected.add(member.x);
  for (const { x } of facts.promised) expected.add(x);
  for (const { e } of facts.tested) addDropped(e);
  for (const { callee } of facts.calls) if (callee.k === 'prop' && (callee.n === 'catch' || callee.n === 'then')) addDropped(callee.o);
  for (const { init, writes } of facts.bindings) {
    if (init) addDropped(init);
    for (const { value } of writes) addDropped(value);
  }
  return { symbol, type, expected };
}
