/**
 * The question about regular expressions that the engine leaves to somebody else, as plain types: how the time of a match grows with the
 * text. server/regex/ answers it with a library, in a thread of its own.
 */

/** How matching grows with the length of the text in the worst case. `unknown`: the analyser failed or took too long. */
export type RegexVerdict =
  | { readonly is: 'linear' }
  | { readonly is: 'unknown' }
  | { readonly is: 'exponential'; readonly attack: string }
  | { readonly is: 'polynomial'; readonly degree: number; readonly attack: string };

export interface RegexAnalyser {
  /** Never rejects. `attack` in the answer is an expression that makes a text which shows the growth. */
  check(source: string, flags: string): Promise<RegexVerdict>;
}
