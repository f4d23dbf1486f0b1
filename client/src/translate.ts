/** How pure parts of the client get their words: the extension hands in VS Code's translations, tests the English text. */

/** `{0}` in the text stands for the first argument. */
export type Translate = (text: string, ...args: (string | number)[]) => string;
