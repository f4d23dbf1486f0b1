/**
 * Writes a benchmark file for one function: chooses the approaches that fit what it takes and gives, fills in the template and says why
 * others were left out. Where files go and what is installed is told by the caller.
 */
import { planInputs, type InputPlan } from './inputs.ts';
import { memberBranch, measuringPart, ownSampler, tinybenchSampler } from './measuringTemplate.ts';
import type { BenchTarget, DeclaringFiles } from './target.ts';
import { approachLines, approachPart, boundedPart, editablePart, poolPart, processPart, revivePart, sharePart, typeScriptWorkerPart, workerPart } from './template.ts';

export type BenchApproach = keyof typeof approachLines;

export interface BenchRequest {
  readonly target: BenchTarget;
  readonly files: DeclaringFiles;
  /** What the benchmark imports, relative to itself. */
  readonly specifier: string;
  /** Paths for people. */
  readonly shownFile: string;
  readonly shownBench: string;
  /** How it is run without Loopwise. */
  readonly command: string;
  /** True where the project can import a tinybench this file is written for. */
  readonly hasTinybench: boolean;
  /** The approaches wanted; all that fit when absent. The baseline is always there. */
  readonly approaches?: readonly BenchApproach[];
}

export interface WrittenBench {
  readonly text: string;
  readonly approaches: readonly BenchApproach[];
  /** Approaches that do not fit, each with the reason. */
  readonly leftOut: readonly { readonly approach: BenchApproach; readonly because: string }[];
  /** Parameters for which somebody has to write a value. */
  readonly guessed: readonly string[];
}

const imports = ["import { fork } from 'node:child_process';", "import { monitorEventLoopDelay } from 'node:perf_hooks';", "import os from 'node:os';", "import { fileURLToPath } from 'node:url';"];
const workerImport = "import { isMainThread, parentPort, Worker } from 'node:worker_threads';";
const tinybenchImport = "import { Bench } from 'tinybench';";
const samples = 6;
const deadlineMs = 120_000;

/** The text does not depend on the machine or the time. */
export function writeBench(request: BenchRequest): WrittenBench {
  const { target } = request;
  const inputs = planInputs(target, request.files);
  const leftOut = listUnfit(target, inputs);
  const all = Object.keys(approachLines) as BenchApproach[];
  const approaches = all.filter((approach) => !leftOut.some((each) => each.approach === approach) && (approach === 'sequential' || (request.approaches?.includes(approach) ?? true)));
  const has = (approach: BenchApproach): boolean => approaches.includes(approach);
  const hasPool = approaches.some((approach) => approach !== 'sequential' && approach !== 'async');
  const pool = hasPool
    ? poolPart + (has('shared-memory-workers') ? sharePart : '') + (inputs.buffers.length > 0 ? revivePart : '')
    : '';
  const values: Readonly<Record<string, string>> = {
    name: target.name, shownFile: request.shownFile, shownBench: request.shownBench, command: request.command,
    notes: [
      ...(request.hasTinybench ? [] : [' * It measures with a few lines of its own, because this project has no tinybench of version 6 or newer.']),
      ...leftOut.map(({ approach, because }) => ` * Left out: ${approach}, because ${because}.`),
    ].map((line) => `${line}\n`).join(''),
    inputNotes: toInputNotes(inputs).map((line) => ` * ${line}\n`).join(''),
    imports: [...imports, ...(hasPool ? [workerImport] : []), ...(request.hasTinybench ? [tinybenchImport] : []), `import * as target from '${request.specifier}';`].join('\n'), sampler: request.hasTinybench ? tinybenchSampler : ownSampler, samplerName: request.hasTinybench ? 'tinybench' : 'own',
    task: toTask(target), arguments: inputs.expressions.join(', '),
    unused: ['size', 'index'].filter((name) => !inputs.expressions.some((code) => new RegExp(`\\b${name}\\b`).test(code))).map((name) => `  void ${name};\n`).join(''),
    cast: inputs.guessed.length > 0 ? '⟨ as unknown as Input⟩' : '',
    samples: String(samples), deadlineMs: deadlineMs.toLocaleString('en').replaceAll(',', '_'),
    approaches: approaches.map((approach) => approachLines[approach]).join(''), pool, bounded: hasPool || has('async') ? boundedPart : '', await: target.isAsync ? 'await ' : '',
    startWorker: target.isTypeScript ? typeScriptWorkerPart : workerPart, startProcess: has('processes') ? processPart : '',
    revived: inputs.buffers.length > 0 ? 'revive(input)' : 'input', buffers: inputs.buffers.join(', '),
    nameText: toQuoted(target.name), fileText: toQuoted(request.shownFile), memberBranch: hasPool ? memberBranch : '',
  };
  const template = editablePart + toTextFunction(inputs) + approachPart + measuringPart;
  return { text: toLanguage(fill(template, values), target.isTypeScript), approaches, leftOut, guessed: inputs.guessed };
}

