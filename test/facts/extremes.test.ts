/** Very deep and very long code: the walk neither overflows the stack nor loses a call, and a tree that is too big is refused. */
import { beforeAll, expect, test } from 'vitest';
import { collectFacts, isTooManyNodes, mostTreeEntries } from '../../server/engine/facts/collect.ts';
import type { FileFacts } from '../../server/engine/facts/fileFacts.ts';
import type { Tree } from '../../server/engine/syntax/compiler.ts';
import { findViolations } from './check.ts';
import { getTrees } from './trees.ts';

const many = (count: number, write: (i: number) => string, between: string): string => Array.from({ length: count }, (_, i) => write(i)).join(between);
const around = (count: number, open: string, inner: string, close: string): string => open.repeat(count) + inner + close.repeat(count);
const g = (i: number): string => `g(${i})`;

const sources: Readonly<Record<string, string>> = {
  'parentheses': `const x = ${around(20_000, '(', 'g(1)', ')')};`,
  'a sum': `const x = ${many(10_000, g, ' + ')};`,
  'a sum and difference': `const x = ${many(5_000, (i) => `${g(i)} ${i % 2 === 0 ? '+' : '-'}`, ' ')} 1;`,
  'a condition': `const x = ${many(3_000, g, ' && ')};`,
  'else if': many(3_000, (i) => `if (a === ${i}) { ${g(i)}; }`, ' else '),
  'conditional operators': `const x = ${many(3_000, (i) => `a${i} ? ${g(i)} : `, '')} 0;`,
  'a promise chain': `p()${'.then(() => g(1))'.repeat(2_000)};`,
  'calls in calls': `${around(3_000, 'g(', '1', ')')};`,
  'arrows': `const x = ${'() => '.repeat(2_000)} g(1);`,
  'functions in functions': around(1_500, 'function f() { ', 'g(1);', ' }'),
  'classes in static blocks': around(1_000, 'class A { static { ', 'g(1);', ' } }'),
  'blocks': around(3_000, '{', 'g(1);', '}'),
  'arrays': `const x = ${around(3_000, '[', 'g(1)', ']')};`,
  'objects': `const x = ${around(2_000, '{ a: ', 'g(1)', ' }')};`,
  'negations': `const x = ${'!'.repeat(20_000)} g(1);`,
  'members': `const x = g(1)${'.b'.repeat(10_000)};`,
  'assignments': `${many(2_000, (i) => `a${i} = `, '')} g(1);`,
  'array patterns': `const ${around(3_000, '[', 'a', ']')} = g(1);`,
  'assigned patterns': `${around(3_000, '[', 'a', ']')} = g(1);`,
  'types': `let x: ${around(3_000, 'Array<', 'string', '>')} = g(1);`,
  'namespaces': `namespace ${many(2_000, (i) => `a${i}`, '.')} { g(1); }`,
  'elements': `const x = ${around(1_500, '<a>', '{g(1)}', '</a>')};`,
  'labels': `${many(2_000, (i) => `l${i}: `, '')} for (;;) { g(1); break l0; }`,
  'templates': `const x = ${around(1_000, '`${', 'g(1)', '}`')};`,
  'broken: open brackets': `${'f([('.repeat(1_000)} g(1)`,
};
const names = Object.keys(sources);
const tooBig = `const x = [${'1,'.repeat(mostTreeEntries)}];`;
let trees: Tree[] = [];

beforeAll(async () => {
  const texts = [...names.map((name) => sources[name]!), tooBig];
  trees = await getTrees(texts.map((text, i) => ({ name: `${i}.tsx`, text })));
});

function collect(i: number): FileFacts {
  const made = collectFacts({ file: '/x.tsx', text: sources[names[i]!]!, hash: '', tree: trees[i]!, language: 'tsx' });
  if (isTooManyNodes(made)) throw new Error(`${names[i]} has too many nodes.`);
  return made;
}

test.each(names.map((name, i) => [name, i] as const))('%s', (name, i) => {
  const text = sources[name]!;
  const facts = collect(i);
  const found = facts.calls.filter((call) => text.slice(call.name.start, call.name.end) === 'g');
  expect(found).toHaveLength(text.match(/\bg\(/g)?.length ?? 0);
  expect(findViolations(facts, text)).toEqual([]);
  expect(() => JSON.stringify(facts)).not.toThrow();
});

test('a chain of two thousand calls is whole: every call is the receiver of the next', () => {
  const facts = collect(names.indexOf('a promise chain'));
  const thens = facts.calls.flatMap((call, c) => (call.callee.k === 'prop' && call.callee.n === 'then' ? [{ call, c }] : []));
  expect(thens).toHaveLength(2_000);
  const broken = thens.filter(({ call, c }) => {
    const receiver = call.callee.k === 'prop' && call.callee.o.k === 'call' ? facts.calls[call.callee.o.c] : undefined;
    return receiver?.fate.k !== 'member' || receiver.fate.c !== c;
  });
  expect(broken).toEqual([]);
});

test('a sum of ten thousand operands is one expression', () => {
  const init = collect(names.indexOf('a sum')).bindings[0]?.init;
  expect(init?.k === 'op' ? init.e.length : 0).toBe(10_000);
});

test('a tree with too many entries is refused, and says how many it has', () => {
  const made = collectFacts({ file: '/big.ts', text: tooBig, hash: '', tree: trees.at(-1)!, language: 'ts' });
  expect(isTooManyNodes(made) ? made.kind : 'facts').toBe('too-many-nodes');
  expect(isTooManyNodes(made) ? made.entries : 0).toBeGreaterThan(mostTreeEntries);
});
