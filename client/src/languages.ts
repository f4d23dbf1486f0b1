/**
 * The VS Code language ids Loopwise works on; the same four as in the manifest's activation events, which a test compares.
 */
export const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const;