function toTask(target: BenchTarget): string {
  const [module = '', ...rest] = target.access.split('.');
  const tail = rest.length === 0 ? '' : `.${rest.join('.')}`;
  const isNamed = module !== 'default' && /^[A-Za-z_$][\w$]*$/.test(module);
  const named = `target${isNamed ? `.${module}` : `[${toQuoted(module)}]`}`;
  // What Node cannot see in a CommonJS module's text is only on its default export.
  const whole = target.isCommonJs && module !== 'default' ? `${named} ?? ⟨(⟩target⟨ as unknown as { default: typeof target })⟩.default.${module}` : module === 'default' ? 'target.default' : named;
  // A static method may use `this`.
  if (rest.length === 0) return whole;
  return whole === named ? `${named}${tail}.bind(${named})` : `(${whole})${tail}.bind(${whole})`;
}

function listUnfit(target: BenchTarget, inputs: InputPlan): readonly { readonly approach: BenchApproach; readonly because: string }[] {
  const list: { approach: BenchApproach; because: string }[] = [];
  if (!target.isAsync) {
    list.push({ approach: 'async', because: `${target.name} is synchronous: several in flight on one thread still run one after the other` });
    list.push({ approach: 'hybrid', because: `${target.name} waits for nothing` });
  }
  const [first] = inputs.uncloneable;
  if (first !== undefined) {
    for (const approach of ['worker-pool', 'processes', 'shared-memory-workers', 'hybrid'] as const) {
      if (!list.some((each) => each.approach === approach)) list.push({ approach, because: `\`${first}\` cannot be sent in a message` });
    }
  } else if (inputs.bytes.length === 0) list.push({ approach: 'shared-memory-workers', because: 'no argument is a typed array or buffer' });
  return list;
}

function toInputNotes(inputs: InputPlan): readonly string[] {
  if (inputs.guessed.length > 0) return [`Guessed, because the types do not say: ${inputs.guessed.map((name) => `\`${name}\``).join(', ')}.`];
  return inputs.expressions.length === 0 ? ['It takes no arguments.'] : ['These follow the types; real data have other lengths and repetitions.'];
}

/** Only for files that use it. */
function toTextFunction(inputs: InputPlan): string {
  return inputs.expressions.some((code) => code.includes('text(')) ? `
/** So many characters of prose. */
function text(length⟨: number⟩)⟨: string⟩ {
  return 'The quick brown fox jumps over the lazy dog. '.repeat(Math.ceil(length / 45)).slice(0, length);
}
` : '';
}

function toQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Values may hold names themselves, so it goes on until nothing is left to fill in. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  let text = template;
  for (let depth = 0; depth < 4 && text.includes('{{'); depth++) text = text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  return text;
}

/** Keeps or drops what stands in angle marks. */
function toLanguage(text: string, isTypeScript: boolean): string {
  return isTypeScript ? text.replace(/[⟨⟩]/g, '') : text.replace(/⟨[^⟨⟩]*⟩/g, '');
}
