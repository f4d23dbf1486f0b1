/**
 * `npm run new-rule -- <family>/<rule-id>`: writes a rule, its page and a failing test, with FIXME where a person has to write.
 * A test about the repository rejects every FIXME, so that none is forgotten. `--root <folder>` writes below another folder.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listStale, toExportName } from './generate.ts';

/** Families of `server/engine/lint/finding.ts` that hold hazards. */
const families = ['blocking', 'fan-out', 'fire-and-forget', 'timeout', 'race', 'leak', 'ipc', 'backpressure', 'sequential'];

/** Writes the three files and the list of rules; returns their paths. Throws with what to do when the name is not usable or taken. */
export function writeNewRule(root: string, name: string): string[] {
  const [family = '', id = '', ...rest] = name.split('/');
  if (rest.length > 0 || !families.includes(family)) throw new Error(`"${name}" is not <family>/<rule-id> with one of the families ${families.join(', ')}.`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) throw new Error(`"${id}" is not a rule id: a kebab-case noun phrase for the hazard, such as unbounded-module-cache.`);
  if (/^(no|disallow|prefer|require)-/.test(id)) throw new Error(`"${id}" must name the hazard, not what to do about it: it is read in "loopwise-disable-next-line ${id}".`);
  const files: [string, string][] = [
    [`rules/${family}/${id}.ts`, writeRule(family, id)],
    [`rules/${family}/${id}.md`, writePage(id)],
    [`test/rules/${id}.md`, writeTest(id)],
  ];
  const taken = files.find(([file]) => existsSync(path.join(root, file)));
  if (taken !== undefined) throw new Error(`${taken[0]} exists already. Take another id, or remove that file first.`);
  for (const [file, text] of files) write(root, file, text);
  const generated = listStale(root);
  for (const { file, text } of generated) write(root, file, text);
  return [...files.map(([file]) => file), ...generated.map(({ file }) => file)];
}

function write(root: string, file: string, text: string): void {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

function writeRule(family: string, id: string): string {
  return `/**
 * FIXME: the hazard in one sentence, and the place that is reported.
 *
 * FIXME: what is deliberately not reported, and why. Known misses are FN cases in test/rules/${id}.md.
 */
import { defineRule, loopContexts } from '../../server/engine/lint/rule.ts';

export const ${toExportName(id)} = defineRule({
  id: '${id}',
  family: '${family}',
  // FIXME: the contexts in which this is a hazard, with the highest severity there.
  contexts: loopContexts,
  check({ unit, report }) {
    for (const call of unit.facts.calls) {
      // FIXME: decide from facts, program and summaries. This condition never holds.
      if (call.end > call.start) continue;
      report({
        at: call.name, f: call.f,
        message: 'FIXME: what happens and its consequence, with real names, under 90 characters',
        sink: 'FIXME: what the last hop of the path says',
      });
    }
  },
});
`;
}

function writePage(id: string): string {
  return `# ${id}

FIXME: what the code does and what follows from it, in one sentence. FIXME: when it matters.

## Reported

\`\`\`ts
// FIXME: the shortest realistic code with the hazard
\`\`\`

## Fine

\`\`\`ts
// FIXME: the same task without the hazard
\`\`\`

## When to disable it

FIXME: when a person is right to keep the code as it is.
`;
}

function writeTest(id: string): string {
  return `# ${id}

FIXME: what the sections below cover.

## The basic case

\`\`\`ts
fixme();
//^^^^ ${id}: FIXME part of the message
\`\`\`

## The good twin

\`\`\`ts
// FIXME
\`\`\`
`;
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { root: { type: 'string' } } });
  const root = values.root ?? path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const [name] = positionals;
  if (name === undefined || positionals.length > 1 || !existsSync(path.join(root, 'rules'))) {
    process.stderr.write('Usage: npm run new-rule -- <family>/<rule-id>, for example: npm run new-rule -- leak/unbounded-module-cache\n');
    process.exitCode = 2;
    return;
  }
  try {
    for (const file of writeNewRule(root, name)) process.stdout.write(`wrote ${file}\n`);
    process.stdout.write(`\nNext: search for FIXME in these files, then run \`npm run test:unit -- test/rules\`.\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
