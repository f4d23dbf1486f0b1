/**
 * `loopwise explain [rule]`: a rule's page for reading on a terminal, or the list of rules.
 */
import pico from 'picocolors';
import { findNearMiss } from '../../host/nearMiss.ts';
import { toFirstParagraph, toTerminal } from '../markdown.ts';
import { exitCodes, UsageError, type Surroundings } from '../surroundings.ts';
import { hasColors } from '../color.ts';

const widest = 100;

/** Prints and resolves with the exit code. Throws {@link UsageError} for an unknown rule. */
export async function runExplain(ruleId: string | undefined, options: { readonly color: boolean }, around: Surroundings): Promise<number> {
  const colors = pico.createColors(hasColors(options, around));
  if (ruleId === undefined) {
    const rows = [...around.ruleIds].sort().map((id) => `${colors.bold(id)}\n    ${toFirstParagraph(around.findRulePage(id) ?? '') ?? 'No page yet.'}\n`);
    await around.stdout.write(rows.join(''));
    return exitCodes.clean;
  }
  const page = around.findRulePage(ruleId);
  if (page === undefined && around.ruleIds.includes(ruleId)) throw new UsageError(`The page of ${ruleId} is missing in this installation of Loopwise. Install it again, or build the checkout again.`);
  if (page === undefined) {
    const near = findNearMiss(ruleId, around.ruleIds);
    throw new UsageError(`There is no rule "${ruleId}".${near === undefined ? ' `loopwise explain` without a name lists the rules.' : ` Did you mean "${near}"?`}`);
  }
  await around.stdout.write(toTerminal(page, colors, Math.min(around.stdout.columns ?? widest, widest)));
  return exitCodes.clean;
}
