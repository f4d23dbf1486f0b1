/**
 * `loopwise/advise`: the advisor for a client's panel, with the function at a place read from the engine thread. A profile is kept until
 * the next report, so that moving a number asks nobody; the advice itself is arithmetic and made here.
 */
import { LSPErrorCodes, ResponseError, type Connection } from 'vscode-languageserver/node';
import { advise } from '../../advisor/advise.ts';
import { toAdviceText } from '../../advisor/adviceText.ts';
import { readCode, type FunctionReading } from '../../advisor/codeReading.ts';
import { findChoices, getMeaning, inputFields, isFlag, readInput, type AdviceInput } from '../../advisor/input.ts';
import { collectGuesses, joinInput, toEntries, type CodeReading } from '../../advisor/provenance.ts';
import type { Machine } from '../../advisor/workload.ts';
import type { FunctionProfile } from '../../engine/report.ts';
import type { FilePath } from '../../engine/syntax/compiler.ts';
import { loadMachineProfile } from '../../host/measure/profileFile.ts';
import { findNearMiss } from '../../host/nearMiss.ts';
import { isInside, toRelative } from '../../host/paths.ts';
import { adviseRequest, type AdviseField, type AdviseParams, type AdviseResult } from '../../protocol.ts';
import type { OpenDocuments } from '../documents.ts';
import type { EngineThread } from '../engineThread.ts';
import type { FindingStore } from '../findingStore.ts';
import { toRange } from '../toProtocol.ts';
import { toWorkloadFunctions } from '../workloadViews.ts';

export interface AdvisorSurroundings {
  readonly store: FindingStore;
  readonly documents: OpenDocuments;
  readonly engine: EngineThread;
  readonly folders: readonly FilePath[];
}

/** The engine answers between two stages of an analysis; the first one of a large workspace takes a while. */
const engineDeadlineMs = 60_000;

type Place = NonNullable<AdviseParams['place']>;
interface KnownFunction { readonly profile: FunctionProfile; readonly reading: FunctionReading; readonly title: string }
/** The last place asked about, and the report it was answered with. */
interface LastPlace { readonly key: string; readonly report: FindingStore['last']; readonly known: KnownFunction | undefined }

export function registerAdvisor(connection: Connection, getAround: () => AdvisorSurroundings): void {
  let last: LastPlace | undefined;
  const findFunction = async (around: AdvisorSurroundings, place: Place): Promise<KnownFunction | undefined> => {
    const key = JSON.stringify(place);
    const report = around.store.last;
    if (last?.key !== key || last.report !== report) last = { key, report, known: await askForFunction(around, place) };
    return last.known;
  };
  connection.onRequest(adviseRequest, async ({ place, input }: AdviseParams): Promise<AdviseResult> => {
    const around = getAround();
    const { profile, basis } = await loadMachineProfile();
    const machine: Machine = { profile, basis };
    const known = place === undefined ? undefined : await findFunction(around, place);
    const about = known === undefined ? {} : describeFunction(around, known.profile);
    const reading = readInput(input, findNearMiss);
    if ('problems' in reading) return { fields: toFields(known?.reading.code ?? {}, {}, machine), problems: reading.problems, ...about, machine: basis, markdown: '' };
    const code = known?.reading.code ?? {};
    const given = reading.input;
    const advice = advise(joinInput(code, given), machine, { guesses: collectGuesses(code, given), ...(known === undefined ? {} : { from: known.reading.from, subject: known.reading.subject }) });
    const markdown = toAdviceText(advice, { ...(known === undefined ? {} : { title: known.title }), input: toEntries(code, given, machine), isLong: true });
    return { advice, fields: toFields(code, given, machine), problems: [], ...about, machine: basis, markdown };
  });
}

function describeFunction({ store, documents }: AdvisorSurroundings, profile: FunctionProfile): Pick<AdviseResult, 'function' | 'findings'> {
  const all = store.find(profile.file)?.findings ?? [];
  const [fn] = toWorkloadFunctions([profile], all, (path) => documents.getUri(path));
  const findings = all.filter(({ functionName }) => functionName === profile.name).map(({ range }) => toRange(range)).sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character);
  return { ...(fn === undefined ? {} : { function: fn }), findings };
}

/** Undefined when there is no function at the place; a place nobody can look at is an error with the reason. */
async function askForFunction({ documents, engine, folders }: AdvisorSurroundings, { uri, position }: Place): Promise<KnownFunction | undefined> {
  const file = documents.findPath(uri);
  if (file === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, 'This document is no file on the disk, so nobody knows who calls its functions.');
  const profile = await engine.ask({ type: 'profile', file, line: position.line + 1, column: position.character + 1 }, engineDeadlineMs);
  if (profile === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, 'The analysis did not answer in time. Try again when the status shows that it is done.');
  if (profile === null) return undefined;
  const folder = folders.find((candidate) => isInside(candidate, file));
  const shown = folder === undefined ? file.split('/').at(-1) ?? file : toRelative(folder, file);
  const name = profile.name.split(' > ').at(-1) ?? profile.name;
  return { profile, reading: readCode(profile, shown, `${shown}:${name}`), title: `${profile.name} (${shown}:${profile.range.start.line})` };
}

function toFields(code: CodeReading, given: AdviceInput, machine: Machine): readonly AdviseField[] {
  const entries = new Map(toEntries(code, given, machine).map((entry) => [entry.field, entry]));
  return inputFields.map((name): AdviseField => {
    const choices = findChoices(name);
    const entry = entries.get(name);
    const kind = isFlag(name) ? 'flag' : choices === undefined ? 'number' : 'choice';
    // Assumed numbers are kept as text, for sentences.
    const value = entry === undefined ? null : kind === 'number' ? Number(entry.value) : entry.value;
    return {
      name, meaning: getMeaning(name), kind, ...(choices === undefined ? {} : { choices }), value: kind === 'choice' && !choices?.includes(String(value)) ? null : value,
      origin: entry?.source ?? 'none', ...(entry === undefined || entry.because === '' ? {} : { because: entry.because }),
    };
  });
}
