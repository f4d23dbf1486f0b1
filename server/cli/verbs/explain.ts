/**
 * `loopwise explain [what]`: a rule's page for reading on a terminal, the list of rules, or, for `<file>:<line>`, everything known at that
 * place of the project. What is known, the engine says.
 */
import pico from 'picocolors';
import { findNearMiss } from '../../host/nearMiss.ts';
import { toFilePath } from '../../host/paths.ts';
import { withFolderAround } from '../folderAround.ts';
import { toFirstParagraph, toTerminal } from '../markdown.ts';
import { toExplanation } from '../reporters/explanation.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';
import { hasColors } from '../color.ts';

const widest = 100;

/** Prints and resolves with the exit code. Throws {@link UsageError} for an unknown rule or a place that is not analysed. */
export async function runExplain(what: string | undefined, options: { readonly color: boolean }, around: Surroundings): Promise<number> {
  const colors = pico.createColors(hasColors(options, around));
  if (what === undefined) {
    const rows = [...around.ruleIds].sort().map((id) => `${colors.bold(id)}\n    ${toFirstParagraph(around.findRulePage(id) ?? '') ?? 'No page yet.'}\n`);
    await around.stdout.write(rows.join(''));
    return exitCodes.clean;
  }
  // A drive letter's colon stands before the path, the line's behind it.
  const place = /^(?<file>.+?):(?<line>\d+)(?::\d+)?$/.exec(what)?.groups;
  if (place !== undefined) return explainPlace(place['file'] ?? '', Number(place['line']), colors, around);
  const page = around.findRulePage(what);
  if (page === undefined && around.ruleIds.includes(what)) throw new UsageError(`The page of ${what} is missing in this installation of Loopwise. Install it again, or build the checkout again.`);
  if (page === undefined) {
    const near = findNearMiss(what, around.ruleIds);
    throw new UsageError(`There is no rule "${what}".${near === undefined ? ' `loopwise explain` without a name lists the rules, `loopwise explain <file>:<line>` says what is known at a place.' : ` Did you mean "${near}"?`}`);
  }
  await around.stdout.write(toTerminal(page, colors, Math.min(around.stdout.columns ?? widest, widest)));
  return exitCodes.clean;
}

async function explainPlace(given: string, line: number, colors: ReturnType<typeof pico.createColors>, around: Surroundings): Promise<number> {
  return withFolderAround(given, around, async ({ file, session, skippedBecause }) => {
    const place = session.explainAt(file, line);
    if (place === undefined) throw new UsageError(`${given} is not analysed${skippedBecause === undefined ? '. Name a TypeScript or JavaScript file of this folder.' : `: ${skippedBecause}.`}`);
    await around.stdout.write(toExplanation(place, { base: toFilePath(around.cwd), colors, width: around.stdout.columns ?? widest, version: around.version, findText: () => undefined, findRulePage: around.findRulePage }));
    return exitCodes.clean;
  });
}
