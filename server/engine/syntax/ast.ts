/**
 * The compiler's syntax vocabulary: node types, kinds and guards. Re-exported from one place because the compiler calls its entry
 * points unstable: when they move, this file moves with them and nothing else does.
 */
export * from 'typescript/unstable/ast';
