/**
 * `loopwise check --print-config`: which of our settings and which effective tsconfig the given files get, as JSON. Files with the
 * same answer stand together.
 */
import path from 'node:path';
import type { FileSettings } from '../../engine/settings.ts';
import type { Compiler, EffectiveConfiguration, FilePath } from '../../engine/syntax/compiler.ts';
import { toRelative } from '../../host/paths.ts';
import type { Project } from '../../host/project.ts';
import { exitCodes, type Surroundings } from '../surroundings.ts';

const namesShown = 10;

interface Group { readonly files: FilePath[]; readonly settings: FileSettings; readonly typescript: EffectiveConfiguration | undefined }

/** Prints and resolves with the exit code. */
export async function printConfiguration(project: Project, compiler: Compiler, around: Surroundings): Promise<number> {
  const { problems } = await compiler.update({ files: project.files });
  const settingsIds = new Map<FileSettings, number>();
  const groups = new Map<string, Group>();
  for (const file of project.files) {
    const settings = project.settings.forFile(file);
    settingsIds.set(settings, settingsIds.get(settings) ?? settingsIds.size);
    const typescript = await compiler.configurationOf(file);
    const key = JSON.stringify([settingsIds.get(settings), typescript?.configFile ?? typescript]);
    const group = groups.get(key) ?? { files: [], settings, typescript };
    group.files.push(file);
    groups.set(key, group);
  }
  const { root } = project;
  await around.stdout.write(`${JSON.stringify({
    root: toRelative(around.cwd, root),
    configurationFiles: project.configurationFiles.map((file) => toRelative(root, file)),
    minConfidence: project.settings.minConfidence,
    requireReason: project.settings.requireReason,
    ...(project.baseline === undefined ? {} : { baseline: toRelative(root, project.baseline) }),
    groups: [...groups.values()].map(({ files, settings, typescript }) => ({
      files: files.length > namesShown ? [...files.slice(0, namesShown).map((file) => toRelative(root, file)), `… ${files.length - namesShown} more`] : files.map((file) => toRelative(root, file)),
      rules: Object.fromEntries([...settings.rules].map(([id, { level, options }]) => [id, [level ?? 'by context', options]])),
      apis: settings.apis,
      ...(settings.entry === undefined ? {} : { entry: settings.entry }),
      typescript: typescript === undefined ? 'none: the compiler knows no project for these files' : {
        configFile: typescript.configFile === undefined ? 'none: a virtual one' : toRelative(root, typescript.configFile),
        compilerOptions: typescript.compilerOptions, adjustments: typescript.adjustments,
      },
    })),
    skipped: project.skipped.map(({ file, reason }) => ({ file: toRelative(root, file), reason })),
  }, null, 2)}\n`);
  for (const problem of [...project.problems, ...problems]) await around.stderr.write(`${problem.file === undefined ? '' : `${path.posix.relative(root, problem.file)}: `}${problem.message}\n`);
  return exitCodes.clean;
}
