/** The words as they are written in the source, with their arguments put in. */
import type { Translate } from '../../client/src/translate.ts';

export const english: Translate = (text, ...args) => text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)]));
