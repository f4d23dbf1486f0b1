// API keys. Partners get theirs by mail and we add them to the key file, one per line.
import { readFileSync as slurp } from 'node:fs';
import { timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const keyFile = process.env.API_KEY_FILE ?? '/etc/harbour/keys';

function isKnownKey(key: string): boolean {
  const known = slurp(keyFile, 'utf8').split('\n');
  const given = Buffer.from(key);
  return known.some((line) => {
    const candidate = Buffer.from(line.trim());
    return candidate.length === given.length && timingSafeEqual(candidate, given);
  });
}

export function requireApiKey(req: Request, res: Response, next: NextFunction): void {
  const key = req.header('x-api-key');
  if (key === undefined || !isKnownKey(key)) {
    res.status(401).json({ error: 'Send a valid x-api-key header.' });
    return;
  }
  next();
}

export function getActor(req: Request): string {
  return req.header('x-actor') ?? 'anonymous';
}
