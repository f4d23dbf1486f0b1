/**
 * Helpers around the file system.
 * Read: fs-extra 11.3, glob 13, fast-glob 3.3, tinyglobby 0.2, globby 16, rimraf 6, mkdirp 3, write-file-atomic 7, proper-lockfile 4.
 */
import { acquires, addMembers, done, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const disk = waits('disk', { usesPool: true });
const both = waits('disk', { usesPool: true, orCallback: true, callbacks: [done()] });

for (const name of ['readJson', 'writeJson', 'outputFile', 'outputJson', 'ensureDir', 'ensureFile', 'emptyDir', 'copy', 'move', 'remove', 'mkdirs', 'ensureLink', 'ensureSymlink']) {
  rows[`fs-extra#${name}`] = both;
  rows[`fs-extra#${name}Sync`] = { blocks: { on: 'disk', twin: `fs-extra#${name}` }, returns: 'value' };
}
rows['fs-extra#pathExists'] = both;
rows['fs-extra#pathExistsSync'] = { blocks: { on: 'disk', twin: 'fs-extra#pathExists' }, returns: 'value' };
// It has the functions of fs too, which give promises when no callback is passed.
for (const name of ['access', 'appendFile', 'chmod', 'copyFile', 'lstat', 'mkdir', 'mkdtemp', 'readFile', 'readdir', 'readlink', 'realpath', 'rename', 'rmdir', 'stat', 'symlink', 'truncate', 'unlink', 'utimes', 'writeFile']) {
  rows[`fs-extra#${name}`] = both;
  rows[`fs-extra#${name}Sync`] = { blocks: { on: 'disk', twin: `fs-extra#${name}` }, returns: name === 'readdir' ? 'fs#Dirent[]' : 'value' };
}
rows['fs-extra#existsSync'] = { blocks: { on: 'disk', twin: 'fs-extra#pathExists' }, returns: 'value' };

for (const [pkg, twin, names] of [['glob', 'glob', ['sync', 'globSync']], ['fast-glob', 'default', ['sync', 'globSync']], ['tinyglobby', 'glob', ['globSync']], ['globby', 'globby', ['globbySync']]] as const) {
  addMembers(rows, `${pkg}#`, names, { blocks: { on: 'disk', twin: `${pkg}#${twin}` }, returns: 'global#Array' });
  rows[`${pkg}#${twin}`] = disk;
}
rows['rimraf#rimraf'] = disk;
addMembers(rows, 'rimraf#', ['sync', 'rimrafSync'], { blocks: { on: 'disk', twin: 'rimraf#rimraf' }, returns: 'value' });
rows['mkdirp#mkdirp'] = disk;
addMembers(rows, 'mkdirp#', ['sync', 'mkdirpSync'], { blocks: { on: 'disk', twin: 'mkdirp#mkdirp' }, returns: 'value' });
rows['write-file-atomic#default'] = both;
rows['write-file-atomic#sync'] = { blocks: { on: 'disk', twin: 'write-file-atomic#default' }, returns: 'value' };
rows['proper-lockfile#lock'] = waits('disk', acquires('lock', 'proper-lockfile#unlock'));
rows['proper-lockfile#lockSync'] = { blocks: { on: 'disk', twin: 'proper-lockfile#lock' }, returns: 'value' };
rows['dotenv#config'] = { blocks: { on: 'disk' }, returns: 'value' };

// Loggers: pino and winston write asynchronously or on purpose; neither gives a promise.
for (const type of ['pino#BaseLogger', 'pino#Logger', 'winston#Logger']) addMembers(rows, type, ['info', 'warn', 'error', 'debug', ...(type.startsWith('pino') ? ['trace', 'fatal'] : ['verbose', 'http', 'silly'])], makes('value'));
rows['pino#default'] = makes('pino#Logger');
rows['pino#pino'] = makes('pino#Logger');
rows['winston#createLogger'] = makes('winston#Logger');

export const files: PackageTables = { rows };
