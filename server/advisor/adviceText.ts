/**
 * An advice as Markdown: the verdict first, then why, what to expect, what else there is and what to do. One text for a file, a terminal and
 * an editor.
 */
import type { Advice, ApproachId, Expected } from './advice.ts';
import { toFactor, toNumber, toSize, toTime } from './amounts.ts';
import { channels, needNames, needs } from './channels.ts';
import type { InputEntry } from './provenance.ts';

/** What each approach is, for a heading. */
export const approachNames: Readonly<Record<ApproachId, string>> = {
  'sequential': 'leave it on one thread, and optimise first',
  'async': 'async with a bound, deadlines and backpressure',
  'worker-pool': 'a pool of worker threads',
  'shared-memory-workers': 'worker threads over shared memory',
  'processes': 'child processes, or one server per core',
  'hybrid': 'async I/O that feeds a worker pool',
  'distributed': 'a queue or workflow engine outside the process',
};

export interface AdviceTextOptions {
  /** What the advice is about: `renderPage (src/page.ts)`. */
  readonly title?: string;
  /** The input, where the reader did not write it. */
  readonly input?: readonly InputEntry[];
  /** The whole matrix of how parts can talk, too. */
  readonly isLong?: boolean;
}

export function toAdviceText(advice: Advice, { title, input, isLong = false }: AdviceTextOptions = {}): string {
  const { expected, migration, benchmark } = advice;
  return [
    `# ${title === undefined ? '' : `${title}: `}\`${advice.approach}\``, '',
    `${capitalize(approachNames[advice.approach])}. Confidence: ${advice.confidence}.`, '',
    ...(input === undefined ? [] : ['## Input', '', ...input.map(({ field, value, source, because }) => `- \`${field}\` ${String(value)}, ${source}${because === '' ? '' : `: ${because}`}`), '']),
    '## Why', '', ...advice.reasons.map((reason) => `- ${reason}`), '',
    '## Expected', '', ...toExpectedLines(expected), '',
    '## The way to the answer', '', ...advice.path.map(({ question, answer, because }) => `- ${question} **${answer}**: ${because}`), '',
    ...(isLong && advice.approach !== 'sequential' ? toChannelTable() : []),
    '## Alternatives', '', ...advice.alternatives.map(({ approach, tradeoffs, whyNot }) => `- \`${approach}\`: ${tradeoffs.join('; ')}. Not here: ${whyNot}.`), '',
    '## What would change the answer', '', ...(advice.breakEven.length === 0 ? ['Nothing near.'] : advice.breakEven.map(({ text }) => `- ${text}`)), '',
    '## Safeguards', '', ...advice.safeguards.map((text) => `- ${text}`), '',
    `## Migration from \`${migration.from}\``, '', `Effort ${migration.effort}, risk ${migration.risk}.`, '',
    ...migration.steps.flatMap(({ title: name, detail, effort, risk, code }, index) => [`${index + 1}. **${name}** (effort ${effort}, risk ${risk}). ${detail}`, ...(code === undefined ? [] : ['', '```ts', code, '```', ''])]), '',
    '## Benchmark', '', `\`${benchmark.command}\`, then \`loopwise bench run\`. Baseline \`${benchmark.baseline}\`, against ${benchmark.candidates.map((id) => `\`${id}\``).join(', ') || 'nothing else'}:`,
    `tasks ${benchmark.sweep.tasks.map(toNumber).join('; ')}, workers ${benchmark.sweep.workers.join('; ')}, payload ${benchmark.sweep.payloadKb.map(toSize).join('; ')}. ${benchmark.samples} samples of ${benchmark.measures.join(', ')}.`,
    `By speed-up over the baseline: ${benchmark.verdicts.map(({ below, verdict }) => (below === null ? `from there ${verdict}` : `below ${below} ${verdict}`)).join('; ')}.`, '',
  ].join('\n').replace(/\n{3,}/g, '\n\n');
}

function toExpectedLines({ speedup, burstMs, loopDelayMs, memoryMb, basis }: Expected): readonly string[] {
  return [
    `- ${toFactor(speedup)} as one task after the other (${basis.speedup})`, `- ${toTime(burstMs)} from start to end (${basis.burstMs})`,
    `- the event loop held for ${toTime(loopDelayMs)} at most (${basis.loopDelayMs})`, `- ${toNumber(memoryMb)} MB of memory (${basis.memoryMb})`,
  ];
}

function toChannelTable(): readonly string[] {
  const marks = ['no', 'poor', 'fair', 'good'];
  return [
    '## How parts can talk', '', `| channel | ${needs.map((need) => needNames[need]).join(' | ')} | to know |`, `| --- |${' --- |'.repeat(needs.length + 1)}`,
    ...channels.map(({ answer, suits, note }) => `| ${answer} | ${needs.map((need) => marks[suits[need]]).join(' | ')} | ${note} |`), '',
  ];
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
