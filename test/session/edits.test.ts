/**
 * Edits of the bundled example in one session: the refined report after any of them is that of a fresh session over the same texts,
 * and the report given at once already knows what the edit did to its own file. No times are looked at.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { createCompiler } from '../../server/compiler/compiler.ts';
import type { Report, Session } from '../../server/engine/report.ts';
import { createSession } from '../../server/engine/session.ts';
import { readProject, type Project } from '../../server/host/project.ts';
import { repository } from '../support/project.ts';

const folder = path.posix.join(repository, 'test/example');
const open: { close(): Promise<void> }[] = [];
let project: Project;
let session: Session;
const texts = new Map<string, string>();

/** A session over the example as `texts` has it. */
async function startSession(): Promise<Session> {
  const compiler = createCompiler({ cwd: folder });
  const made = createSession({ compiler, rules });
  open.push({ close: async () => { await Promise.all([made.close(), compiler.close()]); } });
  await made.update({ texts, files: project.files, skipped: project.skipped, packages: project.packages, settings: project.settings });
  return made;
}

function listFindings(report: Report, file?: string): readonly string[] {
  return report.byFile.filter((each) => file === undefined || each.file === file).flatMap(({ findings }) => findings.map((finding) => {
    const places = [finding, ...finding.trace, ...(finding.otherPaths ?? []).flat()].map(({ file: at, range }) => `${path.posix.relative(folder, at)}:${range.start.line}:${range.start.column}`);
    return `${finding.id} ${finding.ruleId} ${finding.severity} ${finding.confidence} ${finding.context} ${finding.message} ${places.join(' ')}`;
  }));
}

/** One edit: what is put where the pattern is found for the `nth` time, in the nth file that has it. */
const edits: readonly { readonly what: string; readonly find: RegExp; readonly put: string }[] = [
  { what: 'a statement is typed at the beginning of a body', find: /(?<=\)(?::[^\n{]*)? \{\n)/, put: '  const typed = 1;\n' },
  { what: 'an await is taken away', find: /\bawait (?=\w)/, put: '' },
  { what: 'a function loses its async', find: /\basync (?=function|\()/, put: '' },
  { what: 'a call reads synchronously', find: /\bawait readFile\(/, put: 'readFileSync(' },
  { what: 'an import is gone', find: /^import [^\n]*\n/m, put: '' },
  { what: 'a function is no longer exported', find: /^export (?=(?:async )?function)/m, put: '' },
  { what: 'a brace is missing', find: /\}\n(?=\n)/, put: '\n' },
  { what: 'a function gets another in front of it', find: /^(?=export (?:async )?function)/m, put: 'function before(): number {\n  return 1;\n}\n\n' },
];

/** Applies edit `i` to some file that has a place for it; `undefined` when none has. */
function makeEdit(i: number): { file: string; text: string; what: string } | undefined {
  const { find, put, what } = edits[i % edits.length]!;
  const having = [...texts].filter(([, text]) => find.test(text));
  const picked = having[(i * 31) % Math.max(1, having.length)];
  if (picked === undefined) return undefined;
  const [file, text] = picked;
  return { file, text: text.replace(find, put), what };
}

beforeAll(async () => {
  project = await readProject({ paths: [folder], cwd: folder });
  for (const file of project.files) texts.set(file, readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  session = await startSession();
  await session.refine();
});
afterAll(() => Promise.all(open.map((each) => each.close())));

describe('edits one after another', () => {
  test('typing a statement changes no finding, neither at once nor in the end', async () => {
    const before = (await session.refine()).byFile.flatMap(({ findings }) => findings.map(({ id }) => id)).sort();
    expect(before.length).toBeGreaterThan(20);
    for (const file of [...new Set((await session.refine()).byFile.map((each) => each.file))].slice(0, 6)) {
      const text = texts.get(file)!;
      await session.update({ texts: new Map([[file, `${text}\nexport const typedAtTheEnd = 1;\n`]]) });
      const first = session.current();
      expect(first.byFile.flatMap(({ findings }) => findings.map(({ id }) => id)).sort(), file).toEqual(before);
      await session.update({ texts: new Map([[file, text]]) });
    }
    expect((await session.refine()).byFile.flatMap(({ findings }) => findings.map(({ id }) => id)).sort()).toEqual(before);
  });

  test.each([0, 1])('round %i: the refined report is that of a fresh session', { timeout: 120_000 }, async (round) => {
    for (let i = 0; i < edits.length; i++) {
      const edit = makeEdit(round * edits.length + i + round);
      if (!edit) continue;
      texts.set(edit.file, edit.text);
      await session.update({ texts: new Map([[edit.file, edit.text]]) });
      // Asked for between edits as an editor does, so that one quick report is built on another.
      session.current();
      if (i % 3 === round) await session.refine();
    }
    const refined = await session.refine();
    const fresh = await (await startSession()).refine();
    expect(listFindings(refined)).toEqual(listFindings(fresh));
    expect(refined.byFile.map(({ echoes }) => echoes)).toEqual(fresh.byFile.map(({ echoes }) => echoes));
  });
});
