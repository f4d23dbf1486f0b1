// Settings of the process. Everything here is read once, before the server listens.
import { readFileSync } from 'node:fs';

export interface Config {
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly ratesUrl: string;
  readonly carrierUrl: string;
  readonly dataFolder: string;
  readonly currencies: readonly string[];
}

const currencies = JSON.parse(readFileSync(new URL('../data/currencies.json', import.meta.url), 'utf8')) as string[];

function getRequired(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Set the environment variable ${name}.`);
  return value;
}

/** Docker secrets are files; plain variables are used in development. */
function loadSecret(name: string): string {
  const file = process.env[`${name}_FILE`];
  return file === undefined ? getRequired(name) : readFileSync(file, 'utf8').trim();
}

export function loadConfig(): Config {
  return {
    port: Number(process.env.PORT ?? 8080),
    databaseUrl: loadSecret('DATABASE_URL'),
    redisUrl: getRequired('REDIS_URL'),
    ratesUrl: getRequired('RATES_URL'),
    carrierUrl: getRequired('CARRIER_URL'),
    dataFolder: process.env.DATA_FOLDER ?? './data',
    currencies,
  };
}
