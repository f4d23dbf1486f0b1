/** The thread in which regular expressions are analysed: it may take seconds, and may be ended at any moment. */
import { parentPort } from 'node:worker_threads';
import { checkRegex } from './checkRegex.ts';
import type { RegexAnswer, RegexQuestion } from './regexMessages.ts';

parentPort?.on('message', ({ id, source, flags }: RegexQuestion) => {
  parentPort?.postMessage({ id, verdict: checkRegex(source, flags) } satisfies RegexAnswer);
});
