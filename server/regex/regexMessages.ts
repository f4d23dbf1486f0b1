/** What the analyser and its thread say to each other. */
import type { RegexVerdict } from '../engine/syntax/regexAnalyser.ts';

export interface RegexQuestion { readonly id: number; readonly source: string; readonly flags: string }
export interface RegexAnswer { readonly id: number; readonly verdict: RegexVerdict }
