/**
 * Work on the processor: password hashes, signatures, images. Some of it runs in libuv's thread pool, some holds the loop even though
 * it gives a promise.
 * Read: bcrypt 6.0, bcryptjs 2.4 and 3.0, argon2 0.45, jsonwebtoken 9.0, jose 6, sharp 0.35, jimp 1, canvas 3.
 */
import { addMembers, done, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// bcrypt hashes in the thread pool; bcryptjs, plain JavaScript, in slices on the loop. Both have blocking forms.
for (const pkg of ['bcrypt', 'bcryptjs']) {
  for (const name of ['hash', 'compare', 'genSalt']) {
    rows[`${pkg}#${name}`] = pkg === 'bcrypt' ? waits('pool', { usesPool: true, orCallback: true, callbacks: [done()] }) : { returns: 'promise', ...(name === 'genSalt' ? {} : { cpu: 'fixed', twin: `bcrypt#${name}` }), orCallback: true, callbacks: [done()] };
    rows[`${pkg}#${name}Sync`] = { ...(name === 'genSalt' ? {} : { cpu: 'fixed', twin: `bcrypt#${name}` }), ...(name === 'hash' ? { light: { arg: 1, below: 6 } } : {}), returns: 'value' };
  }
  rows[`${pkg}#getRounds`] = makes('value');
}
addMembers(rows, 'argon2#', ['hash', 'verify'], waits('pool', { usesPool: true }));
rows['argon2#needsRehash'] = makes('value');

// jsonwebtoken signs and checks on the calling thread, with a callback too.
addMembers(rows, 'jsonwebtoken#', ['sign', 'verify'], { cpu: 'fixed', returns: 'value', callbacks: [done()] });
rows['jsonwebtoken#decode'] = makes('value');
addMembers(rows, 'jose#', ['jwtVerify', 'jwtDecrypt', 'generateKeyPair', 'importSPKI', 'importPKCS8', 'importJWK', 'compactDecrypt'], waits('pool'));
addMembers(rows, 'jose#', ['SignJWT.sign'], waits('pool'));

// sharp works in the thread pool when its pipeline ends; the steps before only describe it.
rows['sharp#default'] = makes('sharp#Sharp');
addMembers(rows, 'sharp#Sharp', ['resize', 'extract', 'rotate', 'flip', 'flop', 'sharpen', 'blur', 'flatten', 'gamma', 'negate', 'normalise', 'normalize', 'threshold', 'modulate', 'tint', 'greyscale', 'grayscale', 'composite', 'jpeg', 'png', 'webp', 'avif', 'tiff', 'gif', 'raw', 'toFormat', 'withMetadata', 'trim', 'extend', 'clone', 'timeout', 'keepExif', 'autoOrient'], makes('this'));
addMembers(rows, 'sharp#Sharp', ['toBuffer', 'toFile', 'metadata', 'stats'], waits('pool', { usesPool: true, orCallback: true, callbacks: [done()] }));
rows['jimp#Jimp.read'] = waits('disk', { cpu: 'per-byte' });

// Compression and checksums in plain JavaScript hold the thread.
addMembers(rows, 'pako#', ['deflate', 'inflate', 'gzip', 'ungzip', 'deflateRaw', 'inflateRaw'], { cpu: 'per-byte', returns: 'value' });
for (const name of ['zip', 'unzip', 'gzip', 'gunzip', 'deflate', 'inflate']) rows[`fflate#${name}Sync`] = { cpu: 'per-byte', twin: `fflate#${name}`, returns: 'value' };

export const computing: PackageTables = { rows };
