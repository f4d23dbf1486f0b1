/**
 * What the workloads view and the path commands of a client ask: all functions with their class and contexts, and the paths that
 * lead through one line. Functions of the whole workspace are computed on the engine thread when asked for; findings come from the
 * protocol thread's copy, those that are not shown included.
 */
import { LSPErrorCodes, ResponseError, type Connection } from 'vscode-languageserver/node';
import type { Finding, Trace } from '../../engine/lint/finding.ts';
import type { FunctionReport } from '../../engine/report.ts';
import { pathsRequest, workloadsRequest, type FindingPath, type PathsParams, type PlainPosition, type Workloads, type WorkloadsParams } from '../../protocol.ts';
import type { OpenDocuments } from '../documents.ts';
import type { EngineThread } from '../engineThread.ts';
import type { FindingStore } from '../findingStore.ts';
import { countByFamily, findHotRoots, toPlainHop, toWorkloadFunctions } from '../workloadViews.ts';

export interface WorkloadSurroundings {
  readonly store: FindingStore;
  readonly documents: OpenDocuments;
  readonly engine: EngineThread;
}

/** The classes of every function of a large workspace take seconds, after an analysis that may still run. */
const engineDeadlineMs = 120_000;
const mostPaths = 20;

export function registerWorkloads(connection: Connection, getAround: () => WorkloadSurroundings): void {
  connection.onRequest(workloadsRequest, (params: WorkloadsParams | null) => findWorkloads(getAround(), params ?? {}));
  connection.onRequest(pathsRequest, (params: PathsParams) => findPaths(getAround(), params));
}

async function findWorkloads({ store, documents, engine }: WorkloadSurroundings, { uri }: WorkloadsParams): Promise<Workloads> {
  const file = uri === undefined ? undefined : documents.findPath(uri);
  const files = uri === undefined ? undefined : file === undefined ? [] : [file];
  const functions = await engine.ask({ type: 'functions', ...(files === undefined ? {} : { files }) }, engineDeadlineMs);
  if (functions === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, 'The analysis did not answer in time. Try again when the status shows that it is done.');
  const getUri = (path: string): string => documents.getUri(path);
  const found = [...store.files].map((path) => store.find(path)).filter((each) => each !== undefined);
  const byFile = new Map<string, FunctionReport[]>();
  for (const fn of functions) {
    const list = byFile.get(fn.file);
    if (list === undefined) byFile.set(fn.file, [fn]);
    else list.push(fn);
  }
  return {
    isFinal: store.isFinal, files: store.last?.files ?? 0,
    functions: [...byFile].flatMap(([path, list]) => toWorkloadFunctions(list, store.find(path)?.findings ?? [], getUri)),
    findings: countByFamily(found), hotRoots: findHotRoots(found, getUri),
  };
}

/** Paths that have a hop on the line; else those whose root stands closest above it, as in the body of a handler. */
function findPaths({ store, documents }: WorkloadSurroundings, { uri, position }: PathsParams): readonly FindingPath[] {
  const file = documents.findPath(uri);
  if (file === undefined) return [];
  const found = [...store.files].flatMap((path) => (store.find(path)?.findings ?? []).flatMap((finding) => [finding.trace, ...finding.otherPaths ?? []].map((trace) => ({ finding, trace }))))
    .map((one) => ({ ...one, distance: getDistance(one.trace, file, position) }))
    .filter((one) => one.distance !== undefined);
  const nearest = Math.min(...found.map(({ distance }) => distance ?? Infinity));
  return found.filter(({ distance }) => distance === nearest)
    .sort((a, b) => rank(a.finding) - rank(b.finding) || a.trace.length - b.trace.length)
    .slice(0, mostPaths)
    .map(({ finding, trace }) => ({ ruleId: finding.ruleId, message: finding.message, severity: finding.severity, hops: trace.map((hop) => toPlainHop(hop, (path) => documents.getUri(path))) }));
}

/** 0: a hop stands on the line. Else how far above the line the hop stands between which and the next one the line lies. */
function getDistance(trace: Trace, file: string, { line }: PlainPosition): number | undefined {
  const at = line + 1;
  if (trace.some((hop) => hop.file === file && hop.range.start.line === at)) return 0;
  const [root, next] = trace;
  const isBetween = root !== undefined && next !== undefined && root.file === file && next.file === file && root.range.start.line < at && at < next.range.start.line;
  return isBetween ? at - root.range.start.line : undefined;
}

function rank({ severity }: Finding): number {
  return ['error', 'warning', 'info'].indexOf(severity);
}
