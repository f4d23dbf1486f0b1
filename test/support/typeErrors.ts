/**
 * Type-checks many small groups of files in one run of the TypeScript compiler, so that a fix which writes code that does not
 * compile is seen. It writes below node_modules/.cache, where imports find the repository's packages and git finds nothing.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fixtureOptions, repository } from './project.ts';

/**
 * The errors of each group, in the order given, as `TS2304: Cannot find name 'x'.`, without places: a fix moves them.
 * Throws when the compiler does not run.
 */
export async function listTypeErrors(groups: readonly ReadonlyMap<string, string>[]): Promise<string[][]> {
  const cache = path.join(repository, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'loopwise-fixtures-'));
  try {
    const files: string[] = [];
    for (const [index, group] of groups.entries()) {
      for (const [name, text] of group) {
        const file = path.join(folder, String(index), name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
        if (/\.[mc]?[jt]sx?$/.test(name)) files.push(`${index}/${name}`);
      }
    }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...fixtureOptions, checkJs: false }, files }));
    const output = await runCompiler(folder);
    const errors = groups.map((): string[] => []);
    for (const match of output.matchAll(/^(\d+)\/.*?\(\d+,\d+\): error (TS\d+: .*)$/gm)) errors[Number(match[1])]?.push(match[2] ?? '');
    return errors;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the second list has that the first has not, equal entries counted. */
export function findAdded(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((error) => {
    const at = left.indexOf(error);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function runCompiler(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(repository, 'node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || output.includes(': error TS')) resolve(output);
      else reject(new Error(`The TypeScript compiler ended with ${code} in ${folder}: ${output}`));
    });
  });
}
