/**
 * The text of the functions that fixes add to a project, in TypeScript and JavaScript. They use nothing but the language, and are
 * written to be kept: each says what it does and what it does not.
 */
import { poolTexts } from './poolTexts.ts';

const mapLimitBody = (types: boolean): string => {
  const t = (text: string): string => (types ? text : '');
  return `  const results${t(': Awaited<Result>[]')} = [];
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let started = 0;
  let isOver = false;
  const work = async ()${t(': Promise<void>')} => {
    while (!isOver) {
      const index = started++;
      const step = await iterator.next();
      if (step.done || isOver) {
        isOver = true;
        return;
      }
      results[index] = await mapper(step.value, index, items${t(' as Item[]')});
    }
  };
  try {
    await Promise.all(Array.from({ length: limit }, work));
  } finally {
    isOver = true;
    await iterator.return?.();
  }
  return results;
}
`;
};

const createLimiterBody = (types: boolean): string => {
  const t = (text: string): string => (types ? text : '');
  return `  const waiting${t(': (() => void)[]')} = [];
  let running = 0;
  return async ${t('<Result>')}(task${t(': () => Result')}) => {
    if (running >= limit) await new Promise${t('<void>')}((resolve) => { waiting.push(resolve); });
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
`;
};

const mapLimitDoc = `/**
 * Maps every item, at most \`limit\` at a time. Results keep the order of the items; the first rejection rejects the whole, as with
 * \`Promise.all\`, and nothing new is started after it.
 */
`;

const limiterDoc = `/**
 * Makes a function that runs tasks, at most \`limit\` at a time, in the order they were given. It gives back what the task gives.
 */
`;

const detachDoc = `/** Lets a task run on its own. A rejection is reported under the name, so that none goes unhandled. */
`;

export const helperTexts = {
  mapLimit: {
    parameters: 3,
    ts: `${mapLimitDoc}export async function mapLimit<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  mapper: (item: Item, index: number, items: Item[]) => Result,
): Promise<Awaited<Result>[]> {
${mapLimitBody(true)}`,
    js: `${mapLimitDoc}export async function mapLimit(items, limit, mapper) {
${mapLimitBody(false)}`,
  },
  createLimiter: {
    parameters: 1,
    ts: `${limiterDoc}export function createLimiter(limit: number): <Result>(task: () => Result) => Promise<Awaited<Result>> {
${createLimiterBody(true)}`,
    js: `${limiterDoc}export function createLimiter(limit) {
${createLimiterBody(false)}`,
  },
  detach: {
    parameters: 2,
    ts: `${detachDoc}export function detach(task: PromiseLike<unknown>, name: string): void {
  task.then(undefined, (error: unknown) => {
    console.error(\`\${name} failed\`, error);
  });
}
`,
    js: `${detachDoc}export function detach(task, name) {
  task.then(undefined, (error) => {
    console.error(\`\${name} failed\`, error);
  });
}
`,
  },
  createWorkerPool: poolTexts,
} as const;

export type HelperName = keyof typeof helperTexts;
