/**
 * Turns the user's compiler options into the ones we hand over. Only options that change what names and types mean survive;
 * values TypeScript 7 refuses are replaced by the nearest one it takes, and everything about output goes. Each replacement
 * that can change an answer is told in one sentence.
 */
import type { FilePath } from '../../engine/syntax/compiler.ts';
import type { LoadedConfig } from './configFile.ts';
import { isRecord, toStrings } from './json.ts';
import { resolvePath } from './paths.ts';

export interface EffectiveOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly adjustments: readonly string[];
}

/** Options that decide how names resolve and what types are, taken over as they are. */
const keptOptions = [
  'target', 'lib', 'noLib', 'module', 'moduleResolution', 'moduleDetection', 'moduleSuffixes', 'customConditions', 'resolveJsonModule',
  'resolvePackageJsonExports', 'resolvePackageJsonImports', 'preserveSymlinks', 'allowImportingTsExtensions', 'allowArbitraryExtensions',
  'allowUmdGlobalAccess', 'maxNodeModuleJsDepth', 'rootDirs', 'typeRoots', 'types', 'jsx', 'jsxFactory', 'jsxFragmentFactory', 'jsxImportSource',
  'reactNamespace', 'experimentalDecorators', 'emitDecoratorMetadata', 'useDefineForClassFields', 'strict', 'noImplicitAny', 'strictNullChecks',
  'strictFunctionTypes', 'strictBindCallApply', 'strictPropertyInitialization', 'strictBuiltinIteratorReturn', 'noImplicitThis',
  'useUnknownInCatchVariables', 'exactOptionalPropertyTypes', 'noUncheckedIndexedAccess', 'noPropertyAccessFromIndexSignature', 'verbatimModuleSyntax',
] as const;

/** Options of a folder without a configuration, and the values every project gets. */
const virtualOptions = { target: 'es2023', module: 'preserve', moduleResolution: 'bundler', jsx: 'preserve', strict: true };
const forcedOptions = { allowJs: true, checkJs: false, noEmit: true, skipLibCheck: true };

/** Options for files that no configuration takes. */
export function getVirtualOptions(): EffectiveOptions {
  return { options: { ...virtualOptions, types: ['*'], ...forcedOptions }, adjustments: ['There is no tsconfig.json or jsconfig.json for these files; defaults for a current Node.js and bundlers are used.'] };
}

/** Options for a project with a configuration. `workspacePaths` map the workspace's own packages to their source. */
export function getEffectiveOptions(config: LoadedConfig, workspacePaths: ReadonlyMap<string, readonly FilePath[]>): EffectiveOptions {
  const adjustments = [...config.adjustments];
  const options: Record<string, unknown> = {};
  for (const name of keptOptions) if (config.options[name] !== undefined) options[name] = config.options[name];

  replace(options, 'target', /^es[35]$/i, 'es2022', 'TypeScript 7 has no target below ES2015', adjustments);
  replace(options, 'module', /^(?:none|amd|umd|system)$/i, 'esnext', 'TypeScript 7 no longer has that module format', adjustments);
  replace(options, 'moduleResolution', /^(?:node|node10|classic)$/i, 'bundler', 'TypeScript 7 no longer has that way of resolving modules', adjustments);
  const isNodeModule = /^node/i.test(String(options['module'] ?? ''));
  if (isNodeModule && /^bundler$/i.test(String(options['moduleResolution'] ?? ''))) {
    // "bundler" goes only with the module formats of bundlers; the Node formats bring their own resolution.
    Reflect.deleteProperty(options, 'moduleResolution');
  }

  const paths = toPaths(config, adjustments);
  for (const [pattern, targets] of workspacePaths) {
    if (pattern in paths) continue;
    paths[pattern] = [...targets];
    if (!pattern.endsWith('/*')) adjustments.push(`"paths" maps the workspace package "${pattern}" to its source, ${targets[0] ?? ''}.`);
  }
  if (Object.keys(paths).length > 0) options['paths'] = paths;

  if (options['types'] === undefined) {
    options['types'] = ['*'];
    adjustments.push('"types" is not set and becomes ["*"], because TypeScript 7 would otherwise see no @types packages at all.');
  }
  if (options['jsx'] === undefined) options['jsx'] = 'preserve';
  if (config.options['allowJs'] !== true && !config.file.endsWith('jsconfig.json')) adjustments.push('"allowJs" is switched on, so that JavaScript files share the project\'s types.');
  return { options: { ...options, ...forcedOptions }, adjustments };
}

function replace(options: Record<string, unknown>, name: string, refused: RegExp, by: string, reason: string, adjustments: string[]): void {
  const value = options[name];
  if (typeof value !== 'string' || !refused.test(value)) return;
  options[name] = by;
  adjustments.push(`"${name}": "${value}" becomes "${by}": ${reason}.`);
}

/** The user's `paths` with absolute targets; `baseUrl`, which TypeScript 7 refuses, becomes a last target of every pattern. */
function toPaths(config: LoadedConfig, adjustments: string[]): Record<string, string[]> {
  const baseUrl = config.options['baseUrl'];
  const base = typeof baseUrl === 'string' ? baseUrl : undefined;
  const paths: Record<string, string[]> = {};
  const written = config.options['paths'];
  if (isRecord(written)) {
    for (const [pattern, targets] of Object.entries(written)) {
      paths[pattern] = toStrings(targets).map((target) => resolvePath(base ?? config.pathsFolder, target));
      if (base !== undefined) paths[pattern].push(`${base}/${pattern}`);
    }
  }
  if (base !== undefined) {
    paths['*'] ??= [`${base}/*`];
    adjustments.push(`"baseUrl" becomes "paths": { "*": ["${base}/*"] }, because TypeScript 7 refuses it.`);
  }
  return paths;
}
