/**
 * The seed of every property test. Always the same one, because a run must not fail for a change somebody else made;
 * `PROPERTY_SEED=$RANDOM npx vitest run test/properties test/advisor/properties.test.ts` looks elsewhere, and is worth it after a change of a stage.
 */
export const seed = Number(process.env['PROPERTY_SEED'] ?? 20);
