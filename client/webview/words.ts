/** Words and numbers of the page, in the person's language. */
import type { PageSetup } from '../src/panelMessages.ts';
import type { Translate } from '../src/translate.ts';

export interface Words {
  readonly t: Translate;
  /** Milliseconds as a person reads them: `0.08 ms`, `62 ms`, `3.4 s`, `2 min`. */
  time(ms: number): string;
  /** Two significant digits where it is small, none after the point where it is large. */
  number(value: number): string;
  megabytes(mb: number): string;
  factor(value: number): string;
}

export function createWords({ words, language }: PageSetup): Words {
  const format = (value: number, digits: number): string => value.toLocaleString(language, { maximumFractionDigits: digits });
  const number = (value: number): string => format(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  return {
    t: (text, ...args) => (words[text] ?? text).replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
    time: (ms) => (ms >= 120_000 ? `${number(ms / 60_000)} min` : ms >= 1_000 ? `${number(ms / 1_000)} s` : `${number(ms)} ms`),
    number,
    megabytes: (mb) => (mb >= 1_024 ? `${number(mb / 1_024)} GB` : `${number(mb)} MB`),
    factor: (value) => `${number(value)} ×`,
  };
}
