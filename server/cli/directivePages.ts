/**
 * The pages of the findings about our own comments. They are not rules of the catalogue, so they have no folder in rules/.
 */
import type { directiveRuleIds } from '../host/schema.ts';

const pages: Record<typeof directiveRuleIds[number], string> = {
  'unused-suppression': `# unused-suppression

A \`loopwise-disable\` comment silences nothing: the code under it was mended, or the rule's name is not the one that reports there.
Take the comment out, or name the rule that is shown. A comment for a rule that is switched off is not reported.
`,
  'suppression-without-reason': `# suppression-without-reason

A \`loopwise-disable\` comment does not say why. Write the reason behind two hyphens, for whoever reads the code next:

\`\`\`ts
// loopwise-disable-next-line sync-io-on-hot-path -- read once, before the server listens
\`\`\`

Switch this off with \`"requireReason": false\` in loopwise.config.jsonc.
`,
};

/** Markdown by id. */
export const directivePages: ReadonlyMap<string, string> = new Map(Object.entries(pages));
